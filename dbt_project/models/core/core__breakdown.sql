select breakdown_id, label_nl, label_en, description
from {{ ref('seed__breakdown') }}
union all
select distinct breakdown_id, breakdown_id, breakdown_id, cast(null as varchar)
from {{ ref('staging__category') }}
where breakdown_id not in (select breakdown_id from {{ ref('seed__breakdown') }})
