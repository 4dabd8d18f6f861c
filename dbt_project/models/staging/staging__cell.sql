{{ config(materialized="table") }}

-- Every cell that is a figure: its number and its meaning in ids.
{% set dimensions = ["organisation", "metric", "area", "breakdown", "unit", "qualifier"] -%}
select
    t.report_id,
    t.table_id,
    n.row_number,
    n.column_number,
    n.document_line,
    t.file,
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
    {% if dimension == "breakdown" -%}
    case when whole.word is null then breakdown_label.id end as breakdown_id,
    {% else -%}
    {{ dimension }}_label.id as {{ dimension }}_id,
    {% endif -%}
    {{ dimension }}_label.label as {{ dimension }}_said,
    {% endfor -%}
    case when breakdown_label.id = category_label.breakdown_id then category_label.id end as category_id,
    coalesce(whole.text, category_label.label) as category_said,
    p.period_said,
    p.period_id,
    w.period_said as compared_with_said,
    w.period_id as compared_with_id,
    n.is_printed_total,
    n.is_cumulative,
    n.key_said,
    n.value_read_said,
    n.note
from {{ ref('staging__cell_number') }} as n
inner join {{ ref('staging__report_table') }} as t on n.table_key = t.table_key
{% for dimension in dimensions -%}
left join {{ ref('staging__label') }} as {{ dimension }}_label
    on
        {{ dimension }}_label.dimension = '{{ dimension }}'
        and n.table_key = {{ dimension }}_label.table_key
        and n.{{ dimension }}_word = {{ dimension }}_label.word
        {%- if dimension == "area" %}
        and coalesce(n.organisation_word, 0) = area_label.context_word
        {%- endif %}
{% endfor -%}
left join {{ ref('staging__label') }} as category_label
    on
        category_label.dimension = 'category'
        and n.table_key = category_label.table_key
        and n.category_word = category_label.word
        and coalesce(n.breakdown_word, 0) = category_label.context_word
left join {{ ref('staging__word') }} as whole on n.category_word = whole.word and whole.text = 'whole'
left join {{ ref('staging__period') }} as p on n.period_word = p.word
left join {{ ref('staging__period') }} as w on n.compared_with_word = w.word
