{{ config(materialized="view") }}

-- Every category of two breakdowns that a figure is about, with the category of each that it is where they cross.
select distinct
    breakdown_id,
    category_id,
    {% for side in ["one", "other"] -%}
    split_part(breakdown_id, '+', {{ loop.index }}) as {{ side }}_breakdown_id,
    split_part(category_id, '+', {{ loop.index }}) as {{ side }}_category_id
    {{- "," if not loop.last }}
    {% endfor %}
from {{ ref('core__figure') }}
where breakdown_id like '%+%'
