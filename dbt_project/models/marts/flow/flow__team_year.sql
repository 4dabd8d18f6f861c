-- Cases and waiting time of a team, by year.
select
    organisation_id,
    area_id,
    area_name,
    period_id,
    start_date,
    {{ value_of("cases_started") }} as cases_started,
    {{ value_of("cases_running") }} as cases_running,
    {{ value_of("cases_closed") }} as cases_closed,
    {{ less("opening_stock", "cases_running", "cases_started") }} as opening_stock,
    {{ less("closing_stock", "cases_running", "cases_closed") }} as closing_stock,
    {{ less("net_flow", "cases_started", "cases_closed") }} as net_flow,
    {{ value_of("wait_workdays", "double") }} as wait_workdays,
    {{ list_of_computed() }} as computed_metrics,
    {{ list_of_qualified() }} as qualified_metrics,
    {{ list_of_breaks() }} as series_break_id,
    {{ list_of_reasons() }} as reason_ids,
    bool_or(has_waived_finding) as has_waived_finding
from {{ ref('core__mart_value') }}
where
    metric_id in ('cases_started', 'cases_running', 'cases_closed', 'wait_workdays')
    and breakdown_id is null
    and area_kind in ('team', 'team_without_area')
    and grain = 'year'
group by organisation_id, area_id, area_name, period_id, start_date
