{% macro generate_schema_name(custom_schema_name, node) -%}
    {#- A model's schema is its room (core, flow, …), without a prefix. -#}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}

{% macro ref() -%}
    {#- Without the database's name: a view keeps the name it was made with, and the release has another. -#}
    {%- set relation = builtins.ref(*varargs, **kwargs) -%}
    {%- do return(relation.include(database=false)) -%}
{%- endmacro %}

{% macro source() -%}
    {#- Without the database's name, as for ref. -#}
    {%- set relation = builtins.source(*varargs) -%}
    {%- do return(relation.include(database=false)) -%}
{%- endmacro %}

{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
    {#- `flow__team_month` is table `team_month` of schema `flow`: a name tells its room, and stays unique. -#}
    {{ custom_alias_name or node.name.split("__")[-1] }}
{%- endmacro %}
