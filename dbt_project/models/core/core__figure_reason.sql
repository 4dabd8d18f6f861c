-- Why figures are what they are, as reports explain them: a reason is about the figure that is served of what it names,
-- whichever edition that is, and whatever it is compared with.
select
    f.figure_id,
    f.figure_key,
    q.reason_id,
    q.report_id,
    f.organisation_id,
    f.metric_id,
    f.area_id,
    f.breakdown_id,
    f.category_id,
    f.period_id,
    q.reason,
    q.reason_nl,
    q.document_line
from {{ ref('staging__reason') }} as q
inner join {{ ref('core__figure') }} as f
    on
        q.organisation_id = f.organisation_id
        and q.metric_id = f.metric_id
        and q.area_id = f.area_id
        and q.period_id = f.period_id
        and q.breakdown_id is not distinct from f.breakdown_id
        and q.category_id is not distinct from f.category_id
where f.is_served and f.kind = 'realised'
