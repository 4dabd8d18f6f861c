{% macro period_date(period, side) -%}
    {#- First (`start`) or last (`end`) day of a period without "/"; NULL where the text is no period. -#}
    {%- set last = side == "end" -%}
    case
        when {{ matches(period, "[0-9]{4}") }}
            then try_cast({{ period }} || '{{ "-12-31" if last else "-01-01" }}' as date)
        when {{ matches(period, "[0-9]{4}-H1") }}
            then try_cast(left({{ period }}, 4) || '{{ "-06-30" if last else "-01-01" }}' as date)
        when {{ matches(period, "[0-9]{4}-H2") }}
            then try_cast(left({{ period }}, 4) || '{{ "-12-31" if last else "-07-01" }}' as date)
        when {{ matches(period, "[0-9]{4}-Q1") }}
            then try_cast(left({{ period }}, 4) || '{{ "-03-31" if last else "-01-01" }}' as date)
        when {{ matches(period, "[0-9]{4}-Q2") }}
            then try_cast(left({{ period }}, 4) || '{{ "-06-30" if last else "-04-01" }}' as date)
        when {{ matches(period, "[0-9]{4}-Q3") }}
            then try_cast(left({{ period }}, 4) || '{{ "-09-30" if last else "-07-01" }}' as date)
        when {{ matches(period, "[0-9]{4}-Q4") }}
            then try_cast(left({{ period }}, 4) || '{{ "-12-31" if last else "-10-01" }}' as date)
        when {{ matches(period, "[0-9]{4}-[0-9]{2}") }}
            then {{ "last_day(try_cast(" ~ period ~ " || '-01' as date))" if last
                else "try_cast(" ~ period ~ " || '-01' as date)" }}
        when {{ matches(period, "[0-9]{4}-[0-9]{2}-[0-9]{2}") }}
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
    case
        when {{ period }} like '%/%' then 'interval'
        when {{ matches(period, "[0-9]{4}") }} then 'year'
        when {{ matches(period, "[0-9]{4}-H[12]") }} then 'half_year'
        when {{ matches(period, "[0-9]{4}-Q[1-4]") }} then 'quarter'
        when {{ matches(period, "[0-9]{4}-[0-9]{2}") }} then 'month'
        when {{ matches(period, "[0-9]{4}-[0-9]{2}-[0-9]{2}") }} then 'instant'
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
