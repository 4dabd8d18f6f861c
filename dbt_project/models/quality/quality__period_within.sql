{{ config(materialized="table") }}

-- Every period with the shorter ones that lie in it to the day. Days are measured, and are no parts.
select
    w.period_id as whole_period_id,
    w.grain as whole_grain,
    w.days as whole_days,
    p.period_id,
    p.grain,
    p.start_date,
    p.end_date,
    p.days,
    w.start_date = p.start_date as is_first,
    w.end_date = p.end_date as is_last
from {{ ref('core__period') }} as w
inner join {{ ref('core__period') }} as p
    on w.start_date <= p.start_date and w.end_date >= p.end_date and w.days > p.days
where p.grain <> 'instant'
