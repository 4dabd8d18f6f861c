select
    area_id,
    min(name) as name,
    min(kind) as kind,
    max(code) as code,
    max(inhabitants) as inhabitants,
    max(valid_from) as valid_from,
    max(valid_until) as valid_until
from {{ ref('staging__area') }}
group by area_id
