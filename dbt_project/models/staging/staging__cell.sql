-- Every cell that is a figure: its number and its meaning in ids.
{% set dimensions = ["organisation", "metric", "area", "breakdown", "unit", "qualifier"] -%}
select
    n.report_id,
    n.table_id,
    n.row_number,
    n.column_number,
    c.document_line,
    c.file,
    n.value_printed,
    n.value_status,
    n.value,
    n.value_low,
    n.value_high,
    n.decimals,
    n.unit_printed,
    n.fault,
    n.fault_at,
    n.fault_text,
    {% for dimension in dimensions -%}
    {{ dimension }}_label.id as {{ dimension }}_id,
    m.{{ dimension }}_said,
    {% endfor -%}
    category_label.id as category_id,
    m.category_said,
    m.period_said,
    p.period_id,
    m.compared_with_said,
    w.period_id as compared_with_id,
    coalesce(m.total_said = 'true', false) as is_printed_total,
    m.key_said,
    m.value_read_said,
    coalesce(m.note_said, case when n.value_status = 'text' then m.no_number_said end) as note
from {{ ref('staging__cell_number') }} as n
inner join {{ source('raw', 'cell') }} as c
    on
        n.report_id = c.report_id
        and n.table_id = c.table_id
        and n.row_number = c.row_number
        and n.column_number = c.column_number
inner join {{ ref('staging__cell_meaning') }} as m
    on
        n.report_id = m.report_id
        and n.table_id = m.table_id
        and n.row_number = m.row_number
        and n.column_number = m.column_number
{% for dimension in dimensions -%}
left join {{ ref('staging__label') }} as {{ dimension }}_label
    on
        {{ dimension }}_label.dimension = '{{ dimension }}'
        and m.report_id = {{ dimension }}_label.report_id
        and m.table_id = {{ dimension }}_label.table_id
        and m.{{ dimension }}_said = {{ dimension }}_label.label
        {%- if dimension == "area" %}
        and coalesce(m.organisation_said, '') = coalesce(area_label.organisation_said, '')
        {%- endif %}
        {%- if dimension == "breakdown" %}
        and coalesce(m.category_said, '') <> 'whole'
        {%- endif %}
{% endfor -%}
left join {{ ref('staging__label') }} as category_label
    on
        category_label.dimension = 'category'
        and m.report_id = category_label.report_id
        and m.table_id = category_label.table_id
        and m.category_said = category_label.label
        and breakdown_label.id = category_label.breakdown_id
left join {{ ref('staging__period') }} as p on m.period_said = p.period_said
left join {{ ref('staging__period') }} as w on m.compared_with_said = w.period_said
