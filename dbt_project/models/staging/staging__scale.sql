-- Every text beside figures that says what they were divided by ("x € 1.000", "in duizenden"), with where it stands
-- and the rows and columns that it is about; NULL: all of them.
with column_role as (
    select report_id, table_id, column_number, max(value) as role
    from {{ source('raw', 'axis') }}
    where scope = 'column' and dimension = 'role'
    group by report_id, table_id, column_number
),

ignored as (
    select distinct report_id, table_id, row_number, column_number
    from {{ source('raw', 'axis') }}
    where scope in ('row', 'cell') and dimension = 'role' and value = 'ignore'
),

-- Headings, labels and what is ignored: all cells that are no figures.
printed as (
    select
        c.report_id,
        c.table_id,
        c.file,
        c.row_number,
        c.column_number,
        c.text,
        r.role as column_role,
        c.row_number <= t.header_rows as is_heading,
        i.report_id is not null as is_ignored,
        t.is_key_figures and h.text = 'note' as is_prose,
        -- A heading over several columns is printed once, and the cells beside it are empty.
        lead(c.column_number) over (
            partition by c.report_id, c.table_id, c.row_number order by c.column_number
        ) - 1 as last_column
    from {{ source('raw', 'cell') }} as c
    inner join {{ source('raw', 'report_table') }} as t on c.report_id = t.report_id and c.table_id = t.table_id
    left join column_role as r
        on c.report_id = r.report_id and c.table_id = r.table_id and c.column_number = r.column_number
    left join ignored as i
        on
            c.report_id = i.report_id
            and c.table_id = i.table_id
            and c.row_number = i.row_number
            and c.column_number = coalesce(i.column_number, c.column_number)
    left join {{ source('raw', 'cell') }} as h
        on
            t.is_key_figures
            and c.report_id = h.report_id
            and c.table_id = h.table_id
            and c.column_number = h.column_number
            and h.row_number = 1
    where c.text is not null and (c.row_number <= t.header_rows or r.role is not null or i.report_id is not null)
),

said as (
    -- The heading of the labels, as "Bedragen x € 1.000" in the corner, is about the whole table.
    select
        report_id, table_id, file, row_number, column_number, 'the heading' as place, text, false as is_prose,
        cast(null as integer) as figure_row,
        case when coalesce(column_role, '') <> 'label' then column_number end as first_column,
        case when coalesce(column_role, '') <> 'label' then last_column end as last_column,
        coalesce(column_role, '') <> 'label' as is_their_own
    from printed
    where is_heading
    union all
    -- A title or remark among the rows is about the table, a label about its row.
    select
        report_id, table_id, file, row_number, column_number,
        case when is_ignored then 'the ignored cell' else 'the row' end, text, is_prose,
        case when not is_ignored then row_number end, null, null, not is_ignored
    from printed
    where not is_heading
    union all
    select
        r.report_id, null, concat(r.folder, '/report.yml'), null, null, 'the title', r.title,
        false, null, null, null, false
    from {{ source('raw', 'report') }} as r
    union all
    select
        r.report_id, null, concat(r.folder, '/report.yml'), null, null, 'the note', r.note,
        true, null, null, null, false
    from {{ source('raw', 'report') }} as r
    {% for place in ["title", "sheet", "note"] -%}
    union all
    select
        t.report_id, t.table_id, concat(r.folder, '/report.yml'), null, null, 'the {{ place }}', t.{{ place }},
        {{ "true" if place == "note" else "false" }}, null, null, null, false
    from {{ source('raw', 'report_table') }} as t
    inner join {{ source('raw', 'report') }} as r on t.report_id = r.report_id
    {% endfor -%}
    union all
    -- What report.yml itself says of cells; labels are printed, and stand above.
    select
        a.report_id, a.table_id, concat(r.folder, '/report.yml'), null, null, concat('the ', a.dimension), a.value,
        a.dimension = 'note', a.row_number, a.column_number, a.column_number, a.scope <> 'table'
    from {{ source('raw', 'axis') }} as a
    inner join {{ source('raw', 'report') }} as r on a.report_id = r.report_id
    inner join {{ source('raw', 'report_table') }} as t on a.report_id = t.report_id and a.table_id = t.table_id
    where
        not t.is_key_figures
        and (
            a.dimension = 'note' and not (a.scope = 'table' and a.value = coalesce(t.note, ''))
            or a.dimension in ('metric', 'area', 'category', 'unit') and a.scope in ('table', 'column')
        )
),

spelled as (
    select
        text,
        is_prose,
        {{ scale_text("text") }} as spelling
    from (select distinct text, is_prose from said where text is not null) as one
),

scale as (
    select text, is_prose, {{ is_about_money("spelling") }} as is_money
    from spelled
    where {{ says_scale("spelling") }} or (not is_prose and {{ heading_says_scale("spelling") }})
)

select
    said.report_id,
    said.table_id,
    said.file,
    said.row_number,
    said.column_number,
    said.place,
    said.text,
    said.figure_row,
    said.first_column,
    said.last_column,
    said.is_their_own,
    scale.is_money
from said
inner join scale on said.text = scale.text and said.is_prose = scale.is_prose
