{{ config(materialized="table") }}

-- What is said of every cell that is a figure; of several scopes the narrower wins. Headings, labels and ignored cells
-- are no figures, whatever else is said of them. A cell that prints a pair, "12 (34%)", is two: part 1 and part 2.
{% set scopes = ["cell", "row_", "column_", "whole"] -%}
with pair_table as (
    select distinct table_key
    from {{ ref('staging__meaning') }}
    where second_metric_word is not null
)

{% for part in ["first", "second"] %}
{% set second = second_dimensions().split(",") if part == "second" else [] -%}
select
    t.table_key,
    c.row_number,
    c.column_number,
    {% if part == "second" -%}
    2 as part,
    {% else -%}
    case when {{ narrowest("second_metric_word") }} is not null then 1 else 0 end as part,
    {% endif -%}
    c.text as value_printed,
    c.document_line,
    {% for dimension in named_dimensions().split(",") -%}
    {{ narrowest(("second_" if dimension in second else "") ~ dimension ~ "_word") }} as {{ dimension }}_word,
    {% endfor -%}
    {% for dimension in ["scale", "rounded_to"] -%}
    {{ narrowest(("second_" if part == "second" else "") ~ dimension) }} as {{ dimension }},
    {% endfor -%}
    -- How near to the cell its scale is said: 0 of the table or nowhere, 3 of the cell itself.
    {% if part == "second" -%}
    3 as scale_depth,
    {% else -%}
    case
        when cell.scale is not null then 3
        when row_.scale is not null then 2
        when column_.scale is not null then 1
        else 0
    end as scale_depth,
    {% endif -%}
    {% for dimension in outright_dimensions().split(",") if dimension != "notation" -%}
    {{ narrowest(dimension ~ "_said") }} as {{ dimension }}_said,
    {% endfor -%}
    {{ narrowest("no_number_said") }} as no_number_said,
    {% for mark in ["dash", "blank"] -%}
    nullif({{ narrowest(mark ~ "_said") }}, '') as {{ mark }}_said,
    {% endfor -%}
    -- What a text is read by. What a wider scope says of marks does not hold where words are said to stand.
    coalesce({{ narrowest("notation_said") }}, '') as notation,
    coalesce(cell.marks_word, 0) as cell_marks,
    {% for scope in scopes[1:] -%}
    {% set narrower = scopes[:loop.index] -%}
    case
        when coalesce({{ narrower | map("replace", "_said", "") | join(".no_number_said, ") }}.no_number_said) is null
            then coalesce({{ scope }}.marks_word, 0)
        else 0
    end as {{ {"row_": "row", "column_": "column", "whole": "table"}[scope] }}_marks{{ "," if not loop.last }}
    {% endfor -%}
from {{ source('raw', 'cell') }} as c
inner join {{ ref('staging__report_table') }} as t on c.report_id = t.report_id and c.table_id = t.table_id
{% if part == "second" -%}
inner join pair_table as p on t.table_key = p.table_key
{% endif -%}
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
where
    column_.role is null and row_.role is null and cell.role is null and whole.role is null
    {%- if part == "second" %}
    and {{ narrowest("second_metric_word") }} is not null
    {%- else %}

union all
    {%- endif %}
{% endfor %}
