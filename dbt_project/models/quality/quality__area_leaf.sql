{{ config(materialized="table") }}

-- The teams that make up each area that figures of an organisation are about, to the last branch, with the days on
-- which they are there: what a sum over areas must cover.
with recursive area as (
    select distinct organisation_id, area_id from {{ ref('quality__series') }}
    union
    select organisation_id, area_id from {{ ref('core__organisation') }}
),

step as (
    select organisation_id, area_id, area_id as member_area_id, 0 as depth from area
    {{ union_in_recursion() }}
    select s.organisation_id, s.area_id, m.member_area_id, s.depth + 1
    from step as s
    inner join {{ ref('core__area_member') }} as m
        on s.member_area_id = m.area_id and (m.organisation_id is null or s.organisation_id = m.organisation_id)
    where s.depth < {{ deepest() }}
),

below as (
    select distinct organisation_id, area_id, member_area_id from step
),

has_members as (
    select distinct b.organisation_id, b.member_area_id
    from below as b
    inner join {{ ref('core__area_member') }} as m on b.member_area_id = m.area_id
    where m.organisation_id is null or b.organisation_id = m.organisation_id
)

-- A team is its own and only leaf.
select b.organisation_id, b.area_id, b.member_area_id as leaf_area_id, a.valid_from, a.valid_until
from below as b
left join {{ ref('core__area') }} as a on b.member_area_id = a.area_id
left join has_members as h on b.organisation_id = h.organisation_id and b.member_area_id = h.member_area_id
where h.member_area_id is null
