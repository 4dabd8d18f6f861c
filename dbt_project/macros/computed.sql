{% macro counted_alike(values, series) -%}
    {#-
        Of `values` (a relation) those that are made of figures counted in the same way, and of which no report says
        another number: no break of one of their series lies in the period, and where a later report prints a part
        otherwise all parts are from that one. Of several for one period that of the longest parts. series: the columns
        that number the series that the values are made of.
    -#}
    select *
    from (
        select
            v.*,
            row_number() over (
                partition by v.series_number, v.period_id order by {{ grain_rank("v.part_grain") }} desc
            ) as choice
        from {{ values }} as v
        where
            {%- for column in series %}
            {{ "and " if not loop.first }}not exists (
                select 1 from broken as b
                where v.{{ column }} = b.series_number and v.start_date < b.starts_on and v.end_date >= b.starts_on
            )
            and not exists (
                select 1 from restated as r
                where
                    v.{{ column }} = r.series_number
                    and v.start_date <= r.start_date
                    and v.end_date >= r.end_date
                    and (v.first_report_id <> r.report_id or v.last_report_id <> r.report_id)
            )
            {%- endfor %}
    ) as w
    where choice = 1
{%- endmacro %}
