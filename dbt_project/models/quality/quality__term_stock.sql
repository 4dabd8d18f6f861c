-- What runs in a period is what was open when it began and what began in it.
with figure as (select * from {{ ref('quality__checked_figure') }} where is_served),

running as (
    select f.*, m.inflow_metric_id, m.outflow_metric_id
    from figure as f
    inner join {{ ref('core__metric') }} as m on f.metric_id = m.metric_id
    where m.inflow_metric_id is not null
),

-- Of every running figure, what came in and what went out in the same area and period.
{% for name, flow in [("started", "inflow"), ("closed", "outflow")] -%}
{{ name }} as (
    select r.figure_id as running_figure_id, f.*
    from running as r
    inner join figure as f
        on
            r.organisation_id = f.organisation_id
            and r.{{ flow }}_metric_id = f.metric_id
            and r.area_id = f.area_id
            and coalesce(r.breakdown_id, '') = coalesce(f.breakdown_id, '')
            and coalesce(r.category_id, '') = coalesce(f.category_id, '')
            and r.period_id = f.period_id
),

{% endfor -%}
following as (
    -- running(next) = running(now) - closed(now) + started(next)
    select
        concat('stock_over_time:', later.figure_key) as identity_id,
        now.figure_id as now_figure_id,
        later.figure_id as later_figure_id
    from running as now
    inner join running as later
        on
            now.series_key = later.series_key
            and now.grain = later.grain
            and later.start_date = now.end_date + 1
    where
        now.figure_id in (select c.running_figure_id from closed as c)
        and later.figure_id in (select s.running_figure_id from started as s)
),

within as (
    -- running(period) = running(first part) - started(first part) + started(period)
    select
        concat('stock_in_period:', p.figure_key, '/', f.grain) as identity_id,
        p.figure_id as period_figure_id,
        f.figure_id as first_figure_id
    from running as p
    inner join running as f
        on
            p.series_key = f.series_key
            and p.start_date = f.start_date
            and {{ grain_rank("p.grain") }} > {{ grain_rank("f.grain") }}
    where
        p.figure_id in (select s.running_figure_id from started as s)
        and f.figure_id in (select s.running_figure_id from started as s)
),

left_at_end as (
    -- running(period) = running(last part) - closed(last part) + closed(period)
    select
        concat('stock_in_period:', p.figure_key, '/', l.grain, ':end') as identity_id,
        p.figure_id as period_figure_id,
        l.figure_id as last_figure_id
    from running as p
    inner join running as l
        on
            p.series_key = l.series_key
            and p.end_date = l.end_date
            and {{ grain_rank("p.grain") }} > {{ grain_rank("l.grain") }}
    where
        p.figure_id in (select c.running_figure_id from closed as c)
        and l.figure_id in (select c.running_figure_id from closed as c)
)

select {{ term("i.identity_id", "stock_over_time", "=", "right", "f") }}
from following as i
inner join running as f on i.later_figure_id = f.figure_id
union all
select {{ term("i.identity_id", "stock_over_time", "=", "left", "f") }}
from following as i
inner join running as f on i.now_figure_id = f.figure_id
union all
select {{ term("i.identity_id", "stock_over_time", "=", "left", "f", coefficient=-1) }}
from following as i
inner join closed as f on i.now_figure_id = f.running_figure_id
union all
select {{ term("i.identity_id", "stock_over_time", "=", "left", "f") }}
from following as i
inner join started as f on i.later_figure_id = f.running_figure_id
union all
select {{ term("i.identity_id", "stock_in_period", "=", "right", "f") }}
from within as i
inner join running as f on i.period_figure_id = f.figure_id
union all
select {{ term("i.identity_id", "stock_in_period", "=", "left", "f") }}
from within as i
inner join running as f on i.first_figure_id = f.figure_id
union all
select {{ term("i.identity_id", "stock_in_period", "=", "left", "f", coefficient=-1) }}
from within as i
inner join started as f on i.first_figure_id = f.running_figure_id
union all
select {{ term("i.identity_id", "stock_in_period", "=", "left", "f") }}
from within as i
inner join started as f on i.period_figure_id = f.running_figure_id
union all
select {{ term("i.identity_id", "stock_in_period", "=", "right", "f") }}
from left_at_end as i
inner join running as f on i.period_figure_id = f.figure_id
union all
select {{ term("i.identity_id", "stock_in_period", "=", "left", "f") }}
from left_at_end as i
inner join running as f on i.last_figure_id = f.figure_id
union all
select {{ term("i.identity_id", "stock_in_period", "=", "left", "f", coefficient=-1) }}
from left_at_end as i
inner join closed as f on i.last_figure_id = f.running_figure_id
union all
select {{ term("i.identity_id", "stock_in_period", "=", "left", "f") }}
from left_at_end as i
inner join closed as f on i.period_figure_id = f.running_figure_id
