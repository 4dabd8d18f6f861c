-- The teams that make up an area, to the last branch: what a sum over areas must cover.
with recursive member as (
    select o.organisation_id, m.area_id, m.member_area_id
    from {{ ref('core__organisation') }} as o
    inner join {{ ref('core__area_member') }} as m
        on m.organisation_id is null or o.organisation_id = m.organisation_id
),

below as (
    select organisation_id, area_id, member_area_id from member
    union
    select b.organisation_id, b.area_id, m.member_area_id
    from below as b
    inner join member as m on b.organisation_id = m.organisation_id and b.member_area_id = m.area_id
)

select organisation_id, area_id, member_area_id as leaf_area_id
from below as b
where not exists (
    select 1 from member as m where b.organisation_id = m.organisation_id and b.member_area_id = m.area_id
)
union
-- A team is its own and only leaf.
select o.organisation_id, a.area_id, a.area_id
from {{ ref('core__organisation') }} as o
cross join {{ ref('core__area') }} as a
where not exists (
    select 1 from member as m where o.organisation_id = m.organisation_id and a.area_id = m.area_id
)
