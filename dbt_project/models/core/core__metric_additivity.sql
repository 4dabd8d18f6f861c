-- How each metric adds up for each organisation: the metric's own rule unless an exception says otherwise.
select
    m.metric_id,
    o.organisation_id,
    coalesce(e.over_time, m.over_time) as over_time,
    coalesce(e.over_areas, m.over_areas) as over_areas,
    coalesce(e.over_categories, m.over_categories) as over_categories,
    e.reason as exception_reason
from {{ ref('core__metric') }} as m
cross join {{ ref('core__organisation') }} as o
left join {{ ref('seed__metric_exception') }} as e
    on m.metric_id = e.metric_id and o.organisation_id = e.organisation_id
