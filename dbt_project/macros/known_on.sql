{% macro create_figure_known_on() -%}
    {#- `core.figure_known_on(day)`: of every figure key the print that would have been served on a day, from the reports
        that were out by then. It stays in the release, for whoever asks what was known when. -#}
    create or replace macro core.figure_known_on(day) as table
    select * exclude (edition_rank)
    from (
        select
            f.* exclude (is_served),
            r.edition_date,
            row_number() over (partition by f.figure_key order by {{ edition_order("f", "r", "t") }}) as edition_rank
        from core.figure as f
        inner join core.report as r on f.report_id = r.report_id
        inner join core.report_table as t on f.report_id = t.report_id and f.table_id = t.table_id
        where r.edition_date <= cast(day as date)
    )
    where edition_rank = 1
{%- endmacro %}
