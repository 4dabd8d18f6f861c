{% macro is_dutch_number(text) -%}
    {#- Digits with "." between each three or not at all, and "," before the decimals: 1.361 and 1361, 7,8, never 1.36. -#}
    {{ matches(text, "[-−]?(0|[1-9][0-9]{0,2}([.][0-9]{3})+|[1-9][0-9]*)(,[0-9]{1,4}|,-)?") }}
{%- endmacro %}

{% macro dutch_number(text) -%}
    {#- The value of a text for which is_dutch_number holds; NULL for any other. -#}
    case
        when {{ is_dutch_number(text) }}
            then try_cast(
                replace(replace(replace(replace({{ text }}, '.', ''), ',-', ''), ',', '.'), '−', '-') as decimal(18, 4)
            )
    end
{%- endmacro %}

{% macro dutch_decimals(text) -%}
    {#- How many digits a Dutch number prints behind the comma. -#}
    case
        when {{ text }} like '%,-' then 0
        when {{ text }} like '%,%' then cast(length({{ text }}) - strpos({{ text }}, ',') as integer)
        else 0
    end
{%- endmacro %}

{% macro bare_number(text) -%}
    {#- The number without the unit printed with it: "€ 74.335,00", "7,83%", "10 procent". -#}
    trim({{ replace_all(text, "(^€|%$| procent$)", "") }})
{%- endmacro %}

{% macro is_in_digits(text) -%}
    {#- Whether a text is digits and signs without a letter: 12, 1.36, 10-15, 12*; not a bound ("<5"). -#}
    {%- set other = "[^a-zA-ZÀ-ÿ<>≤≥]*" -%}
    {{ matches(text, other ~ "[0-9¼½¾]" ~ other) }}
{%- endmacro %}
