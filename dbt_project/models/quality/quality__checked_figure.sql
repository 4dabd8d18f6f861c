{{ config(materialized="table") }}

-- Figures as the rules see them: how each counts in a sum, how far rounding may have moved it, and which edition of its
-- key it is. Rules join on its numbers, and not on keys, which are long.
with printed_again as (
    select distinct figure_key
    from {{ ref('core__figure') }}
    where not is_served
),

-- Of several prints in one report the first that can be read, as editions are served.
print as (
    select
        f.figure_id,
        f.figure_key,
        f.report_id,
        r.edition_date,
        row_number() over (
            partition by f.figure_key, f.report_id order by {{ edition_order("f", "r", "t") }}
        ) as print_number
    from {{ ref('core__figure') }} as f
    inner join printed_again as a on f.figure_key = a.figure_key
    inner join {{ ref('core__report') }} as r on f.report_id = r.report_id
    inner join {{ ref('core__report_table') }} as t on f.report_id = t.report_id and f.table_id = t.table_id
    where not {{ is_lost("f") }}
),

edition as (
    select
        figure_id,
        row_number() over (partition by figure_key order by edition_date asc, report_id asc) as edition_number
    from print
    where print_number = 1
),

report_table as (
    select report_id, table_id, is_key_figures, {{ row_numbers() }} as table_number
    from {{ ref('core__report_table') }}
)

select
    {{ row_numbers() }} as figure_number,
    f.figure_id,
    f.figure_key,
    s.series_number,
    f.report_id,
    f.table_id,
    t.table_number,
    f.period_id,
    f.compared_with_period_id,
    p.grain,
    p.start_date,
    p.end_date,
    f.value,
    coalesce(f.value, f.value_low) as value_low,
    coalesce(f.value, f.value_high) as value_high,
    f.value_status,
    f.unit,
    f.qualifier,
    f.is_served,
    f.is_provisional,
    a.figure_key is not null as is_printed_again,
    cast(case
        when a.figure_key is not null then e.edition_number
        when not {{ is_lost("f") }} then 1
    end as integer) as edition_number,
    t.is_key_figures,
    case
        when f.value is not null and f.qualifier in ('exact', 'average') then 'value'
        when f.value is null and f.value_status in ('dash', 'blank') then 'nothing'
        -- Between the ends of a printed range, or within what the report says of a number that it withholds.
        when
            coalesce(f.value_low, f.value_high) is not null
            and f.value_status in ('printed', 'suppressed')
            and f.qualifier in ('exact', 'average', 'between')
            then 'interval'
        else 'unknown'
    end as counts_as,
    f.rounding,
    f.is_cumulative
from {{ ref('core__figure') }} as f
inner join {{ ref('quality__series') }} as s
    on
        f.organisation_id = s.organisation_id
        and f.metric_id = s.metric_id
        and f.area_id = s.area_id
        and f.breakdown_id is not distinct from s.breakdown_id
        and f.category_id is not distinct from s.category_id
        and f.kind is not distinct from s.kind
inner join {{ ref('core__period') }} as p on f.period_id = p.period_id
inner join report_table as t on f.report_id = t.report_id and f.table_id = t.table_id
left join printed_again as a on f.figure_key = a.figure_key
left join edition as e on f.figure_id = e.figure_id
