-- A breakdown as the seeds or a report name it: report_id is NULL where the seeds do.
select breakdown_id, label_nl, label_en, description, cast(null as string) as report_id
from {{ ref('seed__breakdown') }}
union all
select breakdown_id, label_nl, label_en, cast(null as string), report_id
from {{ source('raw', 'breakdown') }}
