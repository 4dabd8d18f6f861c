{% macro place_key(figure) -%}
    {#- What a figure is about, apart from its metric and period. -#}
    concat(
        {{ figure }}.organisation_id, ':', {{ figure }}.area_id, ':',
        coalesce({{ figure }}.breakdown_id || '=' || {{ figure }}.category_id, '-')
    )
{%- endmacro %}

{% macro is_counted_alike(value, metrics) -%}
    {#-
        Whether all that a computed value is made of was counted in one way, and no report says another number: no break
        of its metrics lies in its period, and where a later report prints a part otherwise, all parts are from that one.
    -#}
    not exists (
        select 1
        from {{ ref('core__series_break') }} as b
        where
            {{ value }}.organisation_id = b.organisation_id
            and b.metric_id in ({{ metrics | join(", ") }})
            and {{ value }}.start_date < b.starts_on
            and {{ value }}.end_date >= b.starts_on
    )
    and not exists (
        select 1
        from restated as r
        where
            {{ value }}.place_key = r.place_key
            and r.metric_id in ({{ metrics | join(", ") }})
            and {{ value }}.start_date <= r.start_date
            and {{ value }}.end_date >= r.end_date
            and ({{ value }}.first_report_id <> r.report_id or {{ value }}.last_report_id <> r.report_id)
    )
    and not exists (
        select 1
        from {{ ref('core__served_figure') }} as p
        where concat({{ value }}.series_key, ':', {{ value }}.period_id) = p.figure_key
    )
{%- endmacro %}
