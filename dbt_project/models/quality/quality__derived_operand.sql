-- What a printed share, change or growth is computed from: one row per figure that has to be there.
{# kind, side, coefficient, and the columns of metric, breakdown, category and period that are wanted there -#}
{% set wanted = [
    ("share", "left", 100, "part_metric_id", "part_breakdown_id", "part_category_id", "period_id"),
    ("share", "base", 1, "share_of_metric_id", "share_of_breakdown_id", "share_of_category_id", "period_id"),
    ("difference", "left", 1, "difference_of_metric_id", "breakdown_id", "category_id", "period_id"),
    ("difference", "left", -1, "difference_of_metric_id", "breakdown_id", "category_id", "compared_with_period_id"),
    ("growth", "left", 100, "growth_of_metric_id", "breakdown_id", "category_id", "period_id"),
    ("growth", "left", -100, "growth_of_metric_id", "breakdown_id", "category_id", "compared_with_period_id"),
    ("growth", "base", 1, "growth_of_metric_id", "breakdown_id", "category_id", "compared_with_period_id")
] -%}
with derived as (
    select
        e.figure_id,
        e.figure_key,
        e.report_id,
        e.organisation_id,
        e.area_id,
        e.period_id,
        e.breakdown_id,
        e.category_id,
        e.compared_with_period_id,
        m.share_of_metric_id,
        m.share_of_breakdown_id,
        m.share_of_category_id,
        m.part_metric_id,
        coalesce(m.part_breakdown_id, e.breakdown_id) as part_breakdown_id,
        coalesce(m.part_category_id, e.category_id) as part_category_id,
        m.difference_of_metric_id,
        m.growth_of_metric_id
    from {{ ref('quality__edition') }} as e
    inner join {{ ref('core__metric') }} as m on e.metric_id = m.metric_id
    where e.value is not null
),

wanted as (
    {% for kind, side, coefficient, metric, breakdown, category, period in wanted -%}
    select
        d.figure_id,
        d.figure_key,
        d.report_id,
        '{{ kind }}' as kind,
        '{{ side }}' as side,
        s.coefficient * {{ coefficient }} as coefficient,
        d.organisation_id,
        s.summand_metric_id as metric_id,
        d.area_id,
        coalesce(s.breakdown_id, d.{{ breakdown }}) as breakdown_id,
        coalesce(s.category_id, d.{{ category }}) as category_id,
        d.{{ period }}{{ " as period_id" if period != "period_id" }}
    from derived as d
    inner join {{ ref('quality__summand') }} as s on d.{{ metric }} = s.metric_id
    {%- if kind == "share" %}
    where d.part_metric_id is not null and d.share_of_metric_id is not null
    {%- endif %}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

found as (
    -- What the same report prints goes before what is served from another.
    select
        w.figure_id,
        w.figure_key,
        w.report_id,
        w.kind,
        w.side,
        w.coefficient,
        o.figure_id as operand_figure_id,
        row_number() over (
            partition by
                w.figure_id, w.kind, w.side, w.coefficient, w.metric_id, w.breakdown_id, w.category_id,
                w.period_id
            order by case when w.report_id = o.report_id then 0 else 1 end asc
        ) as preference
    from wanted as w
    left join {{ ref('quality__edition') }} as o
        on
            w.organisation_id = o.organisation_id
            and w.metric_id = o.metric_id
            and w.area_id = o.area_id
            and w.period_id = o.period_id
            and coalesce(w.breakdown_id, '') = coalesce(o.breakdown_id, '')
            and coalesce(w.category_id, '') = coalesce(o.category_id, '')
            and (w.report_id = o.report_id or o.is_served)
)

select figure_id, figure_key, report_id, kind, side, cast(coefficient as integer) as coefficient, operand_figure_id
from found
where preference = 1
