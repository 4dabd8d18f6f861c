{{ config(materialized="table") }}

-- Every text that is used as a period, once, as an id: `2023-Q1` of "1e kwartaal 2023", `?-Q1` of "Kw 1", whose year
-- the text does not say, `S2022` of "schooljaar 2022/2023" and `F2007` of "FY 2007"; NULL where it is no period.
{% set year = calendar_year() -%}
{% set month = month_name() -%}
{% set upto = "(t/m|t e m|tot en met|through)" -%}
{% set school = "(schooljaar|school year|cursusjaar|sj)" -%}
{% set fiscal = "(boekjaar|fiscal year|financial year|fy)" -%}
{% set so_far = "(cumulatief|cum|cumulative|ytd|year to date)" -%}
with name (name, part) as (
    values
    {%- for name, part in period_names() %}
    ('{{ name }}', '{{ part }}'){{ "," if not loop.last }}
    {%- endfor %}
),

used as (
    select period_word as word from {{ ref('staging__cell_meaning') }}
    union
    select compared_with_word from {{ ref('staging__cell_meaning') }}
    union
    -- A table's own period tells the year of others.
    select period_word from {{ ref('staging__meaning') }} where scope = 'table'
    union
    select w.word
    from {{ source('raw', 'report') }} as r
    inner join {{ ref('staging__word') }} as w on r.period = w.text
    union
    select w.word
    from {{ source('raw', 'series_break') }} as s
    inner join {{ ref('staging__word') }} as w on s.period = w.text
    union
    select w.word
    from {{ source('raw', 'reason') }} as r
    inner join {{ ref('staging__word') }} as w on r.period = w.text
),

said as (
    select
        w.word,
        w.text as period_said,
        coalesce({{ period_start("w.text") }} <= {{ period_end("w.text") }}, false) as is_id,
        {{ plain_words("w.normal") }} as plain
    from used as u
    inner join {{ ref('staging__word') }} as w on u.word = w.word
),

-- "t/m Q2" counts from the beginning of its year; "jan t/m mrt" and "jan-mrt" say both ends.
counted as (
    select
        *,
        {{ matches("plain", "(" ~ so_far ~ " )?" ~ upto ~ " .+|" ~ so_far ~ " .+|.+ " ~ so_far) }}
        and not is_id as is_cumulative,
        {{ replace_all(
            replace_all("plain", "^(" ~ so_far ~ " )?(" ~ upto ~ " )?| " ~ so_far ~ "$", ""),
            " " ~ upto ~ " ", " t/m "
        ) }} as period
    from said
),

ended as (
    select
        word,
        case
            when {{ matches("period", month ~ "( " ~ year ~ ")? ?- ?" ~ month ~ "( " ~ year ~ ")?") }}
                then {{ replace_all("period", " ?- ?", " t/m ") }}
            else period
        end as period
    from counted
    where not is_id
),

piece as (
    select word, 'last' as side, split_part(period, ' t/m ', 2) as text
    from ended
    where period like '% t/m %' and period not like '% t/m % t/m %'
    union all
    select word, 'first', split_part(period, ' t/m ', 1)
    from ended
    where period like '% t/m %' and period not like '% t/m % t/m %'
    union all
    select word, 'only', period
    from ended
    where period not like '% t/m %'
),

-- Where the year stands: behind or before its part; of two digits behind an apostrophe, or as a spreadsheet shows it.
dated as (
    select
        word,
        side,
        text,
        case
            when {{ matches("text", ".*[^0-9]" ~ year) }} or {{ matches("text", year) }} then right(text, 4)
            when {{ matches("text", year ~ "[^0-9].*") }} then left(text, 4)
            when {{ matches("text", ".*[^0-9][''’][0-9]{2}") }}
                or {{ matches("text", "(" ~ month ~ "|[qht][1-4])-[0-9]{2}") }}
                then {{ four_digits("right(text, 2)") }}
        end as year,
        case
            when {{ matches("text", ".*[^0-9]" ~ year) }} or {{ matches("text", year) }}
                then {{ replace_all("left(text, length(text) - 4)", "( ?[-/] ?| van | of | )$", "") }}
            when {{ matches("text", year ~ "[^0-9].*") }}
                then {{ replace_all("substr(text, 5)", "^( ?[-/] ?| )", "") }}
            when {{ matches("text", ".*[^0-9][''’][0-9]{2}") }}
                or {{ matches("text", "(" ~ month ~ "|[qht][1-4])-[0-9]{2}") }}
                then trim(left(text, length(text) - 3))
            else text
        end as rest
    from piece
),

