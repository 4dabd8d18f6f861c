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
    {% for dimension in second_dimensions().split(",") -%}
    max(case when a.dimension = 'second.{{ dimension }}' then w.word end) as second_{{ dimension }}_word,
    {% endfor -%}
    max(case when a.dimension = 'marks' then w.word end) as marks_word,
    {% for dimension in outright_dimensions().split(",") -%}
    max(case when a.dimension = '{{ dimension }}' then a.value end) as {{ dimension }}_said,
    {% endfor -%}
    {% for dimension in ["scale", "rounded_to"] -%}
    max(case when a.dimension = '{{ dimension }}' then try_cast(a.value as decimal(18, 6)) end) as {{ dimension }},
    max(case when a.dimension = 'second.{{ dimension }}' then try_cast(a.value as decimal(18, 6)) end)
        as second_{{ dimension }},
    {% endfor -%}
    max(case when a.dimension = 'no_number' then a.value end) as no_number_said,
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
