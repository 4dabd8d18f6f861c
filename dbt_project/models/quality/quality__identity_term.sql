{% for family in [
    "over_time", "over_areas", "over_categories", "stock", "cross_table", "derived", "cross_report", "range",
    "plausible", "weighted_mean", "completeness"
] -%}
select
    identity_id, rule_id, relation, side, combine, coefficient, figure_id, value, counts_as, rounding, gap
from {{ ref('quality__term_' ~ family) }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
