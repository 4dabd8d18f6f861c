-- How far a result is printed to lie from its target, budget or forecast, against these two.
with deviation_series as (
    select d.series_number, k.sign, r.series_number as realised_number, o.series_number as other_number
    from {{ ref('quality__series') }} as d
    inner join {{ ref('core__kind') }} as k on d.kind = k.kind
    {%- for other, kind in [("r", "'realised'"), ("o", "k.of_kind")] %}
    inner join {{ ref('quality__series') }} as {{ other }}
        on
            {{ other }}.kind = {{ kind }}
            and d.organisation_id = {{ other }}.organisation_id
            and d.metric_id = {{ other }}.metric_id
            and d.area_id = {{ other }}.area_id
            and d.breakdown_id is not distinct from {{ other }}.breakdown_id
            and d.category_id is not distinct from {{ other }}.category_id
    {%- endfor %}
    where k.of_kind is not null
),

-- What the same report prints goes before what is served from another.
deviation as (
    select
        f.figure_number,
        s.sign,
        {% for other in ["realised", "other"] -%}
        coalesce(
            max(case when {{ other }}.report_id = f.report_id then {{ other }}.figure_number end),
            max({{ other }}.figure_number)
        ) as {{ other }}_number
        {{- "," if not loop.last }}
        {% endfor %}
    from {{ ref('quality__checked_figure') }} as f
    inner join deviation_series as s on f.series_number = s.series_number
    {%- for other in ["realised", "other"] %}
    inner join {{ ref('quality__checked_figure') }} as {{ other }}
        on
            s.{{ other }}_number = {{ other }}.series_number
            and f.period_id = {{ other }}.period_id
            and f.compared_with_period_id is not distinct from {{ other }}.compared_with_period_id
            and f.unit = {{ other }}.unit
            and {{ other }}.edition_number is not null
            and (f.report_id = {{ other }}.report_id or {{ other }}.is_served)
    {%- endfor %}
    where f.edition_number is not null
    group by f.figure_number, s.sign
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
