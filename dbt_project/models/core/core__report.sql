select
    r.report_id,
    r.title,
    r.organisation as organisation_id,
    p.period_id,
    r.published,
    -- Which edition is later: by its publication, or, where none is printed, by the end of its period.
    coalesce(r.published, p.end_date) as edition_date,
    r.document,
    r.document_sha256,
    r.folder,
    r.checksum,
    r.note,
    r.source
from {{ source('raw', 'report') }} as r
left join {{ ref('staging__period') }} as p
    on p.table_key = 0 and r.report_id = p.report_id and r.period = p.period_said
