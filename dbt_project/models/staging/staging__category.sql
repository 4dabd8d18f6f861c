-- A category as the seeds or a report define it: report_id is NULL where the seeds do.
select
    breakdown_id,
    category_id,
    label_nl,
    label_en,
    part_of_breakdown_id,
    part_of_category_id,
    is_part_of_whole,
    sort_order,
    cast(null as string) as report_id
from {{ ref('seed__category') }}
union all
select
    breakdown_id,
    category_id,
    label_nl,
    label_en,
    case when part_of_category_id is not null then breakdown_id end as part_of_breakdown_id,
    part_of_category_id,
    true as is_part_of_whole,
    -- Behind those of the seeds.
    1000 + position as sort_order,
    report_id
from {{ source('raw', 'category') }}
