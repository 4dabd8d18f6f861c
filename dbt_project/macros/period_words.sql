{% macro period_names() -%}
    {#-
        What reports call a part of a year, in Dutch and English, in lower case and without full stops: pairs of a name
        and the part as ids write it behind the year (`-01`, `-Q1`, `-T1`, `-H1`, `-W05`; empty for the whole year).
    -#}
    {%- set months = [
        ["januari", "january", "jan"], ["februari", "february", "febr", "feb"], ["maart", "march", "mrt", "mar"],
        ["april", "apr"], ["mei", "may"], ["juni", "june", "jun"], ["juli", "july", "jul"],
        ["augustus", "august", "aug"], ["september", "sept", "sep"], ["oktober", "october", "okt", "oct"],
        ["november", "nov"], ["december", "dec"],
    ] -%}
    {%- set ranks = [
        ["1", "1e", "1ste", "1st", "eerste", "first"], ["2", "2e", "2de", "2nd", "tweede", "second"],
        ["3", "3e", "3de", "3rd", "derde", "third"], ["4", "4e", "4de", "4th", "vierde", "fourth"],
    ] -%}
    {%- set parts = [
        ("Q", 4, ["q", "k", "kw", "kwart", "kwartaal", "qtr", "quarter"]),
        ("T", 3, ["t", "tertaal", "tertiaal", "tertial", "viermaandsperiode", "four-month period"]),
        ("H", 2, ["h", "halfjaar", "half jaar", "helft", "half", "half-year", "half year"]),
    ] -%}
    {%- set names = [] -%}
    {%- for name in ["jaar", "kalenderjaar", "heel", "year", "calendar year", "cy"] -%}
        {%- do names.append((name, "")) -%}
    {%- endfor -%}
    {%- for spellings in months -%}
        {%- set part = "-%02d" | format(loop.index) -%}
        {%- for name in spellings -%} {%- do names.append((name, part)) -%} {%- endfor -%}
    {%- endfor -%}
    {%- for letter, count, words in parts -%}
        {%- for spellings in ranks[:count] -%}
            {%- set number = loop.index | string -%}
            {%- set part = "-" ~ letter ~ number -%}
            {%- for word in words -%}
                {%- do names.append((word ~ number, part)) -%}
                {%- do names.append((word ~ " " ~ number, part)) -%}
                {%- do names.append((number ~ word, part)) -%}
                {%- for rank in spellings -%} {%- do names.append((rank ~ " " ~ word, part)) -%} {%- endfor -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for week in range(1, 54) -%}
        {%- set part = "-W%02d" | format(week) -%}
        {%- for number in [week | string, "%02d" | format(week)] | unique -%}
            {%- for word in ["week", "wk", "w", "weeknr", "week nr", "weeknummer"] -%}
                {%- do names.append((word ~ number, part)) -%}
                {%- do names.append((word ~ " " ~ number, part)) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- do names.append((week ~ "e week", part)) -%}
    {%- endfor -%}
    {{ return(names | unique | list) }}
{%- endmacro %}

{% macro month_name() -%}
    {#- The names of months, as a pattern. -#}
    {%- set names = [] -%}
    {%- for name, part in period_names() if part[1:2] in ["0", "1"] -%}
        {%- do names.append(name) -%}
    {%- endfor -%}
    {{ return("(" ~ names | join("|") ~ ")") }}
{%- endmacro %}

{% macro plain_words(normal) -%}
    {#- A label as the names of periods are looked up: without full stops, brackets and commas, and with one hyphen. -#}
    trim({{ replace_all(replace_all(replace_all(normal, "[–—−]", "-"), "[.,()]", " "), " +", " ") }})
{%- endmacro %}

{% macro four_digits(year) -%}
    {#- A year of four digits; of two digits 69 to 99 are of the twentieth century, as computers read them. -#}
    case
        when length({{ year }}) = 4 then {{ year }}
        when length({{ year }}) = 2 and {{ year }} >= '69' then concat_ws('', '19', {{ year }})
        when length({{ year }}) = 2 then concat_ws('', '20', {{ year }})
    end
{%- endmacro %}

{% macro twelve_months(first_year, first_month) -%}
    {#- The twelve months from one on, as first/last. -#}
    concat_ws(
        '', cast({{ first_year }} as string), '-', lpad(cast({{ first_month }} as string), 2, '0'), '/',
        cast({{ first_year }} + case when {{ first_month }} > 1 then 1 else 0 end as string), '-',
        lpad(cast(case when {{ first_month }} > 1 then {{ first_month }} - 1 else 12 end as string), 2, '0')
    )
{%- endmacro %}

{% macro starts_in(key) -%}
    {#- The month in which years of a kind start, as report.yml says it under `key`; NULL where it does not. -#}
    max(case when a.dimension = '{{ key }}' then try_cast(a.value as integer) end)
{%- endmacro %}

{% macro form_in_ids(form, school_month, fiscal_month) -%}
    {#- The form of a period (see staging__period_form) as an id, its year still "?" where the text does not say it. -#}
    case
        when {{ form }} like 'S%'
            then {{ twelve_months("cast(substr(" ~ form ~ ", 2) as integer)", school_month) }}
        -- It is called after the year in which it ends.
        when {{ form }} like 'F%' and {{ fiscal_month }} = 1
            then {{ twelve_months("cast(substr(" ~ form ~ ", 2) as integer)", fiscal_month) }}
        when {{ form }} like 'F%' and {{ fiscal_month }} > 1
            then {{ twelve_months("cast(substr(" ~ form ~ ", 2) as integer) - 1", fiscal_month) }}
        when {{ form }} not like 'F%' then {{ form }}
    end
{%- endmacro %}
