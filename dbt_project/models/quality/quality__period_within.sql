{{ config(materialized="table") }}

-- Every period with the calendar periods of a finer grain that lie in it.
select
    w.period_id as whole_period_id,
    w.grain as whole_grain,
    w.days as whole_days,
    p.period_id,
    p.grain,
    p.days,
    w.start_date = p.start_date as is_first,
    w.end_date = p.end_date as is_last
from {{ ref('core__period') }} as w
inner join {{ ref('core__period') }} as p
    on
        w.start_date <= p.start_date
        and w.end_date >= p.end_date
        and (
            {{ grain_rank("w.grain") }} > {{ grain_rank("p.grain") }}
            or w.grain = 'interval' and {{ grain_rank("p.grain") }} >= 1
        )
