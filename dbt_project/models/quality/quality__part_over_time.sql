{{ config(materialized="table") }}

-- Every cover of a period by figures of its series: those of one finer grain that lie in it, and a mixture of grains
-- that covers it. One row for the whole and for each of its parts.
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
        i.days
    from whole as w
    inner join {{ ref('quality__period_within') }} as i on w.period_id = i.whole_period_id
    inner join {{ ref('quality__checked_figure') }} as p
        on w.series_number = p.series_number and i.period_id = p.period_id and p.is_served
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
-- make a year.
patchy as (
    select whole_number
    from by_grain
    group by whole_number, whole_days
    having count(*) > 1 and max_by(covered_days, {{ grain_rank("grain") }}) < whole_days
),

patch as (
    select p.*
    from pair as p
    inner join patchy as w on p.whole_number = w.whole_number
),

-- A printed part stands for those inside it.
contained as (
    select distinct p.whole_number, i.period_id
    from patch as p
    inner join {{ ref('quality__period_within') }} as i on p.period_id = i.whole_period_id
),

outermost as (
    select p.*
    from patch as p
    left join contained as c on p.whole_number = c.whole_number and p.period_id = c.period_id
    where c.period_id is null
),

mixed as (
    select whole_number, additivity
    from outermost
    group by whole_number, additivity, whole_days
    having min(grain) <> max(grain) and sum(days) = whole_days
),

cover as (
    select
        whole_number,
        additivity,
        grain as parts_are,
        case
            when covered_days <> whole_days
                then concat(
                    'only ', cast(parts as varchar), ' figures by ', replace(grain, '_', '-'), ' are printed'
                )
        end as gap
    from by_grain
    -- Any parts of an interval are looked at only where they cover it: nobody meant others to.
    where parts >= 2 and (whole_grain <> 'interval' or covered_days = whole_days)
)

select whole_number, parts_are, additivity, 'whole' as member, whole_number as figure_number, gap
from cover
union all
select c.whole_number, c.parts_are, c.additivity, 'part', p.figure_number, c.gap
from cover as c
inner join pair as p on c.whole_number = p.whole_number and c.parts_are = p.grain
union all
select whole_number, 'mixed', additivity, 'whole', whole_number, null
from mixed
union all
select m.whole_number, 'mixed', m.additivity, 'part', p.figure_number, null
from mixed as m
inner join outermost as p on m.whole_number = p.whole_number
