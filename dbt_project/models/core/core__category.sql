-- Where two breakdowns cross, each meeting of their categories is a category.
with plain as (
    select
        breakdown_id,
        category_id,
        min(label_nl) as label_nl,
        min(label_en) as label_en,
        min(part_of_breakdown_id) as part_of_breakdown_id,
        min(part_of_category_id) as part_of_category_id,
        bool_and(is_part_of_whole) as is_part_of_whole,
        min(sort_order) as sort_order
    from {{ ref('staging__category') }}
    group by breakdown_id, category_id
)

select
    breakdown_id,
    category_id,
    label_nl,
    label_en,
    part_of_breakdown_id,
    part_of_category_id,
    is_part_of_whole,
    sort_order
from plain
union all
select
    x.breakdown_id,
    x.category_id,
    concat_ws('', one.label_nl, ', ', {{ lower_first("other.label_nl") }}),
    concat_ws('', one.label_en, ', ', {{ lower_first("other.label_en") }}),
    null,
    null,
    one.is_part_of_whole and other.is_part_of_whole,
    -- The same whatever other categories cross, which may be another organisation's.
    one.sort_order * 1000 + other.sort_order
from {{ ref('core__crossed_category') }} as x
inner join plain as one on x.one_breakdown_id = one.breakdown_id and x.one_category_id = one.category_id
inner join plain as other on x.other_breakdown_id = other.breakdown_id and x.other_category_id = other.category_id
