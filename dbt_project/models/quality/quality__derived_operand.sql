-- What a printed share, change, growth or formula is computed from, where all of it is printed: one row per figure that
-- it takes.
{# kind, side, coefficient, and the columns of metric, breakdown, category and period that are wanted there -#}
{% set wanted = [
    ("share", "left", 100, "part_metric_id", "part_breakdown_id", "part_category_id", "period_id"),
    ("share", "base", 1, "share_of_metric_id", "base_breakdown_id", "base_category_id", "period_id"),
    ("formula", "left", 1, "formula_metric_id", "breakdown_id", "category_id", "period_id"),
    ("difference", "left", 1, "difference_of_metric_id", "breakdown_id", "category_id", "period_id"),
    ("difference", "left", -1, "difference_of_metric_id", "breakdown_id", "category_id", "compared_with_period_id"),
    ("growth", "left", 100, "growth_of_metric_id", "breakdown_id", "category_id", "period_id"),
    ("growth", "left", -100, "growth_of_metric_id", "breakdown_id", "category_id", "compared_with_period_id"),
    ("growth", "base", 1, "growth_of_metric_id", "breakdown_id", "category_id", "compared_with_period_id")
] -%}
with base_by as (
    -- Breakdowns by which an organisation prints what a share is of: such a share is of its own category, if it does
    -- not divide a whole.
    select distinct s.organisation_id, s.breakdown_id, m.metric_id
    from {{ ref('quality__series') }} as s
    inner join {{ ref('core__metric') }} as m on s.metric_id = m.share_of_metric_id
    where
        s.breakdown_id is not null
        and m.share_of_category_id is null
        and coalesce(m.part_metric_id, '') <> m.share_of_metric_id
),

derived as (
    select
        s.series_number,
        s.organisation_id,
        s.area_id,
        s.breakdown_id,
        s.category_id,
        s.kind as figure_kind,
        -- What is said of the numbers of two kinds is not said of the distance between them, but that sums differ so.
        {% for metric in ["share_of", "part", "difference_of", "growth_of"] -%}
        case when not {{ is_distance("s") }} then m.{{ metric }}_metric_id end as {{ metric }}_metric_id,
        {% endfor -%}
        coalesce(b.breakdown_id, m.share_of_breakdown_id) as base_breakdown_id,
        case when b.metric_id is null then m.share_of_category_id else s.category_id end as base_category_id,
        coalesce(m.part_breakdown_id, s.breakdown_id) as part_breakdown_id,
        coalesce(m.part_category_id, s.category_id) as part_category_id,
        case when m.formula is not null then m.metric_id end as formula_metric_id
    from {{ ref('quality__series') }} as s
    inner join {{ ref('core__metric') }} as m on s.metric_id = m.metric_id
    left join base_by as b
        on s.organisation_id = b.organisation_id and s.metric_id = b.metric_id and s.breakdown_id = b.breakdown_id
),

wanted as (
    {% for kind, side, coefficient, metric, breakdown, category, period in wanted -%}
    select
        d.series_number,
        '{{ kind }}' as kind,
        '{{ side }}' as side,
        s.coefficient * {{ coefficient }} as coefficient,
        d.organisation_id,
        s.summand_metric_id as metric_id,
        d.area_id,
        coalesce(s.breakdown_id, d.{{ breakdown }}) as breakdown_id,
        coalesce(s.category_id, d.{{ category }}) as category_id,
        d.figure_kind,
        {{ "true" if period == "period_id" else "false" }} as is_of_period
    from derived as d
    inner join {{ ref('quality__summand') }} as s on d.{{ metric }} = s.metric_id
    {%- if kind == "share" %}
    where d.part_metric_id is not null and d.share_of_metric_id is not null
    {%- elif kind == "formula" %}
    -- A quotient or a rank is made of no summands but itself.
    where s.summand_metric_id <> s.metric_id
    {%- endif %}
    {% if not loop.last %}union{% endif %}
    {% endfor %}
),

-- The series of each operand: where one of them is printed nowhere, nothing can be computed.
operand_series as (
    select
        w.series_number,
        w.kind,
        w.side,
        w.coefficient,
        w.is_of_period,
        s.series_number as operand_series_number,
        {{ row_numbers() }} as operand
    from wanted as w
    left join {{ ref('quality__series') }} as s
        on
            w.organisation_id = s.organisation_id
            and w.metric_id = s.metric_id
            and w.area_id = s.area_id
            and w.breakdown_id is not distinct from s.breakdown_id
            and w.category_id is not distinct from s.category_id
            and w.figure_kind is not distinct from s.kind
),

complete_series as (
    select series_number, kind, count(*) as operands
    from operand_series
    group by series_number, kind
    having count(*) = count(operand_series_number)
),

-- What the same report prints goes before what is served from another.
found as (
    select
        f.figure_number,
        s.kind,
        s.side,
        s.coefficient,
        s.operand,
        c.operands,
        coalesce(
            max(case when f.report_id = o.report_id then o.figure_number end), max(o.figure_number)
        ) as operand_number
    from {{ ref('quality__checked_figure') }} as f
    inner join complete_series as c on f.series_number = c.series_number
    inner join operand_series as s on f.series_number = s.series_number and c.kind = s.kind
    inner join {{ ref('quality__checked_figure') }} as o
        on
            s.operand_series_number = o.series_number
            and case when s.is_of_period then f.period_id else f.compared_with_period_id end = o.period_id
            and (f.report_id = o.report_id or o.is_served)
    where
        (f.value is not null or f.counts_as = 'interval' or f.value_status = 'suppressed')
        and f.edition_number is not null and o.edition_number is not null
    group by f.figure_number, s.kind, s.side, s.coefficient, s.operand, c.operands
),

complete as (
    select figure_number, kind
    from found
    group by figure_number, kind, operands
    having count(*) = operands
)

select f.figure_number, f.kind, f.side, cast(f.coefficient as integer) as coefficient, f.operand_number
from found as f
inner join complete as c on f.figure_number = c.figure_number and f.kind = c.kind
