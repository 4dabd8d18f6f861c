{{ config(materialized="table") }}

-- Every cover of an area by figures of the areas that make it up: teams alone, and groups where they are printed. One
-- row for the whole and for each of its parts. The areas are those of the period.
with leaf_count as (
    select
        organisation_id,
        area_id,
        count(*) as leaves,
        count(valid_from) + count(valid_until) > 0 as changes
    from {{ ref('quality__area_leaf') }}
    group by organisation_id, area_id
),

-- Of areas that change, the periods that figures are about.
changing as (
    select distinct s.organisation_id, s.area_id, f.period_id, f.start_date, f.end_date
    from leaf_count as n
    inner join {{ ref('quality__series') }} as s on n.organisation_id = s.organisation_id and n.area_id = s.area_id
    inner join {{ ref('quality__checked_figure') }} as f on s.series_number = f.series_number and f.is_served
    where n.changes
),

leaf_count_then as (
    select
        c.organisation_id,
        c.area_id,
        c.period_id,
        count(case when {{ is_there_in("l", "c") }} then 1 end) as leaves,
        {% set change -%}
            case
                when {{ is_there_in("l", "c") }} and l.valid_until < c.end_date
                    then concat_ws('', l.leaf_area_id, ' until ', cast(l.valid_until as string))
                when {{ is_there_in("l", "c") }} and l.valid_from > c.start_date
                    then concat_ws('', l.leaf_area_id, ' from ', cast(l.valid_from as string))
            end
        {%- endset -%}
        {{ joined(change, ", ", "l.valid_until asc nulls last, l.leaf_area_id asc") }} as changed
    from changing as c
    inner join {{ ref('quality__area_leaf') }} as l on c.organisation_id = l.organisation_id and c.area_id = l.area_id
    group by c.organisation_id, c.area_id, c.period_id
),

inside as (
    -- Area `part` lies wholly inside area `whole`.
    select
        w.organisation_id,
        w.area_id as whole_area_id,
        p.area_id as part_area_id,
        n.leaves as part_leaves
    from {{ ref('quality__area_leaf') }} as w
    inner join {{ ref('quality__area_leaf') }} as p
        on
            w.organisation_id = p.organisation_id
            and w.leaf_area_id = p.leaf_area_id
            and w.area_id <> p.area_id
    inner join leaf_count as n on p.organisation_id = n.organisation_id and p.area_id = n.area_id
    group by w.organisation_id, w.area_id, p.area_id, n.leaves
    having count(*) = n.leaves
),

-- The same said of series: the whole city's, and those of its parts.
series_inside as (
    select
        w.series_number as whole_series_number,
        w.organisation_id,
        i.whole_area_id,
        i.part_area_id,
        w.over_areas as additivity,
        n.leaves as whole_leaves,
        p.series_number,
        i.part_leaves
    from {{ ref('quality__series') }} as w
    inner join inside as i on w.organisation_id = i.organisation_id and w.area_id = i.whole_area_id
    inner join leaf_count as n on w.organisation_id = n.organisation_id and w.area_id = n.area_id
    inner join {{ ref('quality__series') }} as p
        on
            w.organisation_id = p.organisation_id
            and w.metric_id = p.metric_id
            and w.breakdown_id is not distinct from p.breakdown_id
            and w.category_id is not distinct from p.category_id
            and w.kind is not distinct from p.kind
            and i.part_area_id = p.area_id
    where w.over_areas in ('sum', 'overlap', 'distinct', 'mean')
),

pair as (
    select
        w.figure_number as whole_number,
        i.additivity,
        coalesce(wt.leaves, i.whole_leaves) as whole_leaves,
        wt.changed,
        case when pt.leaves = 0 then concat_ws('', i.part_area_id, ' in ', p.period_id) end as not_there,
        p.figure_number,
        p.series_number,
        i.part_leaves > 1 as is_group,
        coalesce(pt.leaves, i.part_leaves) as part_leaves
    from series_inside as i
    inner join {{ ref('quality__checked_figure') }} as w on i.whole_series_number = w.series_number and w.is_served
    inner join {{ ref('quality__checked_figure') }} as p
        on i.series_number = p.series_number and w.period_id = p.period_id and p.is_served
    left join leaf_count_then as wt
        on
            i.organisation_id = wt.organisation_id
            and i.whole_area_id = wt.area_id
            and w.period_id = wt.period_id
    left join leaf_count_then as pt
        on
            i.organisation_id = pt.organisation_id
            and i.part_area_id = pt.area_id
            and p.period_id = pt.period_id
    -- Where an area is not there, a report can print that it has nothing.
    where pt.leaves is null or pt.leaves > 0 or not (p.counts_as = 'nothing' or coalesce(p.value, 1) = 0)
),

with_groups as (
    select distinct whole_number from pair where is_group
),

beside_groups as (
    select p.*
    from pair as p
    inner join with_groups as g on p.whole_number = g.whole_number
),

contained as (
    -- Parts that a printed group inside the whole already contains.
    select distinct g.whole_number, i.series_number
    from beside_groups as g
    inner join series_inside as i on g.series_number = i.whole_series_number
),

part as (
    select
        whole_number, additivity, whole_leaves, changed, not_there, figure_number, part_leaves,
        'teams' as parts_are
    from pair
    where not is_group
    union all
    select
        p.whole_number, p.additivity, p.whole_leaves, p.changed, p.not_there, p.figure_number, p.part_leaves,
        'groups'
    from beside_groups as p
    left join contained as c on p.whole_number = c.whole_number and p.series_number = c.series_number
    where c.series_number is null
),

covered_by_groups as (
    select distinct whole_number from part where parts_are = 'groups'
),

cover as (
    select
        c.whole_number,
        c.parts_are,
        c.additivity,
        case
            when c.changed is not null then {{ changed_areas("c.changed") }}
            when c.not_there is not null
                then concat_ws('', 'a number is printed of an area that is not there then: ', c.not_there)
            when c.covered_leaves <> c.whole_leaves
                then concat_ws(
                    '', 'the printed areas hold ', cast(c.covered_leaves as string),
                    ' teams of ', cast(c.whole_leaves as string)
                )
        end as gap
    from (
        select
            whole_number,
            parts_are,
            additivity,
            whole_leaves,
            max(changed) as changed,
            min(not_there) as not_there,
            cast(sum(part_leaves) as bigint) as covered_leaves,
            count(*) as parts
        from part
        group by whole_number, parts_are, additivity, whole_leaves
    ) as c
    left join covered_by_groups as g on c.whole_number = g.whole_number
    -- Where groups are printed in the place of teams, the teams alone cannot cover the whole and nobody meant
    -- them to.
    where
        c.parts >= 2
        and (c.parts_are = 'groups' or g.whole_number is null or c.covered_leaves = c.whole_leaves)
)

select whole_number, parts_are, additivity, 'whole' as member, whole_number as figure_number, gap
from cover
union all
select c.whole_number, c.parts_are, c.additivity, 'part', p.figure_number, c.gap
from cover as c
inner join part as p on c.whole_number = p.whole_number and c.parts_are = p.parts_are
