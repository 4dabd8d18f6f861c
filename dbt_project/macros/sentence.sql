{% macro in_guide(section) -%}
    {#- The last sentence of a message: which section of docs/report-yml.md is about it. -#}
    `{{ section }}` in docs/report-yml.md shows how.
{%- endmacro %}

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
    concat_ws('', lower(left({{ text }}, 1)), substr({{ text }}, 2))
{%- endmacro %}

{% macro between_words(low, high, language) -%}
    {#- What lies between two numbers: itself where they are one, and bounded on one side where an end is NULL. -#}
    {%- set least, most, both = {
        "nl": ("minstens ", "hoogstens ", " en "), "en": ("at least ", "at most ", " and ")
    }[language] -%}
    case
        when {{ low }} = {{ high }} then {{ dutch_text(low) }}
        when {{ low }} is null then concat_ws('', '{{ most }}', {{ dutch_text(high) }})
        when {{ high }} is null then concat_ws('', '{{ least }}', {{ dutch_text(low) }})
        else concat_ws('', '{{ least }}', {{ dutch_text(low) }}, '{{ both }}{{ most }}', {{ dutch_text(high) }})
    end
{%- endmacro %}

{% macro given_away_words(rule_id, language) -%}
    {#- From what a withheld figure can be computed, by the rule whose identities give it away. -#}
    {%- set words = {
        "sum_over_time": ("het totaal en de andere perioden", "the total and the other periods"),
        "sum_over_areas": ("het totaal en de andere gebieden", "the total and the other areas"),
        "sum_over_categories": ("het totaal en de andere categorieën", "the total and the other categories"),
        "shares_add_up": ("de andere aandelen", "the other shares"),
        "share_of_whole": ("een deel, een geheel en een percentage", "a part, a whole and a percentage"),
        "same_in_two_tables": ("een andere plaats in het rapport", "another place in the report"),
        "same_in_two_reports": ("een ander rapport", "another report"),
    } -%}
    {%- set place = 0 if language == "nl" else 1 -%}
    case {{ rule_id }}
        {%- for rule, said in words.items() %}
        when '{{ rule }}' then '{{ said[place] }}'
        {%- endfor %}
        else '{{ ("andere gedrukte cijfers samen", "other printed figures together")[place] }}'
    end
{%- endmacro %}

{% macro side_words(identity, side, language) -%}
    {#- One side of an identity: its number, or between what it lies if its verdict hangs on a bound. -#}
    case
        when {{ identity }}.is_bounded
            then {{ between_words(identity ~ "." ~ side ~ "_low", identity ~ "." ~ side ~ "_high", language) }}
        else {{ dutch_text(identity ~ "." ~ side ~ "_value") }}
    end
{%- endmacro %}
