select area_id, member_area_id, organisation_id
from {{ ref('staging__area_member') }}
