-- What report.yml and the labels say of every cell; of several scopes the narrower wins.
with said as (
    select c.report_id, c.table_id, c.row_number, c.column_number, a.dimension, a.value, 1 as narrowness
    from {{ source('raw', 'cell') }} as c
    inner join {{ source('raw', 'axis') }} as a
        on a.scope = 'table' and c.report_id = a.report_id and c.table_id = a.table_id
    union all
    select c.report_id, c.table_id, c.row_number, c.column_number, a.dimension, a.value, 2
    from {{ source('raw', 'cell') }} as c
    inner join {{ source('raw', 'axis') }} as a
        on
            a.scope = 'column'
            and c.report_id = a.report_id
            and c.table_id = a.table_id
            and c.column_number = a.column_number
    union all
    select c.report_id, c.table_id, c.row_number, c.column_number, a.dimension, a.value, 3
    from {{ source('raw', 'cell') }} as c
    inner join {{ source('raw', 'axis') }} as a
        on
            a.scope = 'row'
            and c.report_id = a.report_id
            and c.table_id = a.table_id
            and c.row_number = a.row_number
    union all
    select c.report_id, c.table_id, c.row_number, c.column_number, a.dimension, a.value, 4
    from {{ source('raw', 'cell') }} as c
    inner join {{ source('raw', 'axis') }} as a
        on
            a.scope = 'cell'
            and c.report_id = a.report_id
            and c.table_id = a.table_id
            and c.row_number = a.row_number
            and c.column_number = a.column_number
)

select
    report_id,
    table_id,
    row_number,
    column_number,
    {% for dimension in [
        "organisation", "metric", "area", "breakdown", "category", "period", "compared_with", "unit", "qualifier",
        "total", "note", "no_number", "key", "value_read", "low", "high"
    ] -%}
    max_by(value, narrowness) filter (where dimension = '{{ dimension }}') as {{ dimension }}_said,
    {% endfor -%}
    -- What a wider scope says of a dash or blank does not hold where a narrower one says that words stand there.
    {% for mark in ["dash", "blank"] -%}
    nullif(
        max_by(
            case when dimension = 'no_number' then '' else value end,
            2 * narrowness + case when dimension = 'no_number' then 0 else 1 end
        ) filter (where dimension in ('{{ mark }}', 'no_number')),
        ''
    ) as {{ mark }}_said,
    {% endfor -%}
    -- Headings, labels and ignored cells are no figures, whatever else is said of them.
    max(case when dimension = 'role' then value end) as role
from said
group by report_id, table_id, row_number, column_number
