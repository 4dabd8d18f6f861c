-- Every figure of an area with the figures of the areas that make it up: teams alone, and groups where they
-- are printed.
with leaf_count as (
    select organisation_id, area_id, count(*) as leaves
    from {{ ref('quality__area_leaf') }}
    group by organisation_id, area_id
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

pair as (
    select
        {{ figure_columns("w", "whole") }},
        {{ figure_columns("p", "part") }},
        w.over_areas as additivity,
        w.organisation_id,
        p.area_id as part_area_id,
        i.part_leaves,
        n.leaves as whole_leaves
    from {{ ref('quality__checked_figure') }} as w
    inner join inside as i on w.organisation_id = i.organisation_id and w.area_id = i.whole_area_id
    inner join {{ ref('quality__checked_figure') }} as p
        on
            w.organisation_id = p.organisation_id
            and w.metric_id = p.metric_id
            and w.period_id = p.period_id
            and coalesce(w.breakdown_id, '') = coalesce(p.breakdown_id, '')
            and coalesce(w.category_id, '') = coalesce(p.category_id, '')
            and i.part_area_id = p.area_id
            and p.is_served
    inner join leaf_count as n on w.organisation_id = n.organisation_id and w.area_id = n.area_id
    where w.is_served
),

contained as (
    -- Parts that a printed group inside the whole already contains.
    select distinct p.whole_figure_id, p.part_figure_id
    from pair as p
    inner join pair as g on p.whole_figure_id = g.whole_figure_id
    inner join inside as i
        on
            g.organisation_id = i.organisation_id
            and g.part_area_id = i.whole_area_id
            and p.part_area_id = i.part_area_id
),

outermost as (
    select p.*
    from pair as p
    left join contained as c on p.whole_figure_id = c.whole_figure_id and p.part_figure_id = c.part_figure_id
    where c.part_figure_id is null
),

part as (
    select *, 'teams' as parts_are from pair where part_leaves = 1
    union all
    select o.*, 'groups' as parts_are
    from outermost as o
    where o.whole_figure_id in (select g.whole_figure_id from pair as g where g.part_leaves > 1)
),

cover as (
    select
        *,
        cast(sum(part_leaves) over (partition by whole_figure_id, parts_are) as bigint) as covered_leaves,
        count(*) over (partition by whole_figure_id, parts_are) as parts,
        max(case when parts_are = 'groups' then 1 else 0 end)
            over (partition by whole_figure_id) as has_groups
    from part
)

select
    *,
    concat(whole_figure_key, '/', parts_are) as parts_id,
    case
        when covered_leaves <> whole_leaves
            then concat(
                'the printed areas hold ', cast(covered_leaves as varchar),
                ' teams of ', cast(whole_leaves as varchar)
            )
    end as gap
from cover
-- Where groups are printed in the place of teams, the teams alone cannot cover the whole and nobody meant
-- them to.
where parts >= 2 and not (parts_are = 'teams' and has_groups = 1 and covered_leaves <> whole_leaves)
