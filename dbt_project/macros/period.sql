{% macro calendar_year() -%}
    {#- The years that reports are about, as a pattern: a year such as 2201 is a typing error. -#}
    (19|20)[0-9]{2}
{%- endmacro %}

{% macro period_date(period, side) -%}
    {#- First (`start`) or last (`end`) day of a period without "/"; NULL where the text is no period. -#}
    {%- set last = side == "end" -%}
    {%- set year = calendar_year() -%}
    case
        when {{ matches(period, year) }}
            then try_cast({{ period }} || '{{ "-12-31" if last else "-01-01" }}' as date)
        {% for part, first, last_day in [("T1", "01-01", "04-30"), ("T2", "05-01", "08-31"), ("T3", "09-01", "12-31")] -%}
        when {{ matches(period, year ~ "-" ~ part) }}
            then try_cast(left({{ period }}, 4) || '-{{ last_day if last else first }}' as date)
        {% endfor -%}
        when {{ matches(period, year ~ "-W[0-9]{2}") }}
            then {{ week_date(period, last) }}
        when {{ matches(period, year ~ "-H1") }}
            then try_cast(left({{ period }}, 4) || '{{ "-06-30" if last else "-01-01" }}' as date)
        when {{ matches(period, year ~ "-H2") }}
            then try_cast(left({{ period }}, 4) || '{{ "-12-31" if last else "-07-01" }}' as date)
        when {{ matches(period, year ~ "-Q1") }}
            then try_cast(left({{ period }}, 4) || '{{ "-03-31" if last else "-01-01" }}' as date)
        when {{ matches(period, year ~ "-Q2") }}
            then try_cast(left({{ period }}, 4) || '{{ "-06-30" if last else "-04-01" }}' as date)
        when {{ matches(period, year ~ "-Q3") }}
            then try_cast(left({{ period }}, 4) || '{{ "-09-30" if last else "-07-01" }}' as date)
        when {{ matches(period, year ~ "-Q4") }}
            then try_cast(left({{ period }}, 4) || '{{ "-12-31" if last else "-10-01" }}' as date)
        when {{ matches(period, year ~ "-[0-9]{2}") }}
            then {{ "last_day(try_cast(" ~ period ~ " || '-01' as date))" if last
                else "try_cast(" ~ period ~ " || '-01' as date)" }}
        when {{ matches(period, year ~ "-[0-9]{2}-[0-9]{2}") }}
            then try_cast({{ period }} as date)
    end
{%- endmacro %}

{% macro week_date(week, last) -%}
    {#- Monday or, where `last`, Sunday of a week such as `2021-W05` (ISO 8601); NULL where the year has no such week. -#}
    {%- set monday = "cast(date_trunc('week', try_cast(left(" ~ week ~ ", 4) || '-01-04' as date)) as date)"
        ~ " + 7 * (try_cast(right(" ~ week ~ ", 2) as integer) - 1)" -%}
    case
        -- A week is of the year that its Thursday is in.
        when extract(year from {{ monday }} + 3) = try_cast(left({{ week }}, 4) as integer)
            then {{ monday }}{{ " + 6" if last }}
    end
{%- endmacro %}

{% macro period_start(period) -%}
    {{ period_date("split_part(" ~ period ~ ", '/', 1)", "start") }}
{%- endmacro %}

{% macro may_be_school_year(period) -%}
    {#- A year and the next: `2022/2023` is how a school year is printed too, so it names no days. -#}
    (
        {{ matches(period, calendar_year() ~ "/" ~ calendar_year()) }}
        and try_cast(left({{ period }}, 4) as integer) + 1 = try_cast(right({{ period }}, 4) as integer)
    )
{%- endmacro %}

{% macro period_end(period) -%}
    case
        when {{ period }} like '%/%/%' or {{ may_be_school_year(period) }} then cast(null as date)
        when {{ period }} like '%/%' then {{ period_date("split_part(" ~ period ~ ", '/', 2)", "end") }}
        else {{ period_date(period, "end") }}
    end
{%- endmacro %}

{% macro period_grain(period) -%}
    {#- The kind of period by its form: year, half_year, four_months, quarter, month, week, instant or interval. -#}
    {%- set year = calendar_year() -%}
    case
        when {{ period }} like '%/%' then 'interval'
        when {{ matches(period, year) }} then 'year'
        when {{ matches(period, year ~ "-H[12]") }} then 'half_year'
        when {{ matches(period, year ~ "-T[1-3]") }} then 'four_months'
        when {{ matches(period, year ~ "-Q[1-4]") }} then 'quarter'
        when {{ matches(period, year ~ "-W[0-9]{2}") }} then 'week'
        when {{ matches(period, year ~ "-[0-9]{2}") }} then 'month'
        when {{ matches(period, year ~ "-[0-9]{2}-[0-9]{2}") }} then 'instant'
    end
{%- endmacro %}

{% macro grain_rank(grain) -%}
    {#- Coarser grains rank higher; instants and intervals stand outside the calendar's ladder. -#}
    case {{ grain }}
        {%- for name in ["week", "month", "quarter", "four_months", "half_year", "year"] %}
        when '{{ name }}' then {{ loop.index }}
        {%- endfor %}
    end
{%- endmacro %}

{% macro calendar_id(start_date, grain) -%}
    {#- Id of the calendar year, half-year, four months or quarter that a day lies in. -#}
    {%- set year = "cast(extract(year from " ~ start_date ~ ") as string)" -%}
    {%- if grain == "year" -%} {{ year }}
    {%- elif grain == "half_year" -%}
        concat_ws('', {{ year }}, case when extract(month from {{ start_date }}) <= 6 then '-H1' else '-H2' end)
    {%- elif grain == "four_months" -%}
        concat_ws(
            '', {{ year }}, '-T',
            cast(cast(floor((extract(month from {{ start_date }}) - 1) / 4) as integer) + 1 as string)
        )
    {%- else -%}
        concat_ws('', {{ year }}, '-Q', cast(extract(quarter from {{ start_date }}) as string))
    {%- endif -%}
{%- endmacro %}

{% macro period_id(start_date, end_date) -%}
    {#- The one id of these days: the calendar's where it has one, else first/last in months or days. -#}
    {%- set months = "(12 * (extract(year from " ~ end_date ~ ") - extract(year from " ~ start_date ~ "))"
        ~ " + extract(month from " ~ end_date ~ ") - extract(month from " ~ start_date ~ ") + 1)" -%}
    {%- set first = "cast(" ~ start_date ~ " as string)" -%}
    {%- set last = "cast(" ~ end_date ~ " as string)" -%}
    case
        when {{ start_date }} = {{ end_date }} then {{ first }}
        when {{ end_date }} = {{ start_date }} + 6 and date_trunc('week', {{ start_date }}) = {{ start_date }}
            then concat_ws(
                '', cast(extract(year from {{ start_date }} + 3) as string), '-W',
                lpad(cast(extract(week from {{ start_date }}) as string), 2, '0')
            )
        when extract(day from {{ start_date }}) <> 1 or {{ end_date }} <> last_day({{ end_date }})
            then concat_ws('', {{ first }}, '/', {{ last }})
        when {{ months }} = 1 then left({{ first }}, 7)
        {% for grain, length in [("quarter", 3), ("four_months", 4), ("half_year", 6), ("year", 12)] -%}
        when {{ months }} = {{ length }} and extract(month from {{ start_date }}) % {{ length }} = 1
            then {{ calendar_id(start_date, grain) }}
        {% endfor -%}
        else concat_ws('', left({{ first }}, 7), '/', left({{ last }}, 7))
    end
{%- endmacro %}

{% macro last_of_two_years(text) -%}
    {#- The second year of a text that is no period and names two (2022/2023, 2022/23); NULL for any other. -#}
    {%- set year = calendar_year() -%}
    case
        when
            {{ matches(text, year ~ " ?[/–-] ?" ~ year) }}
            and try_cast(left({{ text }}, 4) as integer) < try_cast(right({{ text }}, 4) as integer)
            then try_cast(right({{ text }}, 4) as integer)
        when
            {{ matches(text, year ~ " ?[/–-] ?[0-9]{2}") }}
            and (try_cast(left({{ text }}, 4) as integer) + 1) % 100 = try_cast(right({{ text }}, 2) as integer)
            then try_cast(left({{ text }}, 4) as integer) + 1
    end
{%- endmacro %}

{% macro no_period(text, form, two_ways, own, own_spans_years, is_cumulative) -%}
    {#-
        What is wrong with a text that is no period. form, two_ways: see staging__period_form; own: what its table says
        of its own period, if anything.
    -#}
    concat_ws(
        '', '"', {{ text }}, '" is not a period',
        case
            when {{ last_of_two_years(text) }} = try_cast(left({{ text }}, 4) as integer) + 1
                then ': it can be two years, or a school year'
            when {{ form }} is null and {{ two_ways }} is not null then concat_ws('', ': it can be ', {{ two_ways }})
            when {{ form }} like 'F%' then ': nothing says in which month a fiscal year starts'
            when {{ is_cumulative }} and {{ form }} like '%-W%'
                then ' so far: it can count from the first of January, or from the first week'
            when {{ form }} like '%?%' and {{ own }} is null then ': it does not say its year'
            when {{ form }} like '%?%'
                then ': it does not say its year, and "' || {{ own }} || '", the period of its table, does not tell'
            when {{ is_cumulative }} and {{ form }} is not null and {{ own_spans_years }}
                then concat_ws('', ' so far: it can count from January, or from the beginning of "', {{ own }}, '"')
            else ''
        end
    )
{%- endmacro %}

{% macro no_period_step(text, form, two_ways, is_cumulative) -%}
    {#- What to write instead of a text that is no period. -#}
    {%- set shown = " " ~ in_guide("My table is headed jan, Kw 1, t/m Q2 or schooljaar 2022/2023") -%}
    case
        when {{ last_of_two_years(text) }} = try_cast(left({{ text }}, 4) as integer) + 1
            then concat_ws(
                '', 'Write the two years as ', left({{ text }}, 4), '-01/', {{ last_of_two_years(text) }}, '-12, ',
                'or the school year as ', left({{ text }}, 4), '-08/', {{ last_of_two_years(text) }}, '-07.{{ shown }}'
            )
        when {{ last_of_two_years(text) }} is not null
            then concat_ws(
                '', 'Write the years from first to last as ',
                left({{ text }}, 4), '-01/', {{ last_of_two_years(text) }}, '-12.{{ shown }}'
            )
        when {{ form }} is null and {{ two_ways }} is not null
            then
                'Say `period` of it in report.yml, such as 2023-01, 2023-01-23, 2023-Q1, 2023-T1 or 2022-08/2023-07.'
                || '{{ shown }}'
        when {{ form }} like 'F%'
            then
                'Say `fiscal_year_starts` in report.yml, a month such as 10 if it ends in September, or write it as '
                || 'first/last, such as 2006-10/2007-09.{{ shown }}'
        when {{ is_cumulative }} and {{ form }} like '%-W%'
            then 'Say `period` of it in report.yml from first to last, such as 2023-W01/2023-W05.{{ shown }}'
        when {{ form }} like '%?%'
            then concat_ws(
                '', 'Say `period` of it in report.yml with its year, such as ', replace({{ form }}, '?', '2023'),
                ', or the calendar year that the whole table is about.{{ shown }}'
            )
        when {{ is_cumulative }} and {{ form }} is not null
            then 'Say `period` of it in report.yml from first to last, such as 2023-01/2023-06.{{ shown }}'
        else
            concat_ws(
                '', 'Write it as 2021, 2021-H1, 2021-T1 (four months), 2021-Q1, 2021-03, 2021-W05, 2021-12-31 or ',
                'first/last, such as 2018-07/2019-06. {{ in_guide("Periods") }}'
            )
    end
{%- endmacro %}

{% macro day_after(day) -%}
    cast({{ day }} + interval '1' day as date)
{%- endmacro %}

{% macro days_between(first, last) -%}
    {#- How many days the last is after the first. -#}
    {{ return(adapter.dispatch("days_between")(first, last)) }}
{%- endmacro %}

{% macro default__days_between(first, last) -%}
    datediff({{ last }}, {{ first }})
{%- endmacro %}

{% macro duckdb__days_between(first, last) -%}
    ({{ last }} - {{ first }})
{%- endmacro %}

{% macro each_day(first, last) -%}
    {#- In a select: a row per day from the first to the last. -#}
    {{ return(adapter.dispatch("each_day")(first, last)) }}
{%- endmacro %}

{% macro default__each_day(first, last) -%}
    explode(sequence({{ first }}, {{ last }}, interval 1 day))
{%- endmacro %}

{% macro duckdb__each_day(first, last) -%}
    cast(unnest(generate_series({{ first }}, {{ last }}, interval 1 day)) as date)
{%- endmacro %}
