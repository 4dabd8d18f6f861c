{{ config(materialized="table") }}

-- Every identity with its verdict and the figures in it, computed once per build: findings and counts come from here,
-- and whoever asks for the identities of one figure need not compute all of them. Its terms stay a view.
with member as (
    select identity_id, array_sort(array_agg(distinct figure_id)) as figure_ids
    from {{ ref('quality__identity_term') }}
    where figure_id is not null
    group by identity_id
)

select
    i.identity_id,
    i.rule_id,
    i.scope,
    i.relation,
    i.form,
    i.left_value,
    i.right_value,
    i.difference,
    i.tolerance,
    i.left_low,
    i.left_high,
    i.right_low,
    i.right_high,
    i.cut_off,
    i.verdict,
    i.is_declared,
    i.why,
    i.terms,
    m.figure_ids
from {{ ref('quality__identity') }} as i
left join member as m on i.identity_id = m.identity_id
