{{ config(materialized="table") }}

-- Every identity with its verdict and the figures in it, computed once per build: findings and counts come from here,
-- and whoever asks for the identities of one figure need not compute all of them.
with member as (
    select t.rule_id, t.about_number, t.about, array_sort(array_agg(distinct f.figure_id)) as figure_ids
    from {{ ref('quality__every_term') }} as t
    inner join {{ ref('quality__checked_figure') }} as f on t.figure_number = f.figure_number
    group by t.rule_id, t.about_number, t.about
)

select
    i.identity_id,
    split_part(i.scope, ':', 1) as organisation_id,
    i.rule_id,
    i.scope,
    i.about_number,
    i.about,
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
    i.is_bounded,
    i.why,
    i.terms,
    m.figure_ids
from {{ ref('quality__identity') }} as i
left join member as m
    on i.rule_id = m.rule_id and i.about_number is not distinct from m.about_number and i.about = m.about
