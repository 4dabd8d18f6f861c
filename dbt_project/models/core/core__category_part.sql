-- What every category is part of: the category that it is said to be part of, or the whole; where two breakdowns cross,
-- the category of each, and the category that crosses a larger one of either with the other.
with crossed as (
    select x.*, c.is_part_of_whole
    from {{ ref('core__crossed_category') }} as x
    inner join {{ ref('core__category') }} as c on x.breakdown_id = c.breakdown_id and x.category_id = c.category_id
)

select
    c.breakdown_id,
    c.category_id,
    c.part_of_breakdown_id,
    c.part_of_category_id
from {{ ref('core__category') }} as c
where c.is_part_of_whole
{%- for side in ["one", "other"] %}
union all
select breakdown_id, category_id, {{ side }}_breakdown_id, {{ side }}_category_id
from crossed
where is_part_of_whole
{%- endfor %}
{%- for side, beside in [("one", "other"), ("other", "one")] %}
union all
select p.breakdown_id, p.category_id, w.breakdown_id, w.category_id
from crossed as p
inner join {{ ref('core__category') }} as c
    on p.{{ side }}_breakdown_id = c.breakdown_id and p.{{ side }}_category_id = c.category_id
inner join crossed as w
    on
        p.breakdown_id = w.breakdown_id
        and c.part_of_breakdown_id = w.{{ side }}_breakdown_id
        and c.part_of_category_id = w.{{ side }}_category_id
        and p.{{ beside }}_category_id = w.{{ beside }}_category_id
where p.is_part_of_whole
{%- endfor %}
