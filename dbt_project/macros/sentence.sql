{% macro dutch_text(number) -%}
    {#- A number as a report would print it: 1.361, 7,8; without decimals that say nothing. -#}
    translate({{ replace_all(thousands(number), "[.]?0*$", "") }}, ',.', '.,')
{%- endmacro %}

{% macro thousands(number) -%}
    {#- A number with "," between thousands and four decimals behind ".". -#}
    {{ return(adapter.dispatch("thousands")(number)) }}
{%- endmacro %}

{% macro default__thousands(number) -%}
    format_number({{ number }}, 4)
{%- endmacro %}

{% macro duckdb__thousands(number) -%}
    format('{:,.4f}', cast({{ number }} as double))
{%- endmacro %}

{% macro filled_in(sentence, words) -%}
    {#- A sentence with each word in braces replaced by the text that `words` has for it; a word without text is "?". -#}
    {%- set filled = namespace(sql=sentence) -%}
    {%- for word, text in words.items() -%}
        {%- set filled.sql = "replace(" ~ filled.sql ~ ", '{" ~ word ~ "}', coalesce(" ~ text ~ ", '?'))" -%}
    {%- endfor -%}
    {{ filled.sql }}
{%- endmacro %}

{% macro grain_word(grain, words) -%}
    {#- The word for a grain of period; `words` are those for the grains below in their order, and for all others. -#}
    case {{ grain }}
        {%- for name in ["week", "month", "quarter", "four_months", "half_year", "year"] %}
        when '{{ name }}' then '{{ words[loop.index0] }}'
        {%- endfor %}
        else '{{ words[6] }}'
    end
{%- endmacro %}

{% macro lower_first(text) -%}
    {#- A label as it stands inside a sentence. -#}
    concat(lower(left({{ text }}, 1)), substr({{ text }}, 2))
{%- endmacro %}
