{{ config(materialized="table") }}

-- Every identity with its verdict, computed once per build: findings and counts come from here. Its terms, with the
-- same rule_id, about_number and about, say which figures stand in it.
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
    i.terms
from {{ ref('quality__identity') }} as i
