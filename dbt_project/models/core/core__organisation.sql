select organisation_id, min(name) as name, min(area_id) as area_id
from {{ ref('staging__organisation') }}
group by organisation_id
