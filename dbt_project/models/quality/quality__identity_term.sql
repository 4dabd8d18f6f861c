{#- Made by `make docs` from the names and first comments of the models quality__term_*. -#}
{% for family in [
    "completeness",
    "cross_report",
    "cross_table",
    "derived",
    "over_areas",
    "over_categories",
    "over_time",
    "plausible",
    "range",
    "stock",
    "weighted_mean"
] -%}
select
    identity_id, rule_id, relation, side, combine, coefficient, figure_id, value, counts_as, rounding, gap
from {{ ref('quality__term_' ~ family) }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
