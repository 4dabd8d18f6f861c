-- Shares of one whole by categories that exclude each other, as one table prints them, against 100.
with share_series as (
    -- A case is a part in one category only where the categories of its metric add up.
    select
        s.series_number, s.organisation_id, s.metric_id, s.area_id, s.breakdown_id, s.category_id, s.kind,
        s.over_categories
    from {{ ref('quality__series') }} as s
    inner join {{ ref('core__metric') }} as m on s.metric_id = m.metric_id
    inner join {{ ref('core__metric_additivity') }} as a
        on m.share_of_metric_id = a.metric_id and s.organisation_id = a.organisation_id
    where
        m.unit = 'percent'
        -- Of the whole that the category is a part of, and not of something else in the category.
        and m.part_metric_id = m.share_of_metric_id
        and coalesce(m.part_breakdown_id, m.share_of_breakdown_id) is null
        and a.over_categories = 'sum'
        and not {{ is_distance("s") }}
        -- Where two breakdowns cross, nothing says whether a share is of the row, the column or both.
        and coalesce(s.breakdown_id, '') not like '%+%'
),

printed as (
    select
        s.*,
        f.figure_number,
        f.report_id,
        f.table_id,
        f.period_id,
        f.value,
        row_number() over (
            partition by f.series_number, f.period_id, f.report_id, f.table_id order by f.figure_id asc
        ) as print_number
    from {{ ref('quality__checked_figure') }} as f
    inner join share_series as s on f.series_number = s.series_number
    -- Prose names the categories that it finds worth naming; only a table promises all of them.
    where not f.is_key_figures and f.compared_with_period_id is null
),

part as (
    select p.*
    from printed as p
    inner join {{ ref('quality__category_below') }} as b
        on p.breakdown_id = b.breakdown_id and p.category_id = b.category_id
    where p.print_number = 1 and b.whole_category_id is null and p.breakdown_id = b.whole_breakdown_id
),

-- What a printed share already contains.
contained as (
    select distinct p.figure_number
    from part as p
    inner join {{ ref('quality__category_below') }} as b
        on p.breakdown_id = b.breakdown_id and p.category_id = b.category_id
    inner join part as t
        on
            b.whole_breakdown_id = t.breakdown_id
            and b.whole_category_id = t.category_id
            and p.organisation_id = t.organisation_id
            and p.metric_id = t.metric_id
            and p.area_id = t.area_id
            and p.kind is not distinct from t.kind
            and p.period_id = t.period_id
            and p.report_id = t.report_id
            and p.table_id = t.table_id
),

member as (
    select
        p.figure_number,
        concat_ws(
            '', p.organisation_id, ':', p.metric_id, ':', p.area_id, ':-:', p.period_id, {{ kind_ending("p") }}, '/',
            p.breakdown_id, '@',
            p.report_id, '/', p.table_id
        ) as about
    from part as p
    left join contained as c on p.figure_number = c.figure_number
    -- A total of something else is no whole of theirs, and one that they add up to is asked after by a rule of its own.
    left join printed as w
        on
            p.organisation_id = w.organisation_id
            and p.metric_id = w.metric_id
            and p.area_id = w.area_id
            and p.kind is not distinct from w.kind
            and p.period_id = w.period_id
            and p.report_id = w.report_id
            and p.table_id = w.table_id
            and w.category_id is null
            and w.print_number = 1
    where c.figure_number is null and (w.figure_number is null or w.value = 100 and w.over_categories <> 'sum')
),

several as (
    select about from member group by about having count(*) > 1
)

{% set identity = ("shares_add_up", "null", "m.about") -%}
select {{ term(identity, "=", "left", "m.figure_number") }}
from member as m
inner join several as s on m.about = s.about
union all
select {{ constant_term(identity, "=", "right", "100") }}
from several as m
