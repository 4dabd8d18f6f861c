{{ config(meta={"dagster": {"ref": {"name": "core__figure"}}}) }}

-- Every figure's ids exist: a figure without its area or period would vanish from the marts without a word.
{% for dimension in ["organisation", "metric", "area", "period"] -%}
select f.figure_id, '{{ dimension }}' as dimension, f.{{ dimension }}_id as id
from {{ ref('core__figure') }} as f
where not exists (
    select 1 from {{ ref('core__' ~ dimension) }} as d where f.{{ dimension }}_id = d.{{ dimension }}_id
)
union all
{% endfor -%}
select f.figure_id, 'category', concat_ws('', f.breakdown_id, '=', f.category_id)
from {{ ref('core__figure') }} as f
where
    (f.breakdown_id is not null or f.category_id is not null)
    and not exists (
        select 1 from {{ ref('core__category') }} as c
        where f.breakdown_id = c.breakdown_id and f.category_id = c.category_id
    )
union all
select f.figure_id, 'report_table', concat_ws('', f.report_id, '/', f.table_id)
from {{ ref('core__figure') }} as f
where not exists (
    select 1 from {{ ref('core__report_table') }} as t
    where f.report_id = t.report_id and f.table_id = t.table_id
)
