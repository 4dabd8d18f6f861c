select area_id, member_area_id, organisation_id
from {{ ref('seed__area_member') }}
union
-- What a report says of its areas holds for the organisation that it is about.
select m.area_id, m.member_area_id, r.organisation as organisation_id
from {{ source('raw', 'area_member') }} as m
inner join {{ source('raw', 'report') }} as r on m.report_id = r.report_id
