{{ config(materialized="table") }}

-- What is said of each table, column, row and cell: one row for each of them of which anything is said.
select
    t.table_key,
    a.scope,
    a.row_number,
    a.column_number,
    {% for dimension in named_dimensions().split(",") -%}
    max(case when a.dimension = '{{ dimension }}' then w.word end) as {{ dimension }}_word,
    {% endfor -%}
    {% for dimension in ["total", "cumulative", "note", "no_number", "key", "value_read", "low", "high"] -%}
    max(case when a.dimension = '{{ dimension }}' then a.value end) as {{ dimension }}_said,
    {% endfor -%}
    -- What a wider scope says of a dash or blank does not hold where a narrower one says that words stand there: ''.
    {% for mark in ["dash", "blank"] -%}
    coalesce(
        max(case when a.dimension = '{{ mark }}' then a.value end),
        max(case when a.dimension = 'no_number' then '' end)
    ) as {{ mark }}_said,
    {% endfor -%}
    max(case when a.dimension = 'role' then a.value end) as role
from {{ source('raw', 'axis') }} as a
inner join {{ ref('staging__report_table') }} as t on a.report_id = t.report_id and a.table_id = t.table_id
left join {{ ref('staging__word') }} as w on a.value = w.text
group by t.table_key, a.scope, a.row_number, a.column_number
