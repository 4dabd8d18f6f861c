-- An area as the seeds or a report define it: report_id is NULL where the seeds do.
select
    area_id,
    name,
    kind,
    code,
    inhabitants,
    valid_from,
    valid_until,
    tile_row,
    tile_column,
    cast(null as string) as report_id
from {{ ref('seed__area') }}
union all
select
    area_id,
    name,
    kind,
    code,
    inhabitants,
    valid_from,
    valid_until,
    tile_row,
    tile_column,
    report_id
from {{ source('raw', 'area') }}
