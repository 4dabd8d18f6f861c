-- Unique clients of a team, by year.
select
    organisation_id,
    area_id,
    area_name,
    period_id,
    start_date,
    {{ value_of("unique_clients") }} as unique_clients,
    {{ list_of_computed() }} as computed_metrics,
    {{ list_of_qualified() }} as qualified_metrics,
    {{ list_of_breaks() }} as series_break_id,
    {{ list_of_reasons() }} as reason_ids,
    bool_or(has_waived_finding) as has_waived_finding
from {{ ref('core__mart_value') }}
where
    metric_id = 'unique_clients'
    and breakdown_id is null
    and area_kind in ('team', 'team_without_area')
    and grain = 'year'
group by organisation_id, area_id, area_name, period_id, start_date
