{% macro not_counted_alike(values, series) -%}
    {#-
        Of `values` (a relation) those that are made of figures counted in different ways, or of which a report says
        another number: a break of one of their series lies in the period, or a later report prints a part otherwise and
        not all parts are from that one. series: the columns that number the series that the values are made of.
    -#}
    {% for column in series -%}
    select v.series_number, v.period_id, v.part_grain
    from {{ values }} as v
    inner join broken as b
        on v.{{ column }} = b.series_number and v.start_date < b.starts_on and v.end_date >= b.starts_on
    union
    select v.series_number, v.period_id, v.part_grain
    from {{ values }} as v
    inner join restated as r
        on v.{{ column }} = r.series_number and v.start_date <= r.start_date and v.end_date >= r.end_date
    where v.first_report_id <> r.report_id or v.last_report_id <> r.report_id
    {% if not loop.last %}union{% endif %}
    {% endfor %}
{%- endmacro %}

{% macro counted_alike(values, doubtful) -%}
    {#- Of `values` those that are not `doubtful`, and of several for one period that of the longest parts. -#}
    select *
    from (
        select
            v.*,
            row_number() over (
                partition by v.series_number, v.period_id order by {{ grain_rank("v.part_grain") }} desc
            ) as choice
        from {{ values }} as v
        left join {{ doubtful }} as d
            on v.series_number = d.series_number and v.period_id = d.period_id and v.part_grain = d.part_grain
        where d.series_number is null
    ) as w
    where choice = 1
{%- endmacro %}
