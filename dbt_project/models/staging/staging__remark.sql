-- Every text beside figures that says what they were divided by ("x € 1.000", "in duizenden") or that they are no
-- results ("Streefwaarde"), with where it stands and the rows and columns that it is about; NULL: all of them.
with printed_or_said as (
    select text from {{ source('raw', 'cell') }}
    union all
    select title from {{ source('raw', 'report') }}
    union all
    select note from {{ source('raw', 'report') }}
    {% for place in ["title", "sheet", "note"] -%}
    union all
    select {{ place }} from {{ source('raw', 'report_table') }}
    {% endfor -%}
    union all
    select value
    from {{ source('raw', 'axis') }}
    where dimension in ('note', 'metric', 'area', 'category', 'unit')
),

-- Every text once. DuckDB would look into every cell for what is asked of a text, if it were no aggregate.
one_text as (
    select max(text) as text
    from printed_or_said
    group by text
),

-- A number alone says neither.
spelled as (
    select text, {{ scale_text("text") }} as spelling
    from one_text
    where text is not null and not {{ matches("text", "[-−0-9., %]*") }}
),

judged as (
    select
        text,
        spelling,
        {{ says_scale("spelling") }} as is_outright,
        {{ heading_says_scale("spelling") }} as is_heading,
        {{ kind_named("spelling") }} as kind
    from spelled
),

remark as (
    select
        text,
        is_outright,
        kind,
        is_outright or is_heading as says_scale,
        {{ is_about_money("spelling") }} as is_money,
        case when is_outright or is_heading then {{ scale_factor("spelling") }} end as factor
    from judged
    where is_outright or is_heading or kind is not null
),

column_role as (
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
        t.is_key_figures and h.text = 'note' as is_prose
    from {{ source('raw', 'cell') }} as c
    inner join remark as s on c.text = s.text
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
            c.report_id = h.report_id
            and c.table_id = h.table_id
            and c.column_number = h.column_number
            and h.row_number = 1
    where c.row_number <= t.header_rows or r.role is not null or i.report_id is not null
),

-- A heading over several columns is printed once, and the cells beside it are empty.
next_heading as (
    select p.report_id, p.table_id, p.row_number, p.column_number, min(c.column_number) as next_column
    from printed as p
    inner join {{ source('raw', 'cell') }} as c
        on
            p.report_id = c.report_id
            and p.table_id = c.table_id
            and p.row_number = c.row_number
            and p.column_number < c.column_number
    where
        p.is_heading
        and c.text is not null
        -- Of all cells only the upper ones are looked at.
        and c.row_number <= (select max(t.header_rows) from {{ source('raw', 'report_table') }} as t)
    group by p.report_id, p.table_id, p.row_number, p.column_number
),

said as (
    -- The heading of the labels, as "Bedragen x € 1.000" in the corner, is about the whole table.
    select
        p.report_id, p.table_id, p.file, p.row_number, p.column_number, 'the heading' as place, p.text,
        false as is_prose,
        cast(null as integer) as figure_row,
        case when coalesce(p.column_role, '') <> 'label' then p.column_number end as first_column,
        case when coalesce(p.column_role, '') <> 'label' then n.next_column - 1 end as last_column,
        coalesce(p.column_role, '') <> 'label' as is_their_own,
        true as names_figures
    from printed as p
    left join next_heading as n
        on
            p.report_id = n.report_id
            and p.table_id = n.table_id
            and p.row_number = n.row_number
            and p.column_number = n.column_number
    where p.is_heading
    union all
    -- A title or remark among the rows is about the table, a label about its row.
    select
        report_id, table_id, file, row_number, column_number,
        case when is_ignored then 'the ignored cell' else 'the row' end, text, is_prose,
        case when not is_ignored then row_number end, null, null, not is_ignored,
        not is_ignored and not is_prose
    from printed
    where not is_heading
    union all
    select
        r.report_id, null, concat_ws('', r.folder, '/report.yml'), null, null, 'the title', r.title,
        false, null, null, null, false, false
    from {{ source('raw', 'report') }} as r
    union all
    select
        r.report_id, null, concat_ws('', r.folder, '/report.yml'), null, null, 'the note', r.note,
        true, null, null, null, false, false
    from {{ source('raw', 'report') }} as r
    {% for place in ["title", "sheet", "note"] -%}
    union all
    select
        t.report_id, t.table_id, concat_ws('', r.folder, '/report.yml'), null, null, 'the {{ place }}', t.{{ place }},
        {{ "true" if place == "note" else "false" }}, null, null, null, false,
        {{ "false" if place == "note" else "true" }}
    from {{ source('raw', 'report_table') }} as t
    inner join {{ source('raw', 'report') }} as r on t.report_id = r.report_id
    {% endfor -%}
    union all
    -- What report.yml itself says of cells; labels are printed, and stand above.
    select
        a.report_id, a.table_id, r.folder || '/report.yml', null, null, 'the ' || a.dimension, a.value,
        a.dimension = 'note', a.row_number, a.column_number, a.column_number, a.scope <> 'table',
        false
    from {{ source('raw', 'axis') }} as a
    inner join {{ source('raw', 'report') }} as r on a.report_id = r.report_id
    inner join {{ source('raw', 'report_table') }} as t on a.report_id = t.report_id and a.table_id = t.table_id
    where
        not t.is_key_figures
        and (
            a.dimension = 'note' and not (a.scope = 'table' and a.value = coalesce(t.note, ''))
            or a.dimension in ('metric', 'area', 'category', 'unit') and a.scope in ('table', 'column')
        )
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
    remark.says_scale,
    remark.is_money,
    cast(remark.factor as decimal(18, 6)) as factor,
    case when said.names_figures then remark.kind end as kind
from said
inner join remark on said.text = remark.text and (remark.is_outright or not said.is_prose)
where remark.says_scale or (said.names_figures and remark.kind is not null)
