{{ config(materialized="table") }}

-- What is said of every cell that is a figure; of several scopes the narrower wins. Headings, labels and ignored cells
-- are no figures, whatever else is said of them.
{% set scopes = ["cell", "row_", "column_", "whole"] -%}
select
    t.table_key,
    c.row_number,
    c.column_number,
    c.text as value_printed,
    c.document_line,
    {% for dimension in named_dimensions().split(",") -%}
    coalesce(
        {%- for scope in scopes %}
        {{ scope }}.{{ dimension }}_word{{ "," if not loop.last }}
        {%- endfor %}
    ) as {{ dimension }}_word,
    {% endfor -%}
    {% for dimension in ["total", "cumulative", "note", "no_number", "key", "value_read", "low", "high"] -%}
    coalesce(
        {%- for scope in scopes %}
        {{ scope }}.{{ dimension }}_said{{ "," if not loop.last }}
        {%- endfor %}
    ) as {{ dimension }}_said,
    {% endfor -%}
    {% for mark in ["dash", "blank"] -%}
    nullif(
        coalesce(
            {%- for scope in scopes %}
            {{ scope }}.{{ mark }}_said{{ "," if not loop.last }}
            {%- endfor %}
        ), ''
    ) as {{ mark }}_said
    {{- "," if not loop.last }}
    {% endfor -%}
from {{ source('raw', 'cell') }} as c
inner join {{ ref('staging__report_table') }} as t on c.report_id = t.report_id and c.table_id = t.table_id
left join {{ ref('staging__meaning') }} as column_
    on column_.scope = 'column' and t.table_key = column_.table_key and c.column_number = column_.column_number
left join {{ ref('staging__meaning') }} as row_
    on row_.scope = 'row' and t.table_key = row_.table_key and c.row_number = row_.row_number
left join {{ ref('staging__meaning') }} as cell
    on
        cell.scope = 'cell'
        and t.table_key = cell.table_key
        and c.row_number = cell.row_number
        and c.column_number = cell.column_number
left join {{ ref('staging__meaning') }} as whole
    on whole.scope = 'table' and t.table_key = whole.table_key
where column_.role is null and row_.role is null and cell.role is null and whole.role is null
