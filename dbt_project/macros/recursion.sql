{% macro union_in_recursion() -%}
    {#- How a recursive query goes on: with rows that it has not had yet, where the engine can tell. -#}
    {{ return(adapter.dispatch("union_in_recursion")()) }}
{%- endmacro %}

{% macro default__union_in_recursion() -%}
    union all
{%- endmacro %}

{% macro duckdb__union_in_recursion() -%}
    union
{%- endmacro %}

{% macro deepest() -%}
    {#- How many steps a recursive query takes at most: what is part of itself would have no end. -#}
    50
{%- endmacro %}
