{{ config(materialized="table") }}

-- The cities that an area is in: a name means an area of the own city.
with recursive city as (
    select area_id from {{ ref('seed__area') }} where kind = 'city'
    union
    select area_id from {{ ref('seed__organisation') }}
    union
    select area_id from {{ source('raw', 'organisation') }}
),

below as (
    select area_id as city_area_id, area_id, 0 as depth from city
    {{ union_in_recursion() }}
    select b.city_area_id, m.member_area_id, b.depth + 1
    from below as b
    inner join {{ ref('seed__area_member') }} as m on b.area_id = m.area_id
    where b.depth < {{ deepest() }}
),

of_city as (
    select city_area_id, area_id from below
    union
    select city_area_id, area_id from {{ ref('seed__city_area') }}
),

-- A group of teams is in the city of its members, though the city does not consist of groups.
around as (
    select city_area_id, area_id, 0 as depth from of_city
    {{ union_in_recursion() }}
    select a.city_area_id, m.area_id, a.depth + 1
    from around as a
    inner join {{ ref('seed__area_member') }} as m on a.area_id = m.member_area_id
    where a.depth < {{ deepest() }}
),

-- Who is in the same country is in no city for that.
inside as (
    select distinct o.city_area_id, o.area_id
    from around as o
    inner join {{ ref('seed__area') }} as s on o.area_id = s.area_id
    where s.kind not in ('region', 'country')
),

-- What a report defines is in a city by what the report itself and the seeds say, whatever other reports there are.
above as (
    select report_id, area_id, area_id as above_area_id, 0 as depth from {{ source('raw', 'area') }}
    {{ union_in_recursion() }}
    select a.report_id, a.area_id, m.area_id, a.depth + 1
    from above as a
    inner join {{ source('raw', 'area_member') }} as m
        on a.report_id = m.report_id and a.above_area_id = m.member_area_id
    where a.depth < {{ deepest() }}
),

placed as (
    select a.report_id, a.area_id, coalesce(s.city_area_id, a.above_area_id) as city_area_id
    from above as a
    left join inside as s on a.above_area_id = s.area_id
),

city_of_report as (
    select r.report_id, o.area_id
    from {{ source('raw', 'report') }} as r
    inner join {{ source('raw', 'organisation') }} as o on r.organisation = o.organisation_id
    union
    select report_id, area_id from {{ source('raw', 'organisation') }}
)

select area_id, city_area_id, cast(null as string) as report_id
from around
where area_id in (select s.area_id from {{ ref('seed__area') }} as s)
union
select p.area_id, p.city_area_id, p.report_id
from placed as p
inner join city_of_report as c on p.report_id = c.report_id and p.city_area_id = c.area_id
union
select area_id, city_area_id, report_id
from placed
where city_area_id in (select o.area_id from {{ ref('seed__organisation') }} as o)
