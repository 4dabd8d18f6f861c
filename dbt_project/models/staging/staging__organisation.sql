select organisation_id, name, area_id, cast(null as varchar) as report_id
from {{ ref('seed__organisation') }}
union all
select organisation_id, name, area_id, report_id
from {{ source('raw', 'organisation') }}
