{% macro team_comparison_mart(grain) -%}
    {#-
        Each team beside its city, the other teams and the period of the same grain before: a row per team and period of
        one grain.
    -#}
with value_of_grain as (
    select *
    from {{ ref('core__mart_value') }}
    where
        metric_id in ('cases_started', 'cases_running', 'cases_closed', 'wait_workdays')
        and breakdown_id is null
        and grain = '{{ grain }}'
),

figure as (
    select
        f.*,
        p.value as previous_value,
        -- A break inside the earlier period counts: part of that period lies before it.
        case
            when p.figure_key is not null
                then exists (
                    select 1
                    from {{ ref('core__series_break') }} as b
                    where
                        f.organisation_id = b.organisation_id
                        and f.metric_id = b.metric_id
                        and p.start_date < b.starts_on
                        and f.end_date >= b.starts_on
                )
        end as crosses_series_break
    from value_of_grain as f
    -- A series with a gap has no period right before.
    left join value_of_grain as p
        on
            f.organisation_id = p.organisation_id
            and f.metric_id = p.metric_id
            and f.area_id = p.area_id
            and f.start_date = p.end_date + 1
            and f.value is not null
            and p.value is not null
),

city as (
    select f.organisation_id, f.period_id, f.value as wait_workdays
    from figure as f
    inner join {{ ref('core__organisation') }} as o
        on f.organisation_id = o.organisation_id and f.area_id = o.area_id
    where f.metric_id = 'wait_workdays'
),

team as (
    select
        organisation_id,
        area_id,
        area_name,
        period_id,
        start_date,
        {{ metric_column("cases_started") }},
        {{ metric_column("cases_running") }},
        {{ metric_column("cases_closed") }},
        {{ metric_column("wait_workdays", "decimal(18, 4)") }},
        cast(max(case when metric_id = 'cases_running' then previous_value end) as bigint) as running_before,
        max(case when metric_id = 'wait_workdays' then previous_value end) as wait_before,
        bool_or(case when metric_id in ('cases_running', 'wait_workdays') then crosses_series_break end)
            as crosses_series_break,
        {{ row_flags() }}
    from figure
    where area_kind in ('team', 'team_without_area')
    group by organisation_id, area_id, area_name, period_id, start_date
)

select
    t.organisation_id,
    t.area_id,
    t.area_name,
    t.period_id,
    t.start_date,
    t.cases_started,
    t.cases_running,
    t.cases_closed,
    cast(t.wait_workdays as double) as wait_workdays,
    cast(c.wait_workdays as double) as city_wait_workdays,
    cast(t.wait_workdays - c.wait_workdays as double) as wait_gap,
    case
        when t.wait_workdays is not null
            then rank() over (partition by t.organisation_id, t.period_id order by t.wait_workdays desc nulls last)
    end as wait_rank,
    cast(t.wait_workdays - t.wait_before as double) as wait_change,
    t.cases_running - t.running_before as running_change,
    cast(100.0 * (t.cases_running - t.running_before) / nullif(t.running_before, 0) as double) as running_growth,
    t.crosses_series_break,
    t.computed_metrics,
    t.qualified_metrics,
    t.series_break_id,
    t.has_waived_finding
from team as t
left join city as c on t.organisation_id = c.organisation_id and t.period_id = c.period_id
{%- endmacro %}
