{{ config(materialized="table") }}

-- What others may add up: exact numbers in the metric's own unit. What the rest add up to nobody knows.
with marked as (
    -- Few figures have either: what is joined to every figure is better small.
    select figure_id, series_break_id, has_waived_finding
    from {{ ref('core__served_figure') }}
    where series_break_id is not null or has_waived_finding
)

select
    f.series_number,
    f.period_id,
    f.grain,
    f.start_date,
    f.end_date,
    f.value,
    s.series_break_id,
    coalesce(s.has_waived_finding, false) as has_waived_finding,
    f.report_id
from {{ ref('quality__checked_figure') }} as f
inner join {{ ref('quality__series') }} as n on f.series_number = n.series_number
inner join {{ ref('core__metric') }} as m on n.metric_id = m.metric_id and f.unit = m.unit
left join marked as s on f.figure_id = s.figure_id
where
    f.is_served
    and n.kind = 'realised'
    and f.value is not null
    and f.qualifier = 'exact'
    and f.compared_with_period_id is null
    -- What counts from the start of the year is no part of it.
    and not coalesce(f.is_cumulative, false)
    and f.grain in ('month', 'quarter', 'four_months', 'half_year', 'year')
