-- Complaints and incidents of every area for which some are printed, beside the cases that they arose from.
with pivoted as (
    select
        organisation_id,
        area_id,
        area_name,
        area_kind,
        period_id,
        start_date,
        {{ metric_column("complaints_about_teams") }},
        {{ metric_column("incidents") }},
        {{ metric_column("cases_running") }},
        {{ row_flags() }}
    from {{ ref('core__served_figure') }}
    where
        metric_id in ('complaints_about_teams', 'incidents', 'cases_running')
        and breakdown_id is null
        and grain = 'year'
    group by organisation_id, area_id, area_name, area_kind, period_id, start_date
    having count(case when metric_id <> 'cases_running' then 1 end) > 0
)

select
    organisation_id,
    area_id,
    area_name,
    area_kind,
    period_id,
    start_date,
    complaints_about_teams,
    incidents,
    cases_running,
    cast(1000.0 * complaints_about_teams / nullif(cases_running, 0) as double) as complaints_per_1000,
    cast(1000.0 * incidents / nullif(cases_running, 0) as double) as incidents_per_1000,
    qualified_metrics,
    series_break_id,
    has_waived_finding
from pivoted
