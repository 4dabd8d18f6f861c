-- Every served figure about workforce of a team or group of teams, a row each, with what was aimed at beside it.
select
    grain,
    organisation_id,
    area_id,
    area_name,
    area_kind,
    metric_id,
    metric_label_nl,
    metric_label_en,
    period_id,
    start_date,
    end_date,
    compared_with_period_id,
    cast(value as double) as value,
    cast(value_low as double) as value_low,
    cast(value_high as double) as value_high,
    unit,
    qualifier,
    value_printed,
    value_status,
    cast(target_value as double) as target_value,
    cast(over_target as double) as over_target,
    cast(budget_value as double) as budget_value,
    cast(over_budget as double) as over_budget,
    cast(original_budget_value as double) as original_budget_value,
    cast(over_original_budget as double) as over_original_budget,
    cast(forecast_value as double) as forecast_value,
    cast(over_forecast as double) as over_forecast,
    base_metric_id,
    cast(base_value as double) as base_value,
    series_break_id,
    reason_ids,
    has_waived_finding,
    figure_id
from {{ ref('core__result') }}
where
    mart = 'workforce'
    and breakdown_id is null
    and area_kind <> 'city'
