{% macro scale_text(text) -%}
    {#- A text as a scale is looked for in it: lower case, and every space a plain one. -#}
    {{ replace_all("lower(replace(" ~ text ~ ", chr(10), ' '))", "[    ]+", " ") }}
{%- endmacro %}

{% macro has_any(text, patterns) -%}
    {#- Whether one of the patterns stands somewhere in the text. -#}
    (
        {%- for pattern in patterns %}
        {{ "or " if not loop.first }}{{ matches(text, ".*(" ~ pattern ~ ").*") }}
        {%- endfor %}
    )
{%- endmacro %}

{% macro says_scale(text) -%}
    {#- Whether a text says outright what its numbers were divided by: "x € 1.000", "(×1000)", "in duizenden". -#}
    {%- set currency = "(€|eur|euro|[$]) ?" -%}
    {%- set thousands = "10{0,2}([., ’'']?000)+" -%}
    {%- set word = "(duizend(en|tal|tallen)?|miljoen(en)?|miljard(en)?|mln|mld|thousands?|millions?|billions?)" -%}
    {%- set end = "([^a-z0-9]|$)" -%}
    {{ has_any(text, [
        "(^|[^a-z])(x|×|✕|✖|maal|keer|times) ?(" ~ currency ~ ")?("
            ~ thousands ~ "|10(³|⁶|⁹|[*^]+[369])|(1 ?)?" ~ word ~ ")" ~ end,
        "(^|[( ])[*] ?(" ~ currency ~ ")?" ~ thousands ~ end,
        "(^|[^a-z0-9 ] ?|[a-z] )(x|×) ?(" ~ currency ~ ")?100?[^a-z0-9]*$",
        "(^|[^a-z])in (" ~ currency ~ ")?" ~ word ~ end,
        "(^|[^a-z])in (" ~ currency ~ thousands ~ end ~ "|"
            ~ thousands ~ "( ?" ~ currency ~ "|[^a-z0-9 ]|$|[ -]?tallen))",
    ]) }}
{%- endmacro %}

{% macro heading_says_scale(text) -%}
    {#- Whether a heading says it as headings do, in a word or two: "€ mln", "(1.000 euro)", "€ '000". -#}
    {%- set currency = "(€|eur|euro|[$])" -%}
    {%- set thousands = "10{0,2}([., ]?000)+" -%}
    {%- set money = "(" ~ currency ~ " ?" ~ thousands ~ "|" ~ thousands ~ " ?" ~ currency ~ ")" -%}
    {%- set word = "(duizend(en|tal|tallen)?|miljoen(en)?|miljard(en)?|thousands?|millions?|billions?)" -%}
    {%- set end = "([^a-z0-9]|$)" -%}
    {#- A quantity ("3 mln bezoekers") and a rate ("per miljoen", "per 1.000") are no scale. -#}
    {%- set bare = replace_all(
        text, "([0-9]|per|een|één|half|halve|anderhalf|twee|drie|paar) ?(" ~ word ~ "|mln|mld)", " "
    ) -%}
    {{ has_any(bare, [
        "(^|[^a-z])(mln|mld|k ?€|k ?eur|k ?euro|m€|meur|duizendtal|duizendtallen)" ~ end,
        currency ~ " ?(" ~ word ~ "|m|k)" ~ end,
        "(^|[^a-z])" ~ word ~ " (euro|dollar|of eur)",
        "[(] ?" ~ word ~ " ?[)]",
        "[(] ?(" ~ thousands ~ "|" ~ money ~ "([^0-9 )]*)) ?[)]",
        "^" ~ money ~ "$",
        "eenheid:? ?(" ~ thousands ~ "|" ~ money ~ ")" ~ end,
        "(^|[^0-9])[’'']000" ~ end,
        "[(€] ?000" ~ end,
        "(^|[^0-9.,])000[’'']?s" ~ end,
    ]) }}
{%- endmacro %}

{% macro is_about_money(text) -%}
    {#- Whether a text that says a scale says it of euros. -#}
    {{ has_any(text, ["€|[$]", "(^|[^a-z])[km]?eur(o|os|o''s)?([^a-z]|$)"]) }}
{%- endmacro %}

{% macro scale_factor(text) -%}
    {#- What a text that says a scale says that its numbers are to be multiplied by; NULL where that is not clear. -#}
    {%- set by = "([., ’'']?000)" -%}
    case
        when {{ has_any(text, ["miljard|mld|billion", "1" ~ by ~ "{3}", "10(⁹|[*^]+9)"]) }} then 1000000000
        when {{ has_any(text, ["miljoen|mln|million", "1" ~ by ~ "{2}", "10(⁶|[*^]+6)", "m€|meur|(€|eur|euro|[$]) ?m([^a-z]|$)"]) }}
            then 1000000
        when {{ has_any(text, ["100" ~ by]) }} then 100000
        when {{ has_any(text, ["10" ~ by]) }} then 10000
        when {{ has_any(text, ["duizend|thousand|000", "10(³|[*^]+3)", "k ?(€|eur)|(€|eur|euro|[$]) ?k([^a-z]|$)"]) }} then 1000
        when {{ has_any(text, ["(x|×|✕|✖|maal|keer|times|[*]) ?((€|eur|euro|[$]) ?)?100([^0-9]|$)"]) }} then 100
        when {{ has_any(text, ["(x|×|✕|✖|maal|keer|times|[*]) ?((€|eur|euro|[$]) ?)?10([^0-9]|$)"]) }} then 10
    end
{%- endmacro %}
