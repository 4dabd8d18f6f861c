select
    area_id,
    min(name) as name,
    min(kind) as kind,
    max(code) as code,
    max(inhabitants) as inhabitants,
    max(valid_from) as valid_from,
    max(valid_until) as valid_until,
    max(tile_row) as tile_row,
    max(tile_column) as tile_column
from {{ ref('staging__area') }}
group by area_id
