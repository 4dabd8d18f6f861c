{% macro kind_named(text) -%}
    {#- The kind that a heading or label in lower case names, where that is no result ("Streefwaarde 2023"); NULL where
        it names none, or names results too. "Budget" and the like count as the first word alone: a subject may be
        "persoonsgebonden budget". -#}
    {%- set start = "(^|[^a-zà-ÿ])" -%}
    {%- set end = "([^a-zà-ÿ-]|$)" -%}
    {%- set alone = "[^a-zà-ÿ]*$" -%}
    case
        when {{ has_any(text, [
            start ~ "(realisatie|gerealiseerde?|werkelijk|jaarrekening|uitkomst(en)?|behaald|bereikt|actuals?|reali[sz]ed|achieved|outturn)" ~ end
        ]) }} then null
        when {{ has_any(text, [
            start ~ "streef(waarden?|cijfers?|getal(len)?|norm(en)?|doel(en)?)" ~ end,
            start ~ "targets?" ~ end,
            "^(norm|doel|doelstelling|taakstelling|goal)" ~ alone,
        ]) }} then 'target'
        when {{ has_any(text, [
            start ~ "(primitieve|oorspronkelijke) begroting" ~ end,
            "^original budget" ~ end,
        ]) }} then 'original_budget'
        when {{ has_any(text, [
            start ~ "(begroting|begroot|begrote|gebudgetteerd|budgeted)" ~ end,
            "^budget" ~ alone,
        ]) }} then 'budget'
        when {{ has_any(text, [
            start ~ "(prognoses?|forecasts?|raming(en)?|geraamde?)" ~ end,
            "^(verwacht|verwachting|gepland|planning|projection|planned|expected)" ~ alone,
        ]) }} then 'forecast'
    end
{%- endmacro %}

{% macro is_called_after_kind(name) -%}
    {#- Whether a metric or category is by its own name what is aimed at or expected: its figures need no kind. -#}
    {{ has_any("lower(" ~ name ~ ")", [
        "streef|target|norm|doel|goal|begro|budget|prognose|forecast|raming|geraamd|verwacht|expected|gepland|planned"
    ]) }}
{%- endmacro %}
