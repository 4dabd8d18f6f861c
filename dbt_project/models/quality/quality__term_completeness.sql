-- What a table promises against what it prints: every team of the city in its period.
with recursive step as (
    select organisation_id, area_id, 0 as depth from {{ ref('core__organisation') }}
    {{ union_in_recursion() }}
    select s.organisation_id, m.area_id, s.depth + 1
    from step as s
    inner join {{ ref('core__area_member') }} as m
        on s.area_id = m.member_area_id and (m.organisation_id is null or s.organisation_id = m.organisation_id)
    where s.depth < {{ deepest() }}
),

-- What an organisation's own area is part of speaks for no teams, and neither does that area.
above as (
    select distinct organisation_id, area_id from step
),

team as (
    -- A city of which no team is said to be a part has none that a table could leave out.
    select
        l.organisation_id,
        l.leaf_area_id,
        max(case when l.area_id = o.area_id and l.area_id <> l.leaf_area_id then 1 else 0 end) as is_in_city,
        min(l.valid_from) as valid_from,
        min(l.valid_until) as valid_until,
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
        t.is_in_city,
        t.valid_from,
        t.valid_until
    from {{ ref('quality__series') }} as s
    inner join {{ ref('core__area') }} as a on s.area_id = a.area_id
    inner join {{ ref('quality__area_leaf') }} as l on s.organisation_id = l.organisation_id and s.area_id = l.area_id
    inner join team as t on l.organisation_id = t.organisation_id and l.leaf_area_id = t.leaf_area_id
    left join above as u on s.organisation_id = u.organisation_id and s.area_id = u.area_id
    where
        u.area_id is null
        -- Another city that stands beside the own one is no team.
        and (t.is_in_city = 1 or a.kind not in ('city', 'region', 'country'))
        and s.breakdown_id is null
),

covered as (
    -- The teams that a table's rows speak for, in each of its periods.
    select
        f.table_number,
        f.period_id,
        f.start_date,
        f.end_date,
        s.metric_number,
        s.team_number,
        max(s.is_in_city) as is_in_city,
        min(s.series_number) as first_series_number,
        max(s.series_number) as last_series_number
    from {{ ref('quality__checked_figure') }} as f
    inner join spoken_for as s on f.series_number = s.series_number
    where not f.is_key_figures and {{ is_there_in("s", "f") }}
    group by f.table_number, f.period_id, f.start_date, f.end_date, s.metric_number, s.team_number
),

printed as (
    select
        table_number,
        period_id,
        start_date,
        end_date,
        metric_number,
        cast(count(*) as decimal(18, 4)) as teams,
        cast(sum(is_in_city) as decimal(18, 4)) as city_teams
    from covered
    group by table_number, period_id, start_date, end_date, metric_number
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
        concat_ws(
            '', s.organisation_id, ':', s.metric_id, ':', p.period_id, {{ kind_ending("s") }},
            '@', t.report_id, '/', t.table_id
        ) as about
    from printed as p
    inner join {{ ref('quality__series') }} as s on p.metric_number = s.series_number
    inner join report_table as t on p.table_number = t.table_number
),

-- Of the organisations whose teams change, those of each period.
city_then as (
    select
        p.organisation_id,
        p.period_id,
        cast(count(case when {{ is_there_in("t", "p") }} then 1 end) as decimal(18, 4)) as teams,
        {% set change -%}
            case
                when {{ is_there_in("t", "p") }} and not {{ is_there_throughout("t", "p") }} then t.leaf_area_id
            end
        {%- endset -%}
        {{ joined(change, ", ", "t.leaf_area_id") }} as changed
    from (select distinct organisation_id, period_id, start_date, end_date from told) as p
    inner join team as t on p.organisation_id = t.organisation_id and t.is_in_city = 1
    where
        p.organisation_id in (
            select o.organisation_id from team as o where o.valid_from is not null or o.valid_until is not null
        )
    group by p.organisation_id, p.period_id
),

-- The smaller cities of an organisation of a region or country: a table may be about one of them.
inner_city as (
    select
        l.organisation_id,
        l.area_id,
        t.team_number,
        count(*) over (partition by l.organisation_id, l.area_id) as teams
    from {{ ref('quality__area_leaf') }} as l
    inner join {{ ref('core__area') }} as a on l.area_id = a.area_id
    inner join {{ ref('core__organisation') }} as o on l.organisation_id = o.organisation_id and l.area_id <> o.area_id
    inner join team as t on l.organisation_id = t.organisation_id and l.leaf_area_id = t.leaf_area_id
    where a.kind in ('city', 'region') and t.is_in_city = 1 and l.area_id <> l.leaf_area_id
),

inner_table as (
    select i.table_number, i.period_id, i.metric_number, cast(min(i.teams) as decimal(18, 4)) as teams
    from (
        select c.table_number, c.period_id, c.metric_number, n.area_id, n.teams, count(*) as covered
        from covered as c
        inner join inner_city as n on c.team_number = n.team_number
        group by c.table_number, c.period_id, c.metric_number, n.area_id, n.teams
    ) as i
    inner join printed as p
        on i.table_number = p.table_number and i.period_id = p.period_id and i.metric_number = p.metric_number
    where i.covered = p.teams
    group by i.table_number, i.period_id, i.metric_number
),

area_identity as (
    select
        t.about,
        t.city_teams as printed_teams,
        coalesce(i.teams, n.teams, c.teams) as all_teams,
        case when n.changed is not null then {{ changed_areas("n.changed") }} end as gap
    from told as t
    inner join city as c on t.organisation_id = c.organisation_id
    left join city_then as n on t.organisation_id = n.organisation_id and t.period_id = n.period_id
    left join inner_table as i
        on t.table_number = i.table_number and t.period_id = i.period_id and t.metric_number = i.metric_number
    union all
    -- Teams that nobody said to be in the city: no sum over areas counts them.
    select concat_ws('', about, ':outside'), city_teams, teams, null
    from told
    where city_teams < teams
)

{% set identity = ("every_area_printed", "null", "a.about") -%}
select {{ constant_term(identity, "=", "left", "a.printed_teams") }}
from area_identity as a
union all
select {{ constant_term(identity, "=", "right", "a.all_teams", gap="a.gap") }}
from area_identity as a
