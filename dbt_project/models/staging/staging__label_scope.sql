-- Where the labels of a table may hold: in the table, its report, its organisation, everywhere; an area's name in the
-- city of the organisation that it is said of, which may be another than the report's.
with used as (
    select s.report_id, s.table_id, s.organisation_key, r.organisation as organisation_id
    from (
        select report_id, table_id, organisation_key from {{ ref('staging__label_said') }}
        union
        select report_id, table_id, '' from {{ ref('staging__label_said') }}
    ) as s
    left join {{ source('raw', 'report') }} as r on s.report_id = r.report_id
),

of_table as (
    select report_id, table_id, organisation_key, 'id' as scope, '' as scope_id from used
    union all
    select report_id, table_id, organisation_key, 'everywhere', '' from used
    union all
    select report_id, table_id, organisation_key, 'organisation', concat(organisation_id, '@') from used
    union all
    select report_id, table_id, organisation_key, 'report', report_id from used
    union all
    select report_id, table_id, organisation_key, 'table', concat(report_id, '/', table_id) from used
),

organisation_label as (
    select
        u.report_id,
        u.table_id,
        u.label as organisation_key,
        a.id,
        a.precedence,
        max(a.precedence) over (partition by u.report_id, u.table_id, u.label) as best_precedence
    from {{ ref('staging__label_said') }} as u
    inner join of_table as s
        on u.report_id = s.report_id and u.table_id = s.table_id and u.organisation_key = s.organisation_key
    inner join {{ ref('staging__alias') }} as a
        on u.dimension = a.dimension and s.scope = a.scope and s.scope_id = a.scope_id and u.normal = a.label
    where u.dimension = 'organisation'
),

organisation_meant as (
    select report_id, table_id, organisation_key, min(id) as organisation_id
    from organisation_label
    where precedence = best_precedence
    group by report_id, table_id, organisation_key
    having count(distinct id) = 1
),

city as (
    select organisation_id, min(area_id) as city_area_id
    from {{ ref('staging__organisation') }}
    group by organisation_id
),

in_city as (
    select u.report_id, u.table_id, u.organisation_key, m.organisation_id, c.city_area_id, u.organisation_id as own_id
    from used as u
    inner join organisation_meant as m
        on u.report_id = m.report_id and u.table_id = m.table_id and u.organisation_key = m.organisation_key
    inner join city as c on m.organisation_id = c.organisation_id
)

select report_id, table_id, organisation_key, scope, scope_id from of_table
union
select report_id, table_id, organisation_key, 'city', city_area_id from in_city
union
select report_id, table_id, organisation_key, 'organisation', concat(own_id, '@', city_area_id) from in_city
union
select report_id, table_id, organisation_key, 'organisation', concat(organisation_id, '@', city_area_id) from in_city
union
select report_id, table_id, organisation_key, 'organisation', concat(organisation_id, '@') from in_city
