{{ config(materialized="table") }}

-- The id that every label in use stands for (NULL where nobody knows it) and how many ids it could mean.
with candidate as (
    select
        u.report_id,
        u.table_id,
        u.organisation_key,
        u.dimension,
        u.breakdown_key,
        u.label,
        a.id,
        a.precedence,
        max(a.precedence) over (
            partition by u.report_id, u.table_id, u.organisation_key, u.dimension, u.breakdown_key, u.label
        ) as best_precedence
    from {{ ref('staging__label_said') }} as u
    inner join {{ ref('staging__label_scope') }} as s
        on u.report_id = s.report_id and u.table_id = s.table_id and u.organisation_key = s.organisation_key
    inner join {{ ref('staging__alias') }} as a
        on
            u.dimension = a.dimension
            and u.breakdown_key = coalesce(a.breakdown_id, '')
            and s.scope = a.scope
            and s.scope_id = a.scope_id
            and case when s.scope = 'id' then u.label else u.normal end = a.label
),

meant as (
    select
        report_id, table_id, organisation_key, dimension, breakdown_key, label,
        min(id) as id,
        count(distinct id) as meanings,
        max(precedence) = 0 as is_only_an_id
    from candidate
    where precedence = best_precedence
    group by report_id, table_id, organisation_key, dimension, breakdown_key, label
),

-- What a table prints is a name; if it reads like an id of another city or organisation, that is chance.
printed_id as (
    select distinct m.report_id, m.table_id, m.dimension, m.label
    from meant as m
    inner join {{ source('raw', 'report_table') }} as t
        on m.report_id = t.report_id and m.table_id = t.table_id and not t.is_key_figures
    inner join {{ source('raw', 'cell') }} as c
        on m.report_id = c.report_id and m.table_id = c.table_id and m.label = c.text
    inner join {{ source('raw', 'axis') }} as x
        on
            c.report_id = x.report_id
            and c.table_id = x.table_id
            and x.dimension = 'role'
            and x.value in ('header', 'label')
            and case x.scope when 'row' then c.row_number when 'column' then c.column_number end
            = coalesce(x.row_number, x.column_number)
    where m.is_only_an_id
)

select
    u.report_id,
    u.table_id,
    nullif(u.organisation_key, '') as organisation_said,
    u.dimension,
    nullif(u.breakdown_key, '') as breakdown_id,
    u.label,
    case when m.meanings = 1 and p.label is null then m.id end as id,
    cast(case when p.label is null then coalesce(m.meanings, 0) else 0 end as integer) as meanings
from {{ ref('staging__label_said') }} as u
left join meant as m
    on
        u.report_id = m.report_id
        and u.table_id = m.table_id
        and u.organisation_key = m.organisation_key
        and u.dimension = m.dimension
        and u.breakdown_key = m.breakdown_key
        and u.label = m.label
left join printed_id as p
    on
        m.report_id = p.report_id
        and m.table_id = p.table_id
        and m.dimension = p.dimension
        and m.label = p.label
        and m.is_only_an_id
