{{ config(materialized="table") }}

-- What an area would have had before it was there: the sum of the areas that it was made of, where the metric adds up
-- over areas, and of one that was renamed the same. One row for a series and period of which no report prints anything.
with recursive step as (
    select successor_area_id as area_id, area_id as part_area_id, change = 'renamed_to' as is_renamed, 0 as depth
    from {{ ref('core__area_change') }}
    where change <> 'split_into'
    {{ union_in_recursion() }}
    select s.area_id, c.area_id, s.is_renamed and c.change = 'renamed_to', s.depth + 1
    from step as s
    inner join {{ ref('core__area_change') }} as c on s.part_area_id = c.successor_area_id
    where c.change <> 'split_into' and s.depth < {{ deepest() }}
),

made_of as (
    select distinct area_id, part_area_id, is_renamed from step
),

made_of_any as (
    select distinct part_area_id from made_of
),

-- Exact numbers of what came about, in the metric's own unit. What counts so far is of no period of its own.
exact as (
    select
        s.organisation_id,
        s.metric_id,
        s.area_id,
        s.breakdown_id,
        s.category_id,
        f.series_number,
        f.report_id,
        f.period_id,
        f.grain,
        f.start_date,
        f.end_date,
        f.value,
        v.series_break_id,
        v.has_waived_finding
    from {{ ref('quality__series') }} as s
    inner join made_of_any as m on s.area_id = m.part_area_id
    inner join {{ ref('quality__checked_figure') }} as f on s.series_number = f.series_number
    inner join {{ ref('core__metric') }} as u on s.metric_id = u.metric_id and f.unit = u.unit
    inner join {{ ref('core__served_figure') }} as v on f.figure_id = v.figure_id
    where
        f.is_served
        and f.value is not null
        and f.qualifier = 'exact'
        and s.kind = 'realised'
        and not f.is_cumulative
        and f.compared_with_period_id is null
        and f.grain in ('month', 'quarter', 'four_months', 'half_year', 'year')
),

-- Of every successor the areas that were there in a period instead of it.
period as (
    select distinct m.area_id, e.period_id, e.start_date, e.end_date
    from made_of as m
    inner join exact as e on m.part_area_id = e.area_id
    inner join {{ ref('core__area') }} as a on m.area_id = a.area_id
    where not {{ is_there_in("a", "e") }}
),

part as (
    select
        p.area_id,
        p.period_id,
        m.part_area_id,
        m.is_renamed,
        {{ is_there_in("a", "p") }} as is_there,
        {{ is_there_throughout("a", "p") }} as is_there_throughout
    from period as p
    inner join made_of as m on p.area_id = m.area_id
    inner join {{ ref('core__area') }} as a on m.part_area_id = a.area_id
),

contained as (
    select p.area_id, p.period_id, b.part_area_id
    from part as p
    inner join made_of as b on p.part_area_id = b.area_id
    where p.is_there_throughout
),

-- An area that nothing is made of must be there, or be in one that is.
missing as (
    select l.area_id, l.period_id
    from part as l
    left join made_of as inner_part on l.part_area_id = inner_part.area_id
    left join contained as c
        on l.area_id = c.area_id and l.period_id = c.period_id and l.part_area_id = c.part_area_id
    where inner_part.area_id is null and not l.is_there and c.area_id is null
    union
    select area_id, period_id from part where is_there and not is_there_throughout
),

needed as (
    select p.area_id, p.period_id, count(distinct p.part_area_id) as parts, bool_and(p.is_renamed) as is_renamed
    from part as p
    left join missing as n on p.area_id = n.area_id and p.period_id = n.period_id
    where p.is_there_throughout and n.area_id is null
    group by p.area_id, p.period_id
),

restated as (
    select distinct f.series_number, f.period_id
    from {{ ref('core__restatement') }} as r
    inner join {{ ref('quality__checked_figure') }} as f on r.figure_key = f.figure_key and f.is_served
),

whole as (
    select
        s.series_number,
        e.period_id,
        e.grain,
        e.start_date,
        e.end_date,
        cast(sum(e.value) as decimal(18, 4)) as value,
        {{ joined("e.metric_id || ' in ' || e.period_id || ' of area ' || e.area_id", " + ", "e.area_id") }} as formula,
        max(e.series_break_id) as series_break_id,
        bool_or(e.has_waived_finding) as has_waived_finding
    from {{ ref('quality__series') }} as s
    inner join needed as n on s.area_id = n.area_id
    inner join part as p on n.area_id = p.area_id and n.period_id = p.period_id and p.is_there_throughout
    inner join exact as e
        on
            p.part_area_id = e.area_id
            and n.period_id = e.period_id
            and s.organisation_id = e.organisation_id
            and s.metric_id = e.metric_id
            and s.breakdown_id is not distinct from e.breakdown_id
            and s.category_id is not distinct from e.category_id
    left join restated as r on e.series_number = r.series_number and e.period_id = r.period_id
    where s.kind = 'realised' and (s.over_areas = 'sum' or n.is_renamed and n.parts = 1)
    group by s.series_number, e.period_id, e.grain, e.start_date, e.end_date, n.parts
    having
        count(*) = n.parts
        -- Where a later report says another number, all parts must be from one report.
        and (count(r.series_number) = 0 or min(e.report_id) = max(e.report_id))
)

select w.*
from whole as w
inner join {{ ref('quality__series') }} as s on w.series_number = s.series_number
left join {{ ref('quality__checked_figure') }} as f
    on
        w.series_number = f.series_number
        and w.period_id = f.period_id
        and f.is_served
        and f.compared_with_period_id is null
left join {{ ref('core__series_break') }} as b
    on
        s.organisation_id = b.organisation_id
        and s.metric_id = b.metric_id
        and w.start_date < b.starts_on
        and w.end_date >= b.starts_on
where f.series_number is null and b.metric_id is null
