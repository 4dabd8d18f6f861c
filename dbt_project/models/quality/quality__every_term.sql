-- The terms of all rules: those that printed figures make, and those that say which withheld figures they give away.
{% for terms in ["united_term", "disclosure_term"] -%}
select
    rule_id, about_number, about, relation, side, combine, coefficient, figure_number, constant, counts_as,
    rounding, gap
from {{ ref('quality__' ~ terms) }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
