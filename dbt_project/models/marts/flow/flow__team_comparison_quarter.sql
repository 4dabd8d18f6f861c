-- A team beside its city, the other teams and the quarter before, by quarter.
with figure as (
    {{ value_beside_the_one_before(["cases_started", "cases_running", "cases_closed", "wait_workdays"], "quarter") }}
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
        {{ value_of("cases_started") }} as cases_started,
        {{ value_of("cases_running") }} as cases_running,
        {{ value_of("cases_closed") }} as cases_closed,
        {{ value_of("wait_workdays", "decimal(18, 4)") }} as wait_workdays,
        {{ value_of("cases_running", value="previous_value") }} as running_before,
        {{ value_of("wait_workdays", "decimal(18, 4)", value="previous_value") }} as wait_before,
        bool_or(case when metric_id in ('cases_running', 'wait_workdays') then crosses_series_break end)
            as crosses_series_break,
        string_agg(withheld_beside, '') as withheld_beside,
        {{ list_of_computed() }} as computed_metrics,
        {{ list_of_qualified() }} as qualified_metrics,
        {{ list_of_breaks() }} as series_break_id,
        {{ list_of_reasons() }} as reason_ids,
        bool_or(has_waived_finding) as has_waived_finding
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
    {{ unless_withheld("wait_gap", "cast(t.wait_workdays - c.wait_workdays as double)", "t.withheld_beside") }}
        as wait_gap,
    cast(
        case
            when t.wait_workdays is not null
                then rank() over (partition by t.organisation_id, t.period_id order by t.wait_workdays desc nulls last)
        end as bigint
    ) as wait_rank,
    {{ unless_withheld("wait_change", "cast(t.wait_workdays - t.wait_before as double)", "t.withheld_beside") }}
        as wait_change,
    {{ unless_withheld("running_change", "t.cases_running - t.running_before", "t.withheld_beside") }}
        as running_change,
    {{ unless_withheld(
        "running_growth",
        "cast(100.0 * (t.cases_running - t.running_before) as double) / nullif(t.running_before, 0)",
        "t.withheld_beside"
    ) }} as running_growth,
    t.crosses_series_break,
    t.computed_metrics,
    t.qualified_metrics,
    t.series_break_id,
    t.reason_ids,
    t.has_waived_finding
from team as t
left join city as c on t.organisation_id = c.organisation_id and t.period_id = c.period_id
