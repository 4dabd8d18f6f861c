-- Every label in use, once, with the id it stands for (NULL where nobody knows it) and how many ids it could
-- mean.
with cells as (
    select m.*, {{ normal_label("m.breakdown_said") }} as breakdown_label
    from {{ ref('staging__cell_meaning') }} as m
    where m.role is null
),

used as (
    {% for dimension in ["organisation", "metric", "area", "breakdown", "unit", "qualifier"] -%}
    select distinct
        report_id, table_id, '{{ dimension }}' as dimension, cast(null as varchar) as breakdown_id,
        {{ dimension }}_said as label
    from cells
    where {{ dimension }}_said is not null
    union all
    {% endfor -%}
    select distinct report_id, table_id, 'category', breakdown_label, category_said
    from cells
    where category_said is not null and category_said <> 'whole'
),

candidate as (
    select
        u.report_id,
        u.table_id,
        u.dimension,
        u.breakdown_id,
        u.label,
        a.id,
        a.precedence,
        max(a.precedence) over (
            partition by u.report_id, u.table_id, u.dimension, u.breakdown_id, u.label
        ) as best_precedence
    from used as u
    left join {{ ref('staging__alias') }} as a
        on
            u.dimension = a.dimension
            and {{ normal_label("u.label") }} = a.label
            and (a.breakdown_id is null or u.breakdown_id = a.breakdown_id)
            and (a.report_id is null or u.report_id = a.report_id)
            and (a.table_id is null or u.table_id = a.table_id)
)

select
    report_id,
    table_id,
    dimension,
    breakdown_id,
    label,
    case when count(distinct id) = 1 then max(id) end as id,
    cast(count(distinct id) as integer) as meanings
from candidate
where precedence is null or precedence = best_precedence
group by report_id, table_id, dimension, breakdown_id, label
