-- Whoever defines a metric says the same of it.
with defined as (
    select *, row_number() over (partition by metric_id order by report_id nulls first) as definition_number
    from {{ ref('staging__metric') }}
)

-- What a metric does not say of its range is that of its unit; a difference can go as far below zero as above it.
select
    m.metric_id,
    m.label_nl,
    m.label_en,
    m.definition,
    m.definition_nl,
    m.unit,
    m.mart,
    m.over_time,
    m.over_areas,
    m.over_categories,
    m.inflow_metric_id,
    m.outflow_metric_id,
    m.share_of_metric_id,
    m.share_of_breakdown_id,
    m.share_of_category_id,
    m.part_metric_id,
    m.part_breakdown_id,
    m.part_category_id,
    m.difference_of_metric_id,
    m.growth_of_metric_id,
    m.mean_of_metric_id,
    m.formula,
    cast(
        coalesce(m.minimum, case when m.difference_of_metric_id is null then u.minimum else -u.maximum end)
        as decimal(18, 4)
    ) as minimum,
    cast(coalesce(m.maximum, u.maximum) as decimal(18, 4)) as maximum
from defined as m
left join {{ ref('seed__unit') }} as u on m.unit = u.unit
where m.definition_number = 1
