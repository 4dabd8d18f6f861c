{{ config(materialized="table") }}

-- The terms of what fails, and of what a waiver speaks of: few among those of all identities.
with told as (
    select i.identity_id, i.rule_id, i.about_number, i.about
    from {{ ref('quality__judged_identity') }} as i
    left join {{ source('raw', 'waiver') }} as w on i.identity_id = w.identity_id
    where i.verdict = 'fails' or w.identity_id is not null
)

select
    i.identity_id,
    i.rule_id,
    i.about_number,
    i.about,
    t.side,
    t.coefficient,
    f.figure_id
from told as i
inner join {{ ref('quality__every_term') }} as t
    on i.rule_id = t.rule_id and i.about_number is not distinct from t.about_number and i.about = t.about
inner join {{ ref('quality__checked_figure') }} as f on t.figure_number = f.figure_number
