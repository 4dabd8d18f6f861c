-- What a table promises against what it prints: every team of the city.
with figure as (
    select * from {{ ref('quality__checked_figure') }} where not is_key_figures
),

covered as (
    -- The teams that a table's rows speak for, in each of its periods.
    select distinct
        f.organisation_id, f.report_id, f.table_id, f.metric_id, f.period_id, l.leaf_area_id, f.area_id
    from figure as f
    inner join {{ ref('quality__area_leaf') }} as l
        on f.organisation_id = l.organisation_id and f.area_id = l.area_id
    inner join {{ ref('core__area') }} as a on f.area_id = a.area_id
    where a.kind <> 'city' and f.breakdown_id is null
),

-- A city of which no team is said to be a part has none that a table could leave out.
city_team as (
    select o.organisation_id, l.leaf_area_id
    from {{ ref('core__organisation') }} as o
    inner join {{ ref('quality__area_leaf') }} as l
        on o.organisation_id = l.organisation_id and o.area_id = l.area_id
    where o.area_id <> l.leaf_area_id
),

city as (
    select organisation_id, cast(count(*) as decimal(18, 4)) as teams
    from city_team
    group by organisation_id
),

printed as (
    select
        f.organisation_id, f.report_id, f.table_id, f.metric_id, f.period_id,
        concat(f.organisation_id, ':', f.metric_id, ':', f.period_id, '@', f.report_id, '/', f.table_id) as scope,
        cast(count(distinct f.leaf_area_id) as decimal(18, 4)) as teams,
        cast(count(distinct t.leaf_area_id) as decimal(18, 4)) as city_teams
    from covered as f
    left join city_team as t on f.organisation_id = t.organisation_id and f.leaf_area_id = t.leaf_area_id
    group by f.organisation_id, f.report_id, f.table_id, f.metric_id, f.period_id
    having count(distinct f.area_id) >= 2
),

area_identity as (
    select
        concat('every_area_printed:', p.scope) as identity_id,
        p.city_teams as printed_teams,
        c.teams as all_teams
    from printed as p
    inner join city as c on p.organisation_id = c.organisation_id
    union all
    -- Teams that nobody said to be in the city: no sum over areas counts them.
    select concat('every_area_printed:', scope, ':outside'), city_teams, teams
    from printed
    where city_teams < teams
)

select {{ constant_term("identity_id", "every_area_printed", "=", "left", "printed_teams") }}
from area_identity
union all
select {{ constant_term("identity_id", "every_area_printed", "=", "right", "all_teams") }}
from area_identity
