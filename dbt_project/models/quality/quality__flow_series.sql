-- Every series of what runs, beside those of what comes in and what goes out in the same area and category.
select
    r.series_number,
    r.metric_id,
    m.inflow_metric_id,
    i.series_number as inflow_series_number,
    o.series_number as outflow_series_number
from {{ ref('quality__series') }} as r
inner join {{ ref('core__metric') }} as m on r.metric_id = m.metric_id
{%- for flow, series in [("inflow", "i"), ("outflow", "o")] %}
left join {{ ref('quality__series') }} as {{ series }}
    on
        r.organisation_id = {{ series }}.organisation_id
        and m.{{ flow }}_metric_id = {{ series }}.metric_id
        and r.area_id = {{ series }}.area_id
        and r.breakdown_id is not distinct from {{ series }}.breakdown_id
        and r.category_id is not distinct from {{ series }}.category_id
        and r.kind is not distinct from {{ series }}.kind
{%- endfor %}
where m.inflow_metric_id is not null
