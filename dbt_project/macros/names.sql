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

{% macro figure_key(figure) -%}
    {#- The meaning of a figure as one readable text; figures with the same key can be compared. -#}
    concat(
        {{ figure }}.organisation_id, ':', {{ figure }}.metric_id, ':', {{ figure }}.area_id, ':',
        coalesce({{ figure }}.breakdown_id || '=' || {{ figure }}.category_id, '-'), ':', {{ figure }}.period_id,
        coalesce('~' || {{ figure }}.compared_with_id, '')
    )
{%- endmacro %}

{% macro edition_order(figure, report, table) -%}
    {#- Of several prints of a figure the first in this order is served: the latest edition, and in it the table that
        leads. What cannot be read takes nothing from what can. -#}
    {{ figure }}.value_status = 'illegible' asc,
    {{ report }}.edition_date desc,
    {{ report }}.report_id desc,
    {{ table }}.is_leading desc,
    {{ table }}.is_key_figures asc,
    {{ table }}.position asc,
    {{ figure }}.row_number asc,
    {{ figure }}.column_number asc
{%- endmacro %}
