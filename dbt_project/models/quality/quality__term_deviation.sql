-- How far a result is printed to lie from its target, budget or forecast, against these two.
{% set about = "organisation_id, metric_id, area_id, breakdown_id, category_id" -%}
-- Series that differ in their kind alone are a family; few have a distance, and only the figures of these count here.
with family as (
    select
        s.series_number,
        s.kind,
        min(s.series_number) over (partition by {{ about }}) as family_number,
        count(k.of_kind) over (partition by {{ about }}) as distances
    from {{ ref('quality__series') }} as s
    left join {{ ref('core__kind') }} as k on s.kind = k.kind
),

figure as (
    select f.*, s.kind, s.family_number
    from {{ ref('quality__checked_figure') }} as f
    inner join family as s on f.series_number = s.series_number
    where s.distances > 0 and f.edition_number is not null
),

-- What the same report prints goes before what is served from another.
deviation as (
    select
        f.figure_number,
        k.sign,
        {% for other in ["realised", "other"] -%}
        coalesce(
            max(case when {{ other }}.report_id = f.report_id then {{ other }}.figure_number end),
            max({{ other }}.figure_number)
        ) as {{ other }}_number
        {{- "," if not loop.last }}
        {% endfor %}
    from figure as f
    inner join {{ ref('core__kind') }} as k on f.kind = k.kind
    {%- for other, kind in [("realised", "'realised'"), ("other", "k.of_kind")] %}
    inner join figure as {{ other }}
        on
            f.family_number = {{ other }}.family_number
            and {{ other }}.kind = {{ kind }}
            and f.period_id = {{ other }}.period_id
            and f.compared_with_period_id is not distinct from {{ other }}.compared_with_period_id
            and f.unit = {{ other }}.unit
            and (f.report_id = {{ other }}.report_id or {{ other }}.is_served)
    {%- endfor %}
    group by f.figure_number, k.sign
)

{% set identity = ("deviation_from_target", "d.figure_number", "'@{report}'") -%}
select {{ term(identity, "=", "left", "d.realised_number", coefficient="d.sign") }}
from deviation as d
union all
select {{ term(identity, "=", "left", "d.other_number", coefficient="-d.sign") }}
from deviation as d
union all
select {{ term(identity, "=", "right", "d.figure_number") }}
from deviation as d
