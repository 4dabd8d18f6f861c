{{ config(materialized="table") }}

-- Every label in use, once for each table; an area once for each organisation that it is said of. '' where a key holds
-- nothing, so that labels are joined by equal keys.
with cells as (
    select m.*, {{ normal_label("m.breakdown_said") }} as breakdown_label
    from {{ ref('staging__cell_meaning') }} as m
    where m.role is null
),

said as (
    {% for dimension in ["organisation", "metric", "breakdown", "unit", "qualifier"] -%}
    select distinct
        report_id, table_id, '' as organisation_key, '{{ dimension }}' as dimension, '' as breakdown_key,
        {{ dimension }}_said as label
    from cells
    where {{ dimension }}_said is not null
    union all
    {% endfor -%}
    select distinct report_id, table_id, coalesce(organisation_said, ''), 'area', '', area_said
    from cells
    where area_said is not null
    union all
    select distinct report_id, table_id, '', 'category', coalesce(breakdown_label, ''), category_said
    from cells
    where category_said is not null and category_said <> 'whole'
)

select *, {{ normal_label("label") }} as normal
from said
