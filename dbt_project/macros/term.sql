{% macro term(identity_id, rule_id, relation, side, figure, combine="sum", coefficient=1, rounding=none, counts_as=none) -%}
    {#- The columns of one term: figure `figure` (a table alias) on one side of an identity. -#}
    {{ identity_id }} as identity_id,
    '{{ rule_id }}' as rule_id,
    '{{ relation }}' as relation,
    '{{ side }}' as side,
    '{{ combine }}' as combine,
    cast({{ coefficient }} as integer) as coefficient,
    {{ figure }}.figure_id,
    {{ figure }}.value,
    {{ counts_as if counts_as is not none else figure ~ ".counts_as" }} as counts_as,
    cast({{ rounding if rounding is not none else figure ~ ".rounding" }} as decimal(18, 5)) as rounding,
    cast(null as varchar) as gap
{%- endmacro %}

{% macro constant_term(identity_id, rule_id, relation, side, value) -%}
    {#- The columns of a term that is a number and no figure. -#}
    {{ identity_id }} as identity_id,
    '{{ rule_id }}' as rule_id,
    '{{ relation }}' as relation,
    '{{ side }}' as side,
    'sum' as combine,
    cast(1 as integer) as coefficient,
    cast(null as varchar) as figure_id,
    cast({{ value }} as decimal(18, 4)) as value,
    'value' as counts_as,
    cast(0 as decimal(18, 5)) as rounding,
    cast(null as varchar) as gap
{%- endmacro %}

{% macro part_whole_terms(parts, rule_id, additivity) -%}
    {#-
        The terms that tie a whole to its parts, from a relation `parts` with a row per whole and part:
        parts_id, gap (why the parts do not cover the whole, or NULL), and the columns of a checked figure
        prefixed whole_ and part_.
        additivity: `sum` (parts = whole), `overlap` (a case may count in two parts) and `distinct` (each counted once):
        max of the parts <= whole <= sum of the parts; `mean`: min of the parts <= whole <= max of the parts;
        `at_most` (parts that need not be all of them): sum of the parts <= whole.
    -#}
    {%- if additivity == "sum" -%}
        {{ _side(parts, rule_id, "=", "right", "", "whole", "sum", "gap") }}
        union all
        {{ _side(parts, rule_id, "=", "left", "", "part", "sum", "gap") }}
    {%- elif additivity == "at_most" -%}
        {{ _side(parts, rule_id, "<=", "left", ":to", "part", "sum", "gap") }}
        union all
        {{ _side(parts, rule_id, "<=", "right", ":to", "whole", "sum", "gap") }}
    {%- elif additivity == "mean" -%}
        {{ _side(parts, rule_id, "<=", "left", ":from", "part", "min", "gap") }}
        union all
        {{ _side(parts, rule_id, "<=", "right", ":from", "whole", "sum", "gap") }}
        union all
        {{ _side(parts, rule_id, "<=", "left", ":to", "whole", "sum", "gap") }}
        union all
        {{ _side(parts, rule_id, "<=", "right", ":to", "part", "max", "gap") }}
    {%- else -%}
        {#- The largest part fits in the whole even where other parts are not printed. -#}
        {{ _side(parts, rule_id, "<=", "left", ":from", "part", "max", "null") }}
        union all
        {{ _side(parts, rule_id, "<=", "right", ":from", "whole", "sum", "null") }}
        union all
        {{ _side(parts, rule_id, "<=", "left", ":to", "whole", "sum", "gap") }}
        union all
        {{ _side(parts, rule_id, "<=", "right", ":to", "part", "sum", "gap") }}
    {%- endif -%}
{%- endmacro %}

{% macro _side(parts, rule_id, relation, side, suffix, figure, combine, gap) -%}
    {#- One side of a part-whole identity: the `whole`, which every part repeats, or the `part`s. -#}
    select distinct
        concat('{{ rule_id }}:', parts_id, '{{ suffix }}') as identity_id,
        '{{ rule_id }}' as rule_id,
        '{{ relation }}' as relation,
        '{{ side }}' as side,
        '{{ combine }}' as combine,
        cast(1 as integer) as coefficient,
        {{ figure }}_figure_id as figure_id,
        {{ figure }}_value as value,
        {{ figure }}_counts_as as counts_as,
        {{ figure }}_rounding as rounding,
        {{ "cast(null as varchar)" if gap == "null" else gap }} as gap
    from {{ parts }}
{%- endmacro %}

{% macro figure_columns(figure, prefix) -%}
    {{ figure }}.figure_id as {{ prefix }}_figure_id,
    {{ figure }}.figure_key as {{ prefix }}_figure_key,
    {{ figure }}.value as {{ prefix }}_value,
    {{ figure }}.counts_as as {{ prefix }}_counts_as,
    {{ figure }}.rounding as {{ prefix }}_rounding
{%- endmacro %}
