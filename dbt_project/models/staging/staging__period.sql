{{ config(materialized="table") }}

-- Every text that is used as a period in a table, with the period that it names there; NULL where it is none. However
-- its days are said, a period has one id: 2023-01/2023-06 is 2023-H1. Table 0 has what a report says outside tables,
-- table -1 what its reasons say.
with scope as (
    select
        t.report_id,
        t.table_key,
        m.period_word as own_word,
        {{ starts_in("school_year_starts") }} as school_month,
        {{ starts_in("fiscal_year_starts") }} as fiscal_month
    from {{ ref('staging__report_table') }} as t
    inner join {{ ref('staging__meaning') }} as m on t.table_key = m.table_key and m.scope = 'table'
    left join {{ source('raw', 'axis') }} as a
        on
            t.report_id = a.report_id
            and t.table_id = a.table_id
            and a.scope = 'table'
            and a.dimension in ('school_year_starts', 'fiscal_year_starts')
    group by t.report_id, t.table_key, m.period_word
),

-- Of a report's reasons, which are in no table.
reason_scope as (
    select report_id, max(school_month) as school_month, max(fiscal_month) as fiscal_month
    from scope
    group by report_id
),

reason_period as (
    select distinct report_id, period from {{ source('raw', 'reason') }}
),

used as (
    select table_key, period_word as word, coalesce(cumulative_said = 'true', false) as is_said_cumulative
    from {{ ref('staging__cell_meaning') }}
    where period_word is not null
    union
    select table_key, compared_with_word, false
    from {{ ref('staging__cell_meaning') }}
    where compared_with_word is not null
),

outside as (
    select report_id, period from {{ source('raw', 'report') }}
    union
    select report_id, period from {{ source('raw', 'series_break') }}
),

placed as (
    select
        s.report_id,
        u.table_key,
        u.word,
        u.is_said_cumulative,
        f.is_cumulative or u.is_said_cumulative as is_cumulative,
        -- Most texts mean the same in every table.
        case when f.form like '%?%' or f.is_cumulative or u.is_said_cumulative then coalesce(s.own_word, 0) else 0 end
            as own_word,
        coalesce(s.school_month, 8) as school_month,
        coalesce(s.fiscal_month, 0) as fiscal_month
    from used as u
    inner join {{ ref('staging__period_form') }} as f on u.word = f.word
    left join scope as s on u.table_key = s.table_key
    union all
    select o.report_id, 0, f.word, false, f.is_cumulative, 0, 8, 0
    from outside as o
    inner join {{ ref('staging__period_form') }} as f on o.period = f.period_said
    union all
    -- A reason says a period as a table does, and the report's own tells its year.
    select
        q.report_id,
        -1,
        f.word,
        false,
        f.is_cumulative,
        case when f.form like '%?%' or f.is_cumulative then coalesce(o.word, 0) else 0 end,
        coalesce(y.school_month, 8),
        coalesce(y.fiscal_month, 0)
    from reason_period as q
    inner join {{ source('raw', 'report') }} as r on q.report_id = r.report_id
    inner join {{ ref('staging__period_form') }} as f on q.period = f.period_said
    left join {{ ref('staging__period_form') }} as o on r.period = o.period_said
    left join reason_scope as y on q.report_id = y.report_id
),

asked as (
    select distinct
        word, own_word, school_month, fiscal_month, is_cumulative,
        table_key = 0 as is_outside
    from placed
),

in_ids as (
    select
        a.*,
        f.period_said,
        f.form,
        f.two_ways,
        {{ form_in_ids("f.form", "a.school_month", "a.fiscal_month") }} as said,
        o.period_said as own_said,
        case when o.form not like '%?%' then {{ form_in_ids("o.form", "a.school_month", "a.fiscal_month") }} end as own
    from asked as a
    inner join {{ ref('staging__period_form') }} as f on a.word = f.word
    left join {{ ref('staging__period_form') }} as o on a.own_word = o.word
),

owned as (
    select
        *,
        {{ period_start("own") }} as own_start,
        {{ period_end("own") }} as own_end
    from in_ids
),

-- A part of a year whose year is not said is that of the year in which it lies in the table's own period.
candidate as (
    select
        *,
        coalesce(extract(year from own_start) < extract(year from own_end), false) as own_spans_years,
        case
            when said not like '%?%' then said
            when extract(year from own_end) <= extract(year from own_start) + 1
                then replace(said, '?', cast(extract(year from own_start) as string))
        end as earlier,
        case
            when said like '%?%' and extract(year from own_end) = extract(year from own_start) + 1
                then replace(said, '?', cast(extract(year from own_end) as string))
        end as later
    from owned
),

dated as (
    select
        *,
        {{ period_start("earlier") }} as earlier_start,
        {{ period_end("earlier") }} as earlier_end,
        {{ period_start("later") }} as later_start,
        {{ period_end("later") }} as later_end,
        -- A week is where its Thursday is.
        case when said like '%-W%' then 3 else 0 end as days_outside
    from candidate
),

fitting as (
    select
        *,
        said not like '%?%'
        or earlier_start + days_outside >= own_start and earlier_end - days_outside <= own_end as is_earlier,
        later_start + days_outside >= own_start and later_end - days_outside <= own_end as is_later
    from dated
),

chosen as (
    select
        *,
        case
            when is_earlier and not coalesce(is_later, false) then earlier_start
            when is_later and not coalesce(is_earlier, false) then later_start
        end as first_day,
        case
            when is_earlier and not coalesce(is_later, false) then earlier_end
            when is_later and not coalesce(is_earlier, false) then later_end
        end as last_day
    from fitting
),

-- What counts so far begins with its year, unless both its ends are said.
counted as (
    select
        *,
        case
            when not is_cumulative or said like '%/%' then first_day
            when not own_spans_years and said not like '%-W%'
                then cast(concat_ws('', cast(extract(year from first_day) as string), '-01-01') as date)
        end as start_date
    from chosen
),

named as (
    select
        *,
        case
            when start_date <= last_day and not (is_outside and said <> period_said)
                then {{ period_id("start_date", "last_day") }}
        end as period_id,
        case when start_date <= last_day then {{ period_id("start_date", "last_day") }} end as in_words
    from counted
)

select
    p.report_id,
    p.table_key,
    p.word,
    p.is_said_cumulative,
    n.period_said,
    n.period_id,
    {{ period_grain("n.period_id") }} as grain,
    case when n.period_id is not null then n.start_date end as start_date,
    case when n.period_id is not null then n.last_day end as end_date,
    p.is_cumulative,
    case
        when n.period_id is not null then null
        when n.in_words is not null then concat_ws('', '"', n.period_said, '" is a period in words')
        else
            {{ no_period(
                "n.period_said", "n.form", "n.two_ways", "n.own_said", "n.own_spans_years", "n.is_cumulative"
            ) }}
    end as fault,
    case
        when n.period_id is not null then null
        when n.in_words is not null then concat_ws('', 'Write it as ', n.in_words, '. {{ in_guide("Periods") }}')
        else {{ no_period_step("n.period_said", "n.form", "n.two_ways", "n.is_cumulative") }}
    end as next_step
from placed as p
inner join named as n
    on
        p.word = n.word
        and p.own_word = n.own_word
        and p.school_month = n.school_month
        and p.fiscal_month = n.fiscal_month
        and p.is_cumulative = n.is_cumulative
        and (p.table_key = 0) = n.is_outside
