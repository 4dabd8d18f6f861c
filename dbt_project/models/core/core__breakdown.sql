select breakdown_id, label_nl, label_en, description
from {{ ref('seed__breakdown') }}
union all
select distinct c.breakdown_id, c.breakdown_id, c.breakdown_id, cast(null as varchar)
from {{ ref('staging__category') }} as c
where c.breakdown_id not in (select b.breakdown_id from {{ ref('seed__breakdown') }} as b)
