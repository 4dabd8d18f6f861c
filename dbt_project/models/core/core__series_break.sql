select
    s.break_id,
    s.report_id,
    r.organisation as organisation_id,
    s.metric as metric_id,
    p.period_id,
    p.start_date as starts_on,
    s.reason,
    s.reason_nl,
    s.document_line
from {{ source('raw', 'series_break') }} as s
inner join {{ source('raw', 'report') }} as r on s.report_id = r.report_id
inner join {{ ref('staging__period') }} as p
    on p.table_key = 0 and s.report_id = p.report_id and s.period = p.period_said
