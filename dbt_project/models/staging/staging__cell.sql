{{ config(materialized="table") }}

-- Every cell that is a figure: its number and its meaning in ids.
{% set dimensions = ["organisation", "metric", "area", "breakdown", "crossed_breakdown", "unit", "qualifier"] -%}
{#- The whole of a breakdown is in no category; the margin of a crossed table is in one of the other breakdown. -#}
{% set own = {} -%}
{% for side in ["", "crossed_"] -%}
{% do own.update({
    side ~ "breakdown": "case when " ~ side ~ "whole.word is null then " ~ side ~ "breakdown_label.id end",
    side ~ "category": "case when " ~ side ~ "breakdown_label.id = " ~ side ~ "category_label.breakdown_id then "
        ~ side ~ "category_label.id end"
}) -%}
{% endfor -%}
select
    t.report_id,
    t.table_id,
    n.row_number,
    n.column_number,
    n.part,
    n.document_line,
    t.file,
    n.value_printed,
    n.value_status,
    n.value,
    n.value_low,
    n.value_high,
    n.decimals,
    n.scale,
    n.rounded_to,
    n.scale_depth,
    n.word_scale,
    n.unit_printed,
    n.fault,
    n.fault_at,
    n.fault_text,
    {% for dimension in dimensions -%}
    {% if dimension == "qualifier" -%}
    -- In key_figures.csv the qualifier has a column of its own; in a table the printed word is nearest.
    case
        when n.key_said is null then coalesce(n.qualifier_printed, qualifier_label.id)
        else coalesce(qualifier_label.id, n.qualifier_printed)
    end as qualifier_id,
    {% elif dimension not in ["breakdown", "crossed_breakdown"] -%}
    {{ dimension }}_label.id as {{ dimension }}_id,
    {% endif -%}
    {{ dimension }}_label.label as {{ dimension }}_said,
    {% endfor -%}
    {% for side in ["", "crossed_"] -%}
    coalesce({{ side }}whole.text, {{ side }}category_label.label) as {{ side }}category_said,
    {% endfor -%}
    {% for dimension in ["breakdown", "category"] -%}
    {{ own[dimension] }} as first_{{ dimension }}_id,
    {{ own["crossed_" ~ dimension] }} as crossed_{{ dimension }}_id,
    case
        when n.crossed_category_word is null or crossed_whole.word is not null then {{ own[dimension] }}
        when n.category_word is null or whole.word is not null then {{ own["crossed_" ~ dimension] }}
        when breakdown_label.id < crossed_breakdown_label.id
            then {{ own[dimension] }} || '+' || {{ own["crossed_" ~ dimension] }}
        else {{ own["crossed_" ~ dimension] }} || '+' || {{ own[dimension] }}
    end as {{ dimension }}_id,
    {% endfor -%}
    p.period_said,
    p.period_id,
    w.period_said as compared_with_said,
    w.period_id as compared_with_id,
    n.kind,
    n.is_printed_total,
    n.is_provisional,
    n.is_cumulative or coalesce(p.is_cumulative, false) as is_cumulative,
    n.notation,
    n.reads_as,
    n.readings,
    n.key_said,
    n.value_read_said,
    n.note
from {{ ref('staging__cell_number') }} as n
inner join {{ ref('staging__report_table') }} as t on n.table_key = t.table_key
{% for dimension in dimensions -%}
left join {{ ref('staging__label') }} as {{ dimension }}_label
    on
        {{ dimension }}_label.dimension = '{{ dimension.replace("crossed_", "") }}'
        and n.table_key = {{ dimension }}_label.table_key
        and n.{{ dimension }}_word = {{ dimension }}_label.word
        {%- if dimension == "area" %}
        and coalesce(n.organisation_word, 0) = area_label.context_word
        {%- endif %}
{% endfor -%}
{% for breakdown, category, whole in [
    ("breakdown", "category", "whole"), ("crossed_breakdown", "crossed_category", "crossed_whole")
] -%}
left join {{ ref('staging__label') }} as {{ category }}_label
    on
        {{ category }}_label.dimension = 'category'
        and n.table_key = {{ category }}_label.table_key
        and n.{{ category }}_word = {{ category }}_label.word
        and coalesce(n.{{ breakdown }}_word, 0) = {{ category }}_label.context_word
left join {{ ref('staging__word') }} as {{ whole }}
    on n.{{ category }}_word = {{ whole }}.word and {{ whole }}.text = 'whole'
{% endfor -%}
left join {{ ref('staging__period') }} as p
    on n.table_key = p.table_key and n.period_word = p.word and n.is_cumulative = p.is_said_cumulative
left join {{ ref('staging__period') }} as w
    on n.table_key = w.table_key and n.compared_with_word = w.word and not w.is_said_cumulative
