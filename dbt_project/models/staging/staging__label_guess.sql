-- What may have been meant by a label that nobody knows: a label like it, or the same in another city or organisation.
-- Where thousands are unknown it is no slip, and not all are looked at.
{% set looked_at = 1000 -%}
with unknown as (
    select
        s.*,
        case when s.dimension = 'area' then s.context_word else 0 end as organisation_word,
        row_number() over (order by s.table_key, s.dimension, s.breakdown_key, s.label, s.context_word) as position
    from {{ ref('staging__label') }} as n
    inner join {{ ref('staging__label_said') }} as s
        on
            n.table_key = s.table_key
            and n.dimension = s.dimension
            and n.context_word = s.context_word
            and n.word = s.word
    where n.meanings = 0
),

looked_at as (
    select * from unknown where position <= {{ looked_at }}
),

compared as (
    select u.*, a.id as other_id, a.label as other_label
    from looked_at as u
    inner join {{ ref('staging__label_scope') }} as s
        on u.table_key = s.table_key and u.organisation_word = s.organisation_word
    inner join {{ ref('staging__alias') }} as a
        on
            u.dimension = a.dimension
            and u.breakdown_key = coalesce(a.breakdown_id, '')
            and s.scope = a.scope
            and s.scope_id = a.scope_id
    union
    select u.*, a.id, a.label
    from looked_at as u
    inner join {{ ref('staging__alias') }} as a
        on
            a.scope = 'everywhere'
            and u.dimension = a.dimension
            and u.breakdown_key = coalesce(a.breakdown_id, '')
    union
    select u.*, m.metric_id, m.label
    from looked_at as u
    cross join {{ ref('staging__metric_name') }} as m
    where u.dimension = 'metric'
),

near as (
    select position, other_id as near_id, other_label as near_label
    from (
        select
            position,
            other_id,
            other_label,
            row_number() over (partition by position order by distance, other_id, other_label) as choice
        from (
            select *, {{ edit_distance("normal", "other_label") }} as distance
            from compared
            where {{ is_near("normal", "other_label") }}
            union all
            -- "Aantal klachten" holds the name "klachten".
            select *, 1000 - length(other_label)
            from compared
            where length(other_label) >= 5 and contains(' ' || normal || ' ', ' ' || other_label || ' ')
        ) as alike
    ) as chosen
    where choice = 1
),

elsewhere as (
    select u.position, min(a.id) as elsewhere_id
    from looked_at as u
    inner join {{ ref('staging__alias') }} as a
        on u.dimension = a.dimension and u.breakdown_key = coalesce(a.breakdown_id, '') and u.normal = a.label
    where a.scope in ('city', 'organisation')
    group by u.position
    -- A name that many cities have ("Centrum") points at none of them.
    having count(distinct a.id) = 1
)

select
    u.table_key,
    u.dimension,
    u.context_word,
    u.word,
    n.near_id,
    case when n.near_label not in (n.near_id, u.normal) then n.near_label end as near_label,
    e.elsewhere_id
from looked_at as u
left join near as n on u.position = n.position
left join elsewhere as e on u.position = e.position
where n.near_id is not null or e.elsewhere_id is not null
