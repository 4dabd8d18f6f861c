{{ config(materialized="table") }}

-- What figures are about, apart from their period: rules compare a few series before they look at many figures.
with about as (
    select distinct organisation_id, metric_id, area_id, breakdown_id, category_id
    from {{ ref('core__figure') }}
)

select
    {{ row_numbers() }} as series_number,
    s.organisation_id,
    s.metric_id,
    s.area_id,
    s.breakdown_id,
    s.category_id,
    a.over_time,
    a.over_areas,
    a.over_categories
from about as s
inner join {{ ref('core__metric_additivity') }} as a
    on s.metric_id = a.metric_id and s.organisation_id = a.organisation_id
