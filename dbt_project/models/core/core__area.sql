select area_id, min(name) as name, min(kind) as kind
from {{ ref('staging__area') }}
group by area_id
