{#- Made by `make docs` from the names and first comments of the models quality__term_*. -#}
{{ config(materialized="table") }}

{% for family in [
    "completeness",
    "cross_report",
    "cross_table",
    "derived",
    "deviation",
    "over_areas",
    "over_categories",
    "over_time",
    "plausible",
    "range",
    "shares",
    "stock",
    "weighted_mean"
] -%}
select
    rule_id, about_number, about, relation, side, combine, coefficient, figure_number, constant, counts_as,
    rounding, gap
from {{ ref('quality__term_' ~ family) }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
