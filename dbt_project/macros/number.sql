{% macro number_pattern(notation, is_signed=true) -%}
    {#- What a number looks like in a notation: nl 1.361,5, en 1,361.5, si 1 361,5. Between thousands stands its own sign
        or a space, before each three digits or not at all; 1.36 and 01 are no numbers in any. -#}
    {%- set thousands = {"nl": ["[.]", " "], "en": [",", " "], "si": [" "]}[notation] -%}
    {%- set decimals = {"nl": "(,[0-9]{1,4}|,-)?", "en": "([.][0-9]{1,4})?", "si": "(,[0-9]{1,4})?"}[notation] -%}
    {%- set whole -%}
        (0|{% for mark in thousands %}[1-9][0-9]{0,2}({{ mark }}[0-9]{3})+|{% endfor %}[1-9][0-9]*)
    {%- endset -%}
    {{ ("([-−–+] ?)?" if is_signed else "") ~ whole ~ (decimals if is_signed else decimals | replace("|,-", "")) }}
{%- endmacro %}

{% macro is_number(text, notation) -%}
    {{ matches(text, number_pattern(notation)) }}
{%- endmacro %}

{% macro number_value(text, notation) -%}
    {#- The value of a text for which is_number holds. -#}
    {%- set digits = "replace(replace(" ~ replace_all(text, "^[-−–+] ?", "") ~ ", ' ', ''), ',-', '')" -%}
    {%- if notation == "en" -%}
        {%- set plain = "replace(" ~ digits ~ ", ',', '')" -%}
    {%- else -%}
        {%- set plain = "replace(replace(" ~ digits ~ ", '.', ''), ',', '.')" -%}
    {%- endif -%}
    try_cast(
        case when left({{ text }}, 1) in ('-', '−', '–') then '-' else '' end || {{ plain }} as decimal(18, 4)
    )
{%- endmacro %}

{% macro number_decimals(text, notation) -%}
    {#- How many digits a number prints behind the comma, or the point. -#}
    {%- set comma = "." if notation == "en" else "," -%}
    case
        when {{ text }} like '%,-' or {{ text }} not like '%{{ comma }}%' then 0
        else cast(length({{ text }}) - instr({{ text }}, '{{ comma }}') as integer)
    end
{%- endmacro %}

{% macro in_notation(macro, text, notation) -%}
    {#- What a macro says of a text in the notation that a column names; Dutch where it names none. -#}
    case {{ notation }}
        when 'en' then {{ macro(text, "en") }}
        when 'si' then {{ macro(text, "si") }}
        else {{ macro(text, "nl") }}
    end
{%- endmacro %}

{% macro number_currency() -%}
    (€|EUR|Eur|eur|Euro|euro)
{%- endmacro %}

{% macro number_unit(text) -%}
    {#- The unit printed with a number, before or behind it; `two` where there are two. -#}
    {%- set is_money -%}
        {{ matches(text, "[-−–+]? ?" ~ number_currency() ~ "( ?[-−–+0-9].*)?|.*[-0-9.a-z] ?" ~ number_currency()) }}
    {%- endset -%}
    {%- set is_share -%}{{ matches(text, ".*(%| procent| percent)") }}{%- endset -%}
    case
        when {{ is_money }} and {{ is_share }} then 'two'
        when {{ is_money }} then 'eur'
        when {{ is_share }} then 'percent'
    end
{%- endmacro %}

{% macro without_unit(text) -%}
    {#- A number without the unit printed with it: "€ 74.335,00", "-€ 5", "7,83%", "10 procent", "12,50 euro". -#}
    {%- set behind = " ?(%|€)$| (procent|percent|EUR|Eur|eur|Euro|euro)$" -%}
    {%- set own_sign = "^[-−–+] ?" ~ number_currency() ~ " ?" -%}
    trim(
        case
            when {{ matches(text, own_sign ~ "[0-9].*") }}
                then concat_ws('', left({{ text }}, 1), {{ replace_all(replace_all(text, own_sign, ""), behind, "") }})
            else {{ replace_all(replace_all(text, "^" ~ number_currency() ~ " ?", ""), behind, "") }}
        end
    )
{%- endmacro %}

{% macro number_scale(text) -%}
    {#- What a word behind a number multiplies it by: "1,2 mln", "3 miljard"; NULL where there is none. -#}
    case
        when {{ matches(text, ".*[0-9] (mln|miljoen|million)[.]?") }} then 1000000
        when {{ matches(text, ".*[0-9] (mld|miljard|billion)[.]?") }} then 1000000000
        when {{ matches(text, ".*[0-9] (duizend|thousand)") }} then 1000
    end
{%- endmacro %}

{% macro without_scale(text) -%}
    trim({{ replace_all(text, " (mln|miljoen|million|mld|miljard|billion|duizend|thousand)[.]?$", "") }})
{%- endmacro %}

{% macro range_separator() -%}
    {#- What stands between the ends of a range: 10-15, 10 – 15, 10 tot 15. -#}
    ([-−–—]| [-−–—] | (tot en met|tot|t/m|à|to) )
{%- endmacro %}

{% macro is_range(text, notation) -%}
    {%- set number = number_pattern(notation, is_signed=false) -%}
    {{ matches(text, number ~ "( ?%)?" ~ range_separator() ~ "(€ ?)?" ~ number) }}
{%- endmacro %}

{% macro range_low(text) -%}
    {{ without_unit(replace_all(text, range_separator() ~ ".*$", "")) }}
{%- endmacro %}

{% macro range_high(text) -%}
    {{ without_unit(replace_all(text, "^.*" ~ range_separator(), "")) }}
{%- endmacro %}

{% macro is_in_digits(text) -%}
    {#- Whether a text is digits and signs without a letter: 12, 1.36, 10-15, 12*; not a bound ("<5"). -#}
    {%- set other = "[^a-zA-ZÀ-ÿ<>≤≥]*" -%}
    {{ matches(text, other ~ "[0-9¼½¾]" ~ other) }}
{%- endmacro %}

{% macro with_number_parts(relation, text) -%}
    {#- A relation with the parts of a text as a number: `unit`, `word_scale` and `bare`, and whether `bare` is one. -#}
    select
        *,
        {{ in_notation(is_number, "bare", "notation") }}
        and not (coalesce(unit, '') = 'two' or coalesce(unit, '') = 'percent' and word_scale is not null) as is_number
    from (
        select *, {{ without_scale("unitless") }} as bare, {{ number_scale("unitless") }} as word_scale
        from (
            select *, {{ without_unit(text) }} as unitless, {{ number_unit(text) }} as unit
            from {{ relation }}
        ) as without_unit
    ) as without_scale
{%- endmacro %}

{% macro plain_number(number) -%}
    {#- A number as report.yml has it: 1000, 0.01. -#}
    {{ replace_all("cast(" ~ number ~ " as string)", "[.]?0*$", "") }}
{%- endmacro %}

{% macro reads_as(text) -%}
    {#- In which notations a text is a number, as the column `reads_as` says it. -#}
    case
        when {{ is_number(text, "nl") }}
            then case
                when not {{ is_number(text, "en") }} then 'nl'
                when {{ text }} like '%.%' or {{ text }} like '%,%' then 'both'
            end
        when {{ is_number(text, "en") }} then 'en'
    end
{%- endmacro %}

{% macro range_reads_as(low, high) -%}
    {#- The same of a range, by that of its ends: one that is written in one notation only settles the other. -#}
    case
        when 'nl' in ({{ low }}, {{ high }}) then 'nl'
        when 'en' in ({{ low }}, {{ high }}) then 'en'
        when 'both' in ({{ low }}, {{ high }}) then 'both'
    end
{%- endmacro %}

{% macro two_readings(dutch, english) -%}
    {#- What a text is in either notation, as a message says it; each is one number, or the two ends of a range. -#}
    {%- set ends = [] -%}
    {%- for numbers in [dutch, english] -%}
        {%- set plain = [] -%}
        {%- for number in numbers -%}{%- do plain.append(plain_number(number)) -%}{%- endfor -%}
        {%- do ends.append(plain | join(", ' to ', ")) -%}
    {%- endfor -%}
    concat_ws('', 'as ', {{ ends[0] }}, ' in Dutch notation, and as ', {{ ends[1] }}, ' in English')
{%- endmacro %}
