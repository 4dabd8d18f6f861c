-- A printed share, change or growth against the figures it is of, where all of these are printed.
with operand as (select * from {{ ref('quality__derived_operand') }}),

complete as (
    select figure_id, kind
    from operand
    group by figure_id, kind
    having count(*) = count(operand_figure_id)
),

computed as (
    select o.*
    from operand as o
    inner join complete as c on o.figure_id = c.figure_id and o.kind = c.kind
),

printed as (select distinct figure_id, figure_key, report_id, kind from computed)

{# A percentage whose digits were cut off is no error of its rule, and asked after by a rule of its own. -#}
{% for rule, kinds, relation in [
    ("share_of_whole", "'share'", "="),
    ("change_between_periods", "'difference'", "="),
    ("growth_between_periods", "'growth'", "="),
    ("percentage_rounded", "'share', 'growth'", "<=")
] -%}
{%- set identity = "concat('" ~ rule ~ ":', c.figure_key, '@', c.report_id)" -%}
{% for side in ["left", "base"] -%}
select {{ term(identity, rule, relation, side, "f", coefficient="c.coefficient") }}
from computed as c
inner join {{ ref('quality__checked_figure') }} as f on c.operand_figure_id = f.figure_id
where c.side = '{{ side }}' and c.kind in ({{ kinds }})
union all
{% endfor -%}
select {{ term(identity, rule, relation, "right", "f") }}
from printed as c
inner join {{ ref('quality__checked_figure') }} as f on c.figure_id = f.figure_id
where c.kind in ({{ kinds }})
{% if not loop.last %}union all{% endif %}
{% endfor %}
