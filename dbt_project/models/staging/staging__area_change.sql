-- What became of areas that ended, as the seeds or a report define it: report_id is NULL where the seeds do.
select area_id, change, successor_area_id, cast(null as string) as report_id
from {{ ref('seed__area_change') }}
union all
select area_id, change, successor_area_id, report_id
from {{ source('raw', 'area_change') }}
