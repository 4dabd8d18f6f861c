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
