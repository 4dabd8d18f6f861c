-- Every cover of a figure by figures of the categories that one table prints below it. One row for the whole and for
-- each of its parts.
with whole_series as (
    -- The series of every category beside that of what the category is part of.
    select
        w.series_number as whole_series_number,
        b.whole_breakdown_id,
        w.breakdown_id as own_breakdown_id,
        w.over_categories as additivity,
        p.series_number,
        p.breakdown_id,
        p.category_id
    from {{ ref('quality__series') }} as p
    inner join {{ ref('quality__category_below') }} as b
        on p.breakdown_id = b.breakdown_id and p.category_id = b.category_id
    inner join {{ ref('quality__series') }} as w
        on
            p.organisation_id = w.organisation_id
            and p.metric_id = w.metric_id
            and p.area_id = w.area_id
            and p.kind is not distinct from w.kind
            and b.whole_category_id is not distinct from w.category_id
            and coalesce(w.breakdown_id, b.whole_breakdown_id) = b.whole_breakdown_id
    where w.over_categories in ('sum', 'overlap', 'distinct')
),

subtotal_series as (
    -- Of the categories of one whole, those that contain others of it.
    select p.whole_series_number, p.whole_breakdown_id, p.series_number, t.series_number as subtotal_series_number
    from whole_series as p
    inner join whole_series as t
        on p.whole_series_number = t.whole_series_number and p.whole_breakdown_id = t.whole_breakdown_id
    inner join {{ ref('quality__category_below') }} as b
        on
            t.breakdown_id = b.whole_breakdown_id
            and t.category_id = b.whole_category_id
            and p.breakdown_id = b.breakdown_id
            and p.category_id = b.category_id
),

in_a_whole as (
    select distinct series_number from whole_series
),

printed_once as (
    -- What prose says twice is one part.
    select
        f.*,
        row_number() over (
            partition by f.series_number, f.period_id, f.compared_with_period_id, f.report_id, f.table_id
            order by f.is_served desc, f.figure_id asc
        ) as print_number
    from {{ ref('quality__checked_figure') }} as f
    inner join in_a_whole as s on f.series_number = s.series_number
),

part as (
    select
        f.*,
        s.whole_series_number,
        s.whole_breakdown_id,
        s.own_breakdown_id,
        s.additivity,
        s.breakdown_id,
        s.category_id
    from printed_once as f
    inner join whole_series as s on f.series_number = s.series_number
    where f.print_number = 1
),

contained as (
    -- Parts that a printed subtotal of the same table already contains.
    select distinct p.figure_number, p.whole_series_number, p.whole_breakdown_id
    from part as p
    inner join subtotal_series as s
        on
            p.whole_series_number = s.whole_series_number
            and p.whole_breakdown_id = s.whole_breakdown_id
            and p.series_number = s.series_number
    inner join printed_once as t
        on
            s.subtotal_series_number = t.series_number
            and p.period_id = t.period_id
            and p.report_id = t.report_id
            and p.table_id = t.table_id
),

pair as (
    select
        w.figure_number as whole_number,
        -- Prose names the categories that it finds worth naming; only a table promises all of them.
        case
            when not p.is_key_figures then p.additivity
            when p.additivity = 'sum' then 'at_most'
            else 'largest'
        end as additivity,
        p.figure_number,
        p.own_breakdown_id,
        p.breakdown_id,
        p.category_id,
        p.report_id,
        p.table_id,
        row_number() over (
            partition by p.figure_number, w.series_number, w.compared_with_period_id
            order by case when w.report_id = p.report_id then 0 else 1 end asc, w.is_served desc, w.figure_id asc
        ) as preference
    from part as p
    left join contained as c
        on
            p.figure_number = c.figure_number
            and p.whole_series_number = c.whole_series_number
            and p.whole_breakdown_id = c.whole_breakdown_id
    inner join {{ ref('quality__checked_figure') }} as w
        on
            p.whole_series_number = w.series_number
            and p.period_id = w.period_id
            and (w.is_served or w.report_id = p.report_id)
    where c.figure_number is null
),

cover as (
    select whole_number, breakdown_id, report_id, table_id, additivity
    from pair
    where preference = 1
    group by whole_number, own_breakdown_id, breakdown_id, report_id, table_id, additivity
    having
        count(*) >= 2
        -- Where two breakdowns cross, the men of every age are not the whole: what the whole does not say of itself
        -- must have several categories.
        {%- for side in [1, 2] %}
        and (
            breakdown_id not like '%+%'
            or own_breakdown_id in (breakdown_id, split_part(breakdown_id, '+', {{ side }}))
            or count(distinct split_part(category_id, '+', {{ side }})) >= 2
        )
        {%- endfor %}
        and (
            breakdown_id not like '%+%'
            or own_breakdown_id is not null
            or count(*)
            = count(distinct split_part(category_id, '+', 1)) * count(distinct split_part(category_id, '+', 2))
        )
),

member as (
    select *, 'whole' as member, whole_number as figure_number
    from cover
    union all
    select c.*, 'part', p.figure_number
    from cover as c
    inner join pair as p
        on
            c.whole_number = p.whole_number
            and c.breakdown_id = p.breakdown_id
            and c.report_id = p.report_id
            and c.table_id = p.table_id
            and p.preference = 1
)

select
    whole_number,
    concat_ws('', breakdown_id, '@', report_id, '/', table_id) as parts_are,
    additivity,
    member,
    figure_number,
    cast(null as string) as gap
from member
