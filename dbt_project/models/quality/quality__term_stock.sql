-- What runs in a period is what was open when it began and what began in it.
with figure as (select * from {{ ref('quality__checked_figure') }} where is_served),

running as (
    select f.*, s.inflow_series_number, s.outflow_series_number
    from figure as f
    inner join {{ ref('quality__flow_series') }} as s on f.series_number = s.series_number
),

-- Beside every running figure what came in and what went out in its period.
flowing as (
    select
        r.figure_number,
        r.series_number,
        r.grain,
        {{ grain_rank("r.grain") }} as grain_rank,
        r.start_date,
        r.end_date,
        i.figure_number as started_number,
        o.figure_number as closed_number
    from running as r
    left join figure as i on r.inflow_series_number = i.series_number and r.period_id = i.period_id
    left join figure as o on r.outflow_series_number = o.series_number and r.period_id = o.period_id
),

identity as (
    -- running(next) = running(now) - closed(now) + started(next)
    select
        'stock_over_time' as rule_id,
        later.figure_number as about_number,
        '' as about,
        earlier.figure_number as opened_with,
        earlier.closed_number as taken_off,
        later.started_number as added
    from flowing as earlier
    inner join flowing as later
        on
            earlier.series_number = later.series_number
            and earlier.grain = later.grain
            and later.start_date = earlier.end_date + 1
    where earlier.closed_number is not null and later.started_number is not null
    union all
    -- running(period) = running(first part) - started(first part) + started(period)
    select
        'stock_in_period', p.figure_number, '/' || f.grain, f.figure_number, f.started_number, p.started_number
    from flowing as p
    inner join flowing as f
        on p.series_number = f.series_number and p.start_date = f.start_date and p.grain_rank > f.grain_rank
    where p.started_number is not null and f.started_number is not null
    union all
    -- running(period) = running(last part) - closed(last part) + closed(period)
    select
        'stock_in_period', p.figure_number, concat_ws('', '/', l.grain, ':end'), l.figure_number, l.closed_number,
        p.closed_number
    from flowing as p
    inner join flowing as l
        on p.series_number = l.series_number and p.end_date = l.end_date and p.grain_rank > l.grain_rank
    where p.closed_number is not null and l.closed_number is not null
)

{% set terms = [
    ("right", 1, "about_number"),
    ("left", 1, "opened_with"),
    ("left", -1, "taken_off"),
    ("left", 1, "added"),
] -%}
{% for rule in ["stock_over_time", "stock_in_period"] -%}
{% set rule_loop = loop -%}
{% for side, coefficient, number in terms -%}
select {{ term((rule, "i.about_number", "i.about"), "=", side, "i." ~ number, coefficient=coefficient) }}
from identity as i
where i.rule_id = '{{ rule }}'
{% if not (loop.last and rule_loop.last) %}union all{% endif %}
{% endfor -%}
{% endfor %}
