{% macro normal_label(text) -%}
    {#- A label as aliases compare it: lower case, single spaces, none at the ends. -#}
    trim({{ replace_all("lower(" ~ text ~ ")", "[  ]+", " ") }})
{%- endmacro %}

{% macro replace_all(text, pattern, replacement) -%}
    {{ return(adapter.dispatch("replace_all")(text, pattern, replacement)) }}
{%- endmacro %}

{% macro default__replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}')
{%- endmacro %}

{% macro duckdb__replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro matches(text, pattern) -%}
    {#- Whether the whole text matches the pattern. -#}
    {{ return(adapter.dispatch("matches")(text, pattern)) }}
{%- endmacro %}

{% macro default__matches(text, pattern) -%}
    ({{ text }} rlike '^({{ pattern }})$')
{%- endmacro %}

{% macro duckdb__matches(text, pattern) -%}
    regexp_full_match({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro split_rows(text, separator) -%}
    {#- A row for each part of a text between separators. -#}
    {{ return(adapter.dispatch("split_rows")(text, separator)) }}
{%- endmacro %}

{% macro default__split_rows(text, separator) -%}
    explode(split({{ text }}, '\\Q{{ separator }}\\E'))
{%- endmacro %}

{% macro duckdb__split_rows(text, separator) -%}
    unnest(string_split({{ text }}, '{{ separator }}'))
{%- endmacro %}
