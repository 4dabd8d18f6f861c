-- Every served figure about satisfaction of a team or group of teams, a row each.
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
    base_metric_id,
    cast(base_value as double) as base_value,
    series_break_id,
    has_waived_finding,
    figure_id
from {{ ref('core__served_figure') }}
where
    mart = 'satisfaction'
    and breakdown_id is null
    and area_kind <> 'city'
