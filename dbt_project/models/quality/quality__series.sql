{{ config(materialized="table") }}

-- What figures are about, apart from their period: rules compare a few series before they look at many figures.
with about as (
    select distinct organisation_id, metric_id, area_id, breakdown_id, category_id, kind
    from {{ ref('core__figure') }}
)

select
    {{ row_numbers() }} as series_number,
    s.organisation_id,
    s.metric_id,
    s.area_id,
    s.breakdown_id,
    s.category_id,
    s.kind,
    {% for way in ["over_time", "over_areas", "over_categories"] -%}
    -- How far results lie from what was aimed at adds up where both do, and otherwise says nothing of its parts.
    case when not {{ is_distance("s") }} or a.{{ way }} = 'sum' then a.{{ way }} else 'none' end as {{ way }}
    {{- "," if not loop.last }}
    {% endfor %}
from about as s
inner join {{ ref('core__metric_additivity') }} as a
    on s.metric_id = a.metric_id and s.organisation_id = a.organisation_id
