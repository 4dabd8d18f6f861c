{{ config(materialized="table") }}

-- Every cover of a period by figures of its series: those of one grain that lie in it, and a mixture of grains that
-- covers it. One row for the whole and for each of its parts. What counts so far ("t/m Q2") is a whole and no part.
with whole as (
    select f.figure_number, f.series_number, f.period_id, s.over_time as additivity
    from {{ ref('quality__checked_figure') }} as f
    inner join {{ ref('quality__series') }} as s on f.series_number = s.series_number
    where f.is_served and s.over_time in ('sum', 'distinct', 'mean')
),

pair as (
    select
        w.figure_number as whole_number,
        w.additivity,
        i.whole_grain,
        i.whole_days,
        p.figure_number,
        i.period_id,
        i.grain,
        i.start_date,
        i.end_date,
        i.days
    from whole as w
    inner join {{ ref('quality__period_within') }} as i on w.period_id = i.whole_period_id
    inner join {{ ref('quality__checked_figure') }} as p
        on w.series_number = p.series_number and i.period_id = p.period_id and p.is_served and not p.is_cumulative
),

by_grain as (
    select
        whole_number,
        additivity,
        whole_grain,
        whole_days,
        grain,
        count(*) as parts,
        cast(sum(days) as bigint) as covered_days
    from pair
    group by whole_number, additivity, whole_grain, whole_days, grain
),

-- Where the coarsest parts leave days uncovered, finer ones beside them may cover these: two quarters and a half-year
-- make a year. The calendar's own parts are tried first, and all parts where these cover nothing.
patchy as (
    select whole_number, 'calendar' as tried
    from by_grain
    where grain in ('month', 'quarter', 'half_year')
    group by whole_number, whole_days
    having count(*) > 1 and max_by(covered_days, {{ grain_rank("grain") }}) < whole_days
    union all
    select whole_number, 'all'
    from by_grain
    group by whole_number, whole_days
    having
        count(*) > 1
        and max(case when grain not in ('month', 'quarter', 'half_year') then 1 end) = 1
        and max(case when grain <> 'interval' and covered_days = whole_days then 1 end) is null
    union all
    -- Intervals are of any length, so that they may lie in each other, or overlap.
    select whole_number, 'interval' from by_grain where grain = 'interval' and parts >= 2
),

patch as (
    select p.*, w.tried
    from pair as p
    inner join patchy as w
        on
            p.whole_number = w.whole_number
            and case w.tried
                when 'calendar' then p.grain in ('month', 'quarter', 'half_year')
                when 'interval' then p.grain = 'interval'
                else true
            end
),

-- A printed part stands for those inside it.
contained as (
    select distinct p.whole_number, p.tried, i.period_id
    from patch as p
    inner join {{ ref('quality__period_within') }} as i on p.period_id = i.whole_period_id
),

outermost as (
    select p.*
    from patch as p
    left join contained as c
        on p.whole_number = c.whole_number and p.tried = c.tried and p.period_id = c.period_id
    where c.period_id is null
),

-- As many days as the whole has, none of them twice.
neighbour as (
    select
        *,
        sum(days) over (partition by whole_number, tried) as covered_days,
        lag(end_date) over (partition by whole_number, tried order by start_date, end_date) as previous_end_date
    from outermost
),

fitting as (
    select whole_number, additivity, tried
    from neighbour
    where covered_days = whole_days
    group by whole_number, additivity, tried
    having
        max(case when start_date <= previous_end_date then 1 else 0 end) = 0
        and count(*) > 1
        and (tried = 'interval' or min(grain) <> max(grain))
),

mixed as (
    select
        f.whole_number,
        f.additivity,
        f.tried,
        case when f.tried = 'interval' then 'interval' else 'mixed' end as parts_are
    from fitting as f
    left join fitting as c on f.whole_number = c.whole_number and c.tried = 'calendar'
    where f.tried <> 'all' or c.whole_number is null
),

cover as (
    select
        whole_number,
        additivity,
        grain as parts_are,
        case
            when covered_days <> whole_days
                then concat_ws(
                    '', 'only ', cast(parts as string), ' figures by ',
                    replace(replace(grain, 'half_year', 'half-year'), '_', ' '), ' are printed'
                )
        end as gap
    from by_grain
    -- Any parts of an interval are looked at only where they cover it, and so are weeks: nobody meant others to.
    where
        parts >= 2
        and grain <> 'interval'
        and (covered_days = whole_days or whole_grain <> 'interval' and grain <> 'week')
)

select whole_number, parts_are, additivity, 'whole' as member, whole_number as figure_number, gap
from cover
union all
select c.whole_number, c.parts_are, c.additivity, 'part', p.figure_number, c.gap
from cover as c
inner join pair as p on c.whole_number = p.whole_number and c.parts_are = p.grain
union all
select whole_number, parts_are, additivity, 'whole', whole_number, null
from mixed
union all
select m.whole_number, m.parts_are, m.additivity, 'part', p.figure_number, null
from mixed as m
inner join outermost as p on m.whole_number = p.whole_number and m.tried = p.tried
