-- Complaints and incidents of a team beside its running cases, by year. Where none are printed there is no row.
select
    organisation_id,
    area_id,
    area_name,
    area_kind,
    period_id,
    start_date,
    {{ value_of("complaints_about_teams") }} as complaints_about_teams,
    {{ value_of("incidents") }} as incidents,
    {{ value_of("cases_running") }} as cases_running,
    {{ per_1000("complaints_per_1000", "complaints_about_teams", "cases_running") }} as complaints_per_1000,
    {{ per_1000("incidents_per_1000", "incidents", "cases_running") }} as incidents_per_1000,
    {{ list_of_computed() }} as computed_metrics,
    {{ list_of_qualified() }} as qualified_metrics,
    {{ list_of_breaks() }} as series_break_id,
    {{ list_of_reasons() }} as reason_ids,
    bool_or(has_waived_finding) as has_waived_finding
from {{ ref('core__mart_value') }}
where
    metric_id in ('complaints_about_teams', 'incidents', 'cases_running')
    and breakdown_id is null
    and area_kind in ('team', 'team_without_area')
    and grain = 'year'
group by organisation_id, area_id, area_name, area_kind, period_id, start_date
having count(case when metric_id <> 'cases_running' then 1 end) > 0
