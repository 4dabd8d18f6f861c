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

printed as (
    select
        organisation_id, report_id, table_id, metric_id, period_id,
        cast(count(distinct leaf_area_id) as decimal(18, 4)) as teams
    from covered
    group by organisation_id, report_id, table_id, metric_id, period_id
    having count(distinct area_id) >= 2
),

city as (
    select o.organisation_id, cast(count(*) as decimal(18, 4)) as teams
    from {{ ref('core__organisation') }} as o
    inner join {{ ref('quality__area_leaf') }} as l
        on o.organisation_id = l.organisation_id and o.area_id = l.area_id
    group by o.organisation_id
),

area_identity as (
    select
        concat(
            'every_area_printed:', p.organisation_id, ':', p.metric_id, ':', p.period_id,
            '@', p.report_id, '/', p.table_id
        ) as identity_id,
        p.teams as printed_teams,
        c.teams as all_teams
    from printed as p
    inner join city as c on p.organisation_id = c.organisation_id
)

select {{ constant_term("identity_id", "every_area_printed", "=", "left", "printed_teams") }}
from area_identity
union all
select {{ constant_term("identity_id", "every_area_printed", "=", "right", "all_teams") }}
from area_identity
