select area_id, name, kind, cast(null as varchar) as report_id
from {{ ref('seed__area') }}
union all
select area_id, name, kind, report_id
from {{ source('raw', 'area') }}