-- A day in words ("31 december 2021") is a part of a year too.
named as (
    select
        p.word,
        p.side,
        p.year,
        case
            when p.text = p.year then ''
            when d.part is not null and p.year is not null
                then concat_ws('', d.part, '-', lpad(split_part(p.rest, ' ', 1), 2, '0'))
            else n.part
        end as part
    from dated as p
    left join name as n on p.rest = n.name
    left join name as d
        on
            {{ matches("p.rest", "[0-9]{1,2} [a-z]+") }}
            and split_part(p.rest, ' ', 2) = d.name
            and substr(d.part, 2, 1) in ('0', '1')
),

whole as (
    select
        word,
        max(case when side <> 'first' then year end) as year,
        max(case when side <> 'first' then part end) as part,
        max(case when side = 'first' then year end) as first_year,
        max(case when side = 'first' then part end) as first_part,
        count(part) as named,
        count(*) as pieces
    from named
    group by word
),

-- School years, and fiscal years: two years in a row, or of a fiscal year the one in which it ends.
yearly as (
    select
        word,
        case
            when {{ matches("period", school ~ " .+") }} then 'S'
            when {{ matches("period", fiscal ~ " ?.+") }} then 'F'
        end as kind,
        {{ replace_all("period", "^(" ~ school ~ "|" ~ fiscal ~ ") ?", "") }} as years
    from ended
),

spanned as (
    select
        word,
        kind,
        {% for side, pattern in [
            ("first", "^[''’]?((?:19|20)?[0-9]{2}) ?[-/] ?[''’]?(?:19|20)?[0-9]{2}$"),
            ("last", "^(?:[''’]?(?:19|20)?[0-9]{2} ?[-/] ?)?[''’]?((?:19|20)?[0-9]{2})$"),
        ] -%}
        cast({{ four_digits("regexp_extract(years, '" ~ pattern ~ "', 1)") }} as integer) as {{ side }}_year
        {{- "," if not loop.last }}
        {% endfor %}
    from yearly
    where kind is not null
),

formed as (
    select
        s.*,
        y.kind,
        y.first_year as school_year,
        case
            when s.is_id then s.period_said
            when y.kind = 'S' and y.last_year = y.first_year + 1 then concat_ws('', 'S', cast(y.first_year as string))
            when y.kind = 'F' and y.last_year = coalesce(y.first_year + 1, y.last_year)
                then concat_ws('', 'F', cast(y.last_year as string))
            when p.named = p.pieces and p.first_part is not null
                then concat_ws(
                    '', coalesce(p.first_year, p.year, '?'), p.first_part, '/', coalesce(p.year, '?'), p.part
                )
            when p.named = p.pieces then concat_ws('', coalesce(p.year, '?'), p.part)
        end as form
    from counted as s
    left join whole as p on s.word = p.word
    left join spanned as y on s.word = y.word
)

select
    word,
    period_said,
    form,
    is_cumulative,
    -- What can be read in two ways is told so.
    case
        when form is not null then null
        when {{ matches("period", ".*[0-9]{1,2} " ~ month ~ "|" ~ month ~ " [0-9]{2}|[0-9]{2}-" ~ month) }}
            then 'a day, or a month of a year'
        when {{ matches("period", ".*trimester.*") }} then 'three months, or four'
        when kind = 'S' and school_year is null then 'the year in which the school year begins, or ends'
    end as two_ways
from formed
