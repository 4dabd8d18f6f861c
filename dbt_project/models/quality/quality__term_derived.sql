-- A printed share, change, growth or formula against the figures it is of, where all of these are printed.
{# A percentage whose digits were cut off is no error of its rule, and asked after by a rule of its own. -#}
{% set rules = [
    ("share_of_whole", "'share'", "="),
    ("change_between_periods", "'difference'", "="),
    ("formula_holds", "'formula'", "="),
    ("growth_between_periods", "'growth'", "="),
    ("percentage_rounded", "'share', 'growth'", "<=")
] -%}
with computed as (select * from {{ ref('quality__derived_operand') }}),

printed as (select distinct figure_number, kind from computed)

{% for rule, kinds, relation in rules -%}
{% set identity = (rule, "c.figure_number", "'@{report}'") -%}
{% for side in ["left", "base"] -%}
select {{ term(identity, relation, side, "c.operand_number", coefficient="c.coefficient") }}
from computed as c
where c.side = '{{ side }}' and c.kind in ({{ kinds }})
union all
{% endfor -%}
select {{ term(identity, relation, "right", "c.figure_number") }}
from printed as c
where c.kind in ({{ kinds }})
{% if not loop.last %}union all{% endif %}
{% endfor %}
