{{ config(materialized="table") }}

-- Every category of two breakdowns that a figure is about, with the category of each that it is where they cross.
select distinct
    breakdown_id,
    category_id,
    least(first_breakdown_id, crossed_breakdown_id) as one_breakdown_id,
    case when first_breakdown_id < crossed_breakdown_id then first_category_id else crossed_category_id end
        as one_category_id,
    greatest(first_breakdown_id, crossed_breakdown_id) as other_breakdown_id,
    case when first_breakdown_id < crossed_breakdown_id then crossed_category_id else first_category_id end
        as other_category_id
from {{ ref('staging__cell') }}
where first_breakdown_id <> crossed_breakdown_id and first_category_id is not null and crossed_category_id is not null
