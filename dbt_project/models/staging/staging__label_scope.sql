-- Where the labels of a table may hold, but for what holds everywhere: in the table, its report, its organisation; an
-- area's name in the city of the organisation that it is said of, which may be another than the report's.
with used as (
    select s.table_key, s.organisation_word, t.report_id, t.table_id, t.organisation_id
    from (
        select table_key, context_word as organisation_word
        from {{ ref('staging__label_said') }}
        where dimension = 'area'
        union
        select table_key, 0 from {{ ref('staging__label_said') }}
    ) as s
    inner join {{ ref('staging__report_table') }} as t on s.table_key = t.table_key
),

of_table as (
    select table_key, organisation_word, 'organisation' as scope, concat_ws('', organisation_id, '@') as scope_id
    from used
    union all
    select table_key, organisation_word, 'report', report_id from used
    union all
    select table_key, organisation_word, 'table', concat_ws('', report_id, '/', table_id) from used
),

organisation_alias as (
    select label, id, scope, scope_id, precedence
    from {{ ref('staging__alias') }}
    where dimension = 'organisation'
),

organisation_label as (
    select u.table_key, u.word, a.id, a.precedence
    from {{ ref('staging__label_said') }} as u
    inner join of_table as s on u.table_key = s.table_key and s.organisation_word = 0
    inner join organisation_alias as a on s.scope = a.scope and s.scope_id = a.scope_id and u.normal = a.label
    where u.dimension = 'organisation'
    union all
    select u.table_key, u.word, a.id, a.precedence
    from {{ ref('staging__label_said') }} as u
    inner join organisation_alias as a on a.scope = 'everywhere' and u.normal = a.label
    where u.dimension = 'organisation'
),

best as (
    select *, max(precedence) over (partition by table_key, word) as best_precedence
    from organisation_label
),

organisation_meant as (
    select table_key, word, min(id) as organisation_id
    from best
    where precedence = best_precedence
    group by table_key, word
    having count(distinct id) = 1
),

city as (
    select organisation_id, min(area_id) as city_area_id
    from {{ ref('staging__organisation') }}
    group by organisation_id
),

in_city as (
    select u.table_key, u.organisation_word, m.organisation_id, c.city_area_id, u.organisation_id as own_id
    from used as u
    inner join organisation_meant as m on u.table_key = m.table_key and u.organisation_word = m.word
    inner join city as c on m.organisation_id = c.organisation_id
)

select table_key, organisation_word, scope, scope_id from of_table
union
select table_key, organisation_word, 'city', city_area_id from in_city
union
select table_key, organisation_word, 'organisation', concat_ws('', own_id, '@', city_area_id) from in_city
union
select table_key, organisation_word, 'organisation', concat_ws('', organisation_id, '@', city_area_id) from in_city
union
select table_key, organisation_word, 'organisation', concat_ws('', organisation_id, '@') from in_city
