{{ config(materialized="table") }}

-- The id that every label in use stands for (NULL where nobody knows it) and how many ids it could mean.
with said as (
    select *, case when dimension = 'area' then context_word else 0 end as organisation_word
    from {{ ref('staging__label_said') }}
),

-- What a label stands for everywhere is looked up once, however many tables say it.
everywhere as (
    select u.dimension, u.breakdown_key, u.word, a.id, a.precedence
    from (select distinct dimension, breakdown_key, word, label, normal from said) as u
    inner join {{ ref('staging__alias') }} as a
        on
            u.dimension = a.dimension
            and u.breakdown_key = coalesce(a.breakdown_id, '')
            and case when a.scope = 'id' then u.label else u.normal end = a.label
    where a.scope in ('everywhere', 'name', 'id')
),

candidate as (
    select u.table_key, u.dimension, u.context_word, u.word, a.id, a.precedence
    from said as u
    inner join everywhere as a
        on u.dimension = a.dimension and u.breakdown_key = a.breakdown_key and u.word = a.word
    union
    select u.table_key, u.dimension, u.context_word, u.word, a.id, a.precedence
    from said as u
    inner join {{ ref('staging__label_scope') }} as s
        on u.table_key = s.table_key and u.organisation_word = s.organisation_word
    inner join {{ ref('staging__alias') }} as a
        on
            s.scope = a.scope
            and s.scope_id = a.scope_id
            and u.dimension = a.dimension
            and u.breakdown_key = coalesce(a.breakdown_id, '')
            and u.normal = a.label
),

best as (
    select table_key, dimension, context_word, word, max(precedence) as precedence
    from candidate
    group by table_key, dimension, context_word, word
),

meant as (
    select
        c.table_key, c.dimension, c.context_word, c.word,
        min(c.id) as id,
        count(*) as meanings,
        max(c.precedence) = 0 as is_only_an_id
    from candidate as c
    inner join best as b
        on
            c.table_key = b.table_key
            and c.dimension = b.dimension
            and c.context_word = b.context_word
            and c.word = b.word
            and c.precedence = b.precedence
    group by c.table_key, c.dimension, c.context_word, c.word
),

only_an_id as (
    select distinct m.table_key, m.dimension, m.word, t.report_id, t.table_id, w.text as label
    from meant as m
    inner join {{ ref('staging__report_table') }} as t on m.table_key = t.table_key and not t.is_key_figures
    inner join {{ ref('staging__word') }} as w on m.word = w.word
    where m.is_only_an_id
),

-- What a table prints, or its file or sheet is called, is a name; if it reads like an id of another city or
-- organisation, that is chance.
printed_id as (
    select distinct o.table_key, o.dimension, o.word
    from only_an_id as o
    inner join {{ source('raw', 'cell') }} as c
        on o.report_id = c.report_id and o.table_id = c.table_id and o.label = c.text
    inner join {{ ref('staging__meaning') }} as x
        on
            o.table_key = x.table_key
            and x.role in ('header', 'label')
            and case x.scope when 'row' then c.row_number when 'column' then c.column_number end
            = coalesce(x.row_number, x.column_number)
    union
    select o.table_key, o.dimension, o.word
    from only_an_id as o
    inner join {{ source('raw', 'axis') }} as n
        on
            o.report_id = n.report_id
            and o.table_id = n.table_id
            and n.dimension = concat_ws('', 'named.', o.dimension)
            and o.label = n.value
)

select
    u.table_key,
    u.dimension,
    u.context_word,
    u.word,
    u.label,
    o.text as organisation_said,
    nullif(u.breakdown_key, '') as breakdown_id,
    case when m.meanings = 1 and p.word is null then m.id end as id,
    cast(case when p.word is null then coalesce(m.meanings, 0) else 0 end as integer) as meanings
from said as u
left join {{ ref('staging__word') }} as o on u.organisation_word = o.word
left join meant as m
    on
        u.table_key = m.table_key
        and u.dimension = m.dimension
        and u.context_word = m.context_word
        and u.word = m.word
left join printed_id as p
    on m.table_key = p.table_key and m.dimension = p.dimension and m.word = p.word and m.is_only_an_id
