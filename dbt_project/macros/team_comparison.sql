{% macro team_comparison_mart(grain) -%}
    {#-
        Each team beside its city, the other teams and the period of the same grain before: a row per team and period of
        one grain.
    -#}
with figure as (
    select
        f.organisation_id,
        f.area_id,
        f.area_name,
        f.area_kind,
        f.metric_id,
        f.period_id,
        f.start_date,
        f.value,
        f.qualifier,
        f.series_break_id,
        f.has_waived_finding,
        s.previous_value,
        s.crosses_series_break
    from {{ ref('core__served_figure') }} as f
    -- A series with a gap has no period right before.
    left join {{ ref('core__series_step') }} as s
        on f.figure_id = s.figure_id and s.previous_end_date + 1 = f.start_date
    where
        f.metric_id in ('cases_started', 'cases_running', 'cases_closed', 'wait_workdays')
        and f.breakdown_id is null
        and f.grain = '{{ grain }}'
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
    t.qualified_metrics,
    t.series_break_id,
    t.has_waived_finding
from team as t
left join city as c on t.organisation_id = c.organisation_id and t.period_id = c.period_id
{%- endmacro %}
