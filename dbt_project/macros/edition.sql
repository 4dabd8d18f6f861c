{% macro series_key(figure) -%}
    {#- What a figure is about, apart from its period. -#}
    concat_ws(
        '', {{ figure }}.organisation_id, ':', {{ figure }}.metric_id, ':', {{ figure }}.area_id, ':',
        coalesce({{ figure }}.breakdown_id || '=' || {{ figure }}.category_id, '-')
    )
{%- endmacro %}

{% macro figure_key(figure) -%}
    {#- The meaning of a figure as one readable text; figures with the same key can be compared. -#}
    concat_ws(
        '', {{ series_key(figure) }}, ':', {{ figure }}.period_id, coalesce('~' || {{ figure }}.compared_with_id, ''),
        {{ kind_ending(figure) }}
    )
{%- endmacro %}

{% macro is_distance(figure) -%}
    {#- Whether a figure tells how far a result lies from its target, budget or forecast. -#}
    coalesce(left({{ figure }}.kind, 5) = 'over_' or left({{ figure }}.kind, 6) = 'under_', false)
{%- endmacro %}

{% macro kind_ending(figure) -%}
    {#- The end of a key: the kind of a figure that is no result. -#}
    case when {{ figure }}.kind <> 'realised' then ':' || {{ figure }}.kind else '' end
{%- endmacro %}

{% macro is_lost(figure) -%}
    {#- Whether a print says nothing of its number: it cannot be read, is unknown, or is still to come. -#}
    {{ figure }}.value_status in ('illegible', 'unknown', 'not_yet')
{%- endmacro %}

{% macro edition_order(figure, report, table) -%}
    {#- Of several prints of a figure the first in this order is served: the latest edition, and in it the table that
        leads. What cannot be read, or is not known yet, takes nothing from what is. -#}
    {{ is_lost(figure) }} asc,
    {{ report }}.edition_date desc,
    {{ report }}.report_id desc,
    {{ figure }}.is_cumulative asc,
    {{ table }}.is_leading desc,
    {{ table }}.is_key_figures asc,
    {{ table }}.position asc,
    {{ figure }}.row_number asc,
    {{ figure }}.column_number asc
{%- endmacro %}

{% macro add_figure_known_on() -%}
    {#- For a release whose tables another engine made. -#}
    {%- do run_query(create_figure_known_on()) -%}
{%- endmacro %}

{% macro create_figure_known_on() -%}
    {#- `core.figure_known_on(day)`: of every figure key the print that would have been served on a day, from the reports
        that were out by then. It stays in the release, for whoever asks what was known when. -#}
    {{ return(adapter.dispatch("create_figure_known_on")()) }}
{%- endmacro %}

{% macro default__create_figure_known_on() -%}
    {#- Nothing: it comes with the release, whose engine is DuckDB. -#}
{%- endmacro %}

{% macro duckdb__create_figure_known_on() -%}
    create or replace macro core.figure_known_on(day) as table
    select * exclude (edition_rank)
    from (
        select
            f.* exclude (is_served),
            r.edition_date,
            row_number() over (partition by f.figure_key order by {{ edition_order("f", "r", "t") }}) as edition_rank
        from core.figure as f
        inner join core.report as r on f.report_id = r.report_id
        inner join core.report_table as t on f.report_id = t.report_id and f.table_id = t.table_id
        where r.edition_date <= cast(day as date)
    )
    where edition_rank = 1
{%- endmacro %}

{% macro row_numbers() -%}
    {#- Numbers the rows of a table from 1, in any order: a short key to join on, good for one build. -#}
    {{ return(adapter.dispatch("row_numbers")()) }}
{%- endmacro %}

{% macro default__row_numbers() -%}
    cast(row_number() over (order by 1) as integer)
{%- endmacro %}

{% macro duckdb__row_numbers() -%}
    cast(row_number() over () as integer)
{%- endmacro %}
