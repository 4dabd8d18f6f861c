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
    {#- The kind of period by its form: year, half_year, quarter, month, instant or interval. -#}
    {%- set year = calendar_year() -%}
    case
        when {{ period }} like '%/%' then 'interval'
        when {{ matches(period, year) }} then 'year'
        when {{ matches(period, year ~ "-H[12]") }} then 'half_year'
        when {{ matches(period, year ~ "-Q[1-4]") }} then 'quarter'
        when {{ matches(period, year ~ "-[0-9]{2}") }} then 'month'
        when {{ matches(period, year ~ "-[0-9]{2}-[0-9]{2}") }} then 'instant'
    end
{%- endmacro %}

{% macro grain_rank(grain) -%}
    {#- Coarser grains rank higher; instants and intervals stand outside the calendar's ladder. -#}
    case {{ grain }} when 'month' then 1 when 'quarter' then 2 when 'half_year' then 3 when 'year' then 4 end
{%- endmacro %}

{% macro calendar_id(start_date, grain) -%}
    {#- Id of the calendar year, half-year or quarter that a day lies in. -#}
    {%- set year = "cast(extract(year from " ~ start_date ~ ") as varchar)" -%}
    {%- if grain == "year" -%} {{ year }}
    {%- elif grain == "half_year" -%}
        concat({{ year }}, case when extract(month from {{ start_date }}) <= 6 then '-H1' else '-H2' end)
    {%- else -%}
        concat({{ year }}, '-Q', cast(extract(quarter from {{ start_date }}) as varchar))
    {%- endif -%}
{%- endmacro %}

{% macro period_id(start_date, end_date) -%}
    {#- The one id of these days: the calendar's where it has one, else first/last in months or days. -#}
    {%- set months = "(12 * (extract(year from " ~ end_date ~ ") - extract(year from " ~ start_date ~ "))"
        ~ " + extract(month from " ~ end_date ~ ") - extract(month from " ~ start_date ~ ") + 1)" -%}
    {%- set first = "cast(" ~ start_date ~ " as varchar)" -%}
    {%- set last = "cast(" ~ end_date ~ " as varchar)" -%}
    case
        when {{ start_date }} = {{ end_date }} then {{ first }}
        when extract(day from {{ start_date }}) <> 1 or {{ end_date }} <> last_day({{ end_date }})
            then concat({{ first }}, '/', {{ last }})
        when {{ months }} = 1 then left({{ first }}, 7)
        {% for grain, length in [("quarter", 3), ("half_year", 6), ("year", 12)] -%}
        when {{ months }} = {{ length }} and extract(month from {{ start_date }}) % {{ length }} = 1
            then {{ calendar_id(start_date, grain) }}
        {% endfor -%}
        else concat(left({{ first }}, 7), '/', left({{ last }}, 7))
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

{% macro no_period(text) -%}
    {#- What is wrong with a text that is no period. -#}
    concat(
        '"', {{ text }}, '" is not a period',
        case
            when {{ last_of_two_years(text) }} = try_cast(left({{ text }}, 4) as integer) + 1
                then ': it can be two years, or a school year'
            else ''
        end
    )
{%- endmacro %}

{% macro no_period_step(text) -%}
    {#- What to write instead of a text that is no period. -#}
    case
        when {{ last_of_two_years(text) }} = try_cast(left({{ text }}, 4) as integer) + 1
            then concat(
                'Write the two years as ', left({{ text }}, 4), '-01/', {{ last_of_two_years(text) }}, '-12, ',
                'or the school year as ', left({{ text }}, 4), '-08/', {{ last_of_two_years(text) }}, '-07.'
            )
        when {{ last_of_two_years(text) }} is not null
            then concat(
                'Write the years from first to last as ',
                left({{ text }}, 4), '-01/', {{ last_of_two_years(text) }}, '-12.'
            )
        else
            'Write it as 2021, 2021-H1, 2021-Q1, 2021-03, 2021-12-31 or first/last, such as 2018-07/2019-06.'
    end
{%- endmacro %}

{% macro day_after(day) -%}
    cast({{ day }} + interval '1' day as date)
{%- endmacro %}
