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

{% macro period_end(period) -%}
    case
        when {{ period }} like '%/%/%' then cast(null as date)
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
