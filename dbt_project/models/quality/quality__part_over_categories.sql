-- Every figure with the figures of the categories that one table prints below it.
with printed_once as (
    -- What prose says twice is one part.
    select
        *,
        row_number() over (
            partition by report_id, table_id, figure_key order by is_served desc, figure_id asc
        ) as print_number
    from {{ ref('quality__checked_figure') }}
),

part as (
    select f.*, b.whole_breakdown_id, b.whole_category_id
    from printed_once as f
    inner join {{ ref('quality__category_below') }} as b
        on f.breakdown_id = b.breakdown_id and f.category_id = b.category_id
    where f.print_number = 1
),

contained as (
    -- Parts that a printed subtotal of the same table already contains.
    select distinct p.figure_id, p.whole_breakdown_id, p.whole_category_id
    from part as p
    inner join part as subtotal
        on
            p.report_id = subtotal.report_id
            and p.table_id = subtotal.table_id
            and p.organisation_id = subtotal.organisation_id
            and p.metric_id = subtotal.metric_id
            and p.area_id = subtotal.area_id
            and p.period_id = subtotal.period_id
            and p.whole_breakdown_id = subtotal.whole_breakdown_id
            and coalesce(p.whole_category_id, '') = coalesce(subtotal.whole_category_id, '')
    inner join {{ ref('quality__category_below') }} as b
        on
            subtotal.breakdown_id = b.whole_breakdown_id
            and subtotal.category_id = b.whole_category_id
            and p.breakdown_id = b.breakdown_id
            and p.category_id = b.category_id
),

outermost as (
    select p.*
    from part as p
    left join contained as c
        on
            p.figure_id = c.figure_id
            and p.whole_breakdown_id = c.whole_breakdown_id
            and coalesce(p.whole_category_id, '') = coalesce(c.whole_category_id, '')
    where c.figure_id is null
),

pair as (
    select
        {{ figure_columns("w", "whole") }},
        {{ figure_columns("p", "part") }},
        -- Prose names the categories that it finds worth naming; only a table promises all of them.
        case
            when p.is_key_figures and w.over_categories = 'sum' then 'at_most'
            else w.over_categories
        end as additivity,
        p.breakdown_id as part_breakdown_id,
        p.report_id as part_report_id,
        p.table_id as part_table_id,
        row_number() over (
            partition by w.figure_key, p.figure_id
            order by case when w.report_id = p.report_id then 0 else 1 end asc, w.is_served desc, w.figure_id asc
        ) as preference
    from {{ ref('quality__checked_figure') }} as w
    inner join outermost as p
        on
            w.organisation_id = p.organisation_id
            and w.metric_id = p.metric_id
            and w.area_id = p.area_id
            and w.period_id = p.period_id
            and coalesce(w.category_id, '') = coalesce(p.whole_category_id, '')
            and coalesce(w.breakdown_id, p.whole_breakdown_id) = p.whole_breakdown_id
    where w.is_served or w.report_id = p.report_id
),

counted as (
    select
        *,
        count(*) over (
            partition by whole_figure_id, part_breakdown_id, part_report_id, part_table_id
        ) as parts
    from pair
    where preference = 1
)

select
    *,
    concat(whole_figure_key, '/', part_breakdown_id, '@', part_report_id, '/', part_table_id) as parts_id,
    cast(null as varchar) as gap
from counted
where parts >= 2
