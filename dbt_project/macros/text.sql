{% macro normal_label(text) -%}
    {#- A label as aliases compare it: lower case, composed letters, single spaces of one kind, none at the ends. -#}
    trim({{ replace_all(composed("lower(" ~ text ~ ")"), blanks(), " ") }})
{%- endmacro %}

{% macro composed(text) -%}
    {#- A text with each accented letter as one character: a Mac writes "é" as an "e" and an accent. -#}
    nfc_normalize({{ text }})
{%- endmacro %}

{% macro blanks() -%}
    {#- A pattern for white space of every kind: spaces that do not break and thin spaces too. -#}
    [\s\p{Z}]+
{%- endmacro %}

{% macro edit_distance(one, other) -%}
    {#- How many letters must be typed otherwise to make one text the other. -#}
    damerau_levenshtein(strip_accents({{ one }}), strip_accents({{ other }}))
{%- endmacro %}

{% macro is_near(one, other) -%}
    {#- Whether two labels are so much alike that one may be a slip for the other: a letter in three. -#}
    {#- The lengths are compared first: that costs nothing, and leaves little to compare letter by letter. -#}
    (
        abs(length({{ one }}) - length({{ other }})) <= greatest(length({{ one }}), length({{ other }})) / 3
        and {{ edit_distance(one, other) }} <= greatest(length({{ one }}), length({{ other }})) / 3
    )
{%- endmacro %}

{% macro listed(text, condition) -%}
    {#- The texts of the rows for which a condition holds, by commas, as far as a message has room. -#}
    left(
        {{ joined_once("case when " ~ condition ~ " then " ~ text ~ " end", ", ") }},
        120
    )
{%- endmacro %}

{% macro joined(text, separator, order) -%}
    {#- An aggregate: the texts of all rows in an order, with a separator between them; NULLs are left out. -#}
    {{ return(adapter.dispatch("joined")(text, separator, order)) }}
{%- endmacro %}

{% macro default__joined(text, separator, order) -%}
    string_agg({{ text }}, '{{ separator }}') within group (order by {{ order }})
{%- endmacro %}

{% macro duckdb__joined(text, separator, order) -%}
    string_agg({{ text }}, '{{ separator }}' order by {{ order }})
{%- endmacro %}

{% macro joined_once(text, separator) -%}
    {#- The same with each text once, in their own order. -#}
    {{ return(adapter.dispatch("joined_once")(text, separator)) }}
{%- endmacro %}

{% macro default__joined_once(text, separator) -%}
    {#- Spark fails at several string_agg of distinct texts in one query. -#}
    case when count({{ text }}) > 0 then array_join(array_sort(collect_set({{ text }})), '{{ separator }}') end
{%- endmacro %}

{% macro duckdb__joined_once(text, separator) -%}
    string_agg(distinct {{ text }}, '{{ separator }}' order by {{ text }})
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
    ({{ text }} rlike '(?d)\A({{ pattern }})\z')
{%- endmacro %}

{% macro duckdb__matches(text, pattern) -%}
    regexp_full_match({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro split_rows(text, separator) -%}
    {#- A row for each part of a text between separators. -#}
    {{ return(adapter.dispatch("split_rows")(text, separator)) }}
{%- endmacro %}

{% macro default__split_rows(text, separator) -%}
    explode(split({{ text }}, '\Q{{ separator }}\E'))
{%- endmacro %}

{% macro duckdb__split_rows(text, separator) -%}
    unnest(string_split({{ text }}, '{{ separator }}'))
{%- endmacro %}
