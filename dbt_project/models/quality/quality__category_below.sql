-- Every category with all that is part of it, also across breakdowns.
-- The whole of a breakdown has NULL as its category.
with recursive below as (
    select
        coalesce(part_of_breakdown_id, breakdown_id) as whole_breakdown_id,
        part_of_category_id as whole_category_id,
        breakdown_id,
        category_id,
        0 as depth
    from {{ ref('core__category_part') }}
    {{ union_in_recursion() }}
    select b.whole_breakdown_id, b.whole_category_id, c.breakdown_id, c.category_id, b.depth + 1
    from below as b
    inner join {{ ref('core__category_part') }} as c
        on b.breakdown_id = c.part_of_breakdown_id and b.category_id = c.part_of_category_id
    where b.depth < {{ deepest() }}
)

select distinct whole_breakdown_id, whole_category_id, breakdown_id, category_id
from below
-- The whole of a breakdown is made of that breakdown: a table of parts of one category says nothing of the
-- others.
where whole_category_id is not null or whole_breakdown_id = breakdown_id
