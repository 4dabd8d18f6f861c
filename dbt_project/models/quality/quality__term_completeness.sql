-- What a table promises against what it prints: every team of the city.
with team as (
    -- A city of which no team is said to be a part has none that a table could leave out.
    select
        l.organisation_id,
        l.leaf_area_id,
        max(case when l.area_id = o.area_id and l.area_id <> l.leaf_area_id then 1 else 0 end) as is_in_city,
        {{ row_numbers() }} as team_number
    from {{ ref('quality__area_leaf') }} as l
    inner join {{ ref('core__organisation') }} as o on l.organisation_id = o.organisation_id
    group by l.organisation_id, l.leaf_area_id
),

city as (
    select organisation_id, cast(sum(is_in_city) as decimal(18, 4)) as teams
    from team
    group by organisation_id
    having sum(is_in_city) > 0
),

-- The teams that figures of a series speak for, and the metric, of one kind, by a number.
spoken_for as (
    select
        s.series_number,
        min(s.series_number) over (partition by s.organisation_id, s.metric_id, s.kind) as metric_number,
        t.team_number,
        t.is_in_city
    from {{ ref('quality__series') }} as s
    inner join {{ ref('core__area') }} as a on s.area_id = a.area_id
    inner join {{ ref('quality__area_leaf') }} as l on s.organisation_id = l.organisation_id and s.area_id = l.area_id
    inner join team as t on l.organisation_id = t.organisation_id and l.leaf_area_id = t.leaf_area_id
    where a.kind <> 'city' and s.breakdown_id is null
),

covered as (
    -- The teams that a table's rows speak for, in each of its periods.
    select
        f.table_number,
        f.period_id,
        s.metric_number,
        s.team_number,
        max(s.is_in_city) as is_in_city,
        min(s.series_number) as first_series_number,
        max(s.series_number) as last_series_number
    from {{ ref('quality__checked_figure') }} as f
    inner join spoken_for as s on f.series_number = s.series_number
    where not f.is_key_figures
    group by f.table_number, f.period_id, s.metric_number, s.team_number
),

printed as (
    select
        table_number,
        period_id,
        metric_number,
        cast(count(*) as decimal(18, 4)) as teams,
        cast(sum(is_in_city) as decimal(18, 4)) as city_teams
    from covered
    group by table_number, period_id, metric_number
    -- Rows of two areas at least.
    having min(first_series_number) < max(last_series_number)
),

report_table as (
    select distinct table_number, report_id, table_id from {{ ref('quality__checked_figure') }}
),

told as (
    select
        p.*,
        s.organisation_id,
        concat(
            s.organisation_id, ':', s.metric_id, ':', p.period_id, {{ kind_ending("s") }},
            '@', t.report_id, '/', t.table_id
        ) as about
    from printed as p
    inner join {{ ref('quality__series') }} as s on p.metric_number = s.series_number
    inner join report_table as t on p.table_number = t.table_number
),

area_identity as (
    select t.about, t.city_teams as printed_teams, c.teams as all_teams
    from told as t
    inner join city as c on t.organisation_id = c.organisation_id
    union all
    -- Teams that nobody said to be in the city: no sum over areas counts them.
    select concat(about, ':outside'), city_teams, teams
    from told
    where city_teams < teams
)

{% set identity = ("every_area_printed", "null", "a.about") -%}
select {{ constant_term(identity, "=", "left", "a.printed_teams") }}
from area_identity as a
union all
select {{ constant_term(identity, "=", "right", "a.all_teams") }}
from area_identity as a
