-- An organisation as the seeds or a report define it: report_id is NULL where the seeds do.
select organisation_id, name, area_id, cast(null as string) as report_id
from {{ ref('seed__organisation') }}
union all
select organisation_id, name, area_id, report_id
from {{ source('raw', 'organisation') }}
