select area_id, member_area_id, organisation_id
from {{ ref('seed__area_member') }}
union
select area_id, member_area_id, cast(null as varchar) as organisation_id
from {{ source('raw', 'area_member') }}
