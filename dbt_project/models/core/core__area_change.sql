select distinct
    c.area_id,
    c.change,
    c.successor_area_id,
    a.valid_until as ended_on
from {{ ref('staging__area_change') }} as c
inner join {{ ref('core__area') }} as a on c.area_id = a.area_id
