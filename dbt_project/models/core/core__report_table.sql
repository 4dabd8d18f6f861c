select
    t.report_id,
    t.table_id,
    t.title,
    t.file,
    t.sheet,
    t.page,
    t.document_lines,
    t.position,
    t.is_leading,
    t.is_key_figures,
    t.note,
    t.source,
    cast(count(c.text) as integer) as cells
from {{ source('raw', 'report_table') }} as t
left join {{ source('raw', 'cell') }} as c on t.report_id = c.report_id and t.table_id = c.table_id
group by
    t.report_id, t.table_id, t.title, t.file, t.sheet, t.page, t.document_lines, t.position, t.is_leading,
    t.is_key_figures, t.note, t.source
