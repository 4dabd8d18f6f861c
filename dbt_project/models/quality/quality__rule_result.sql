{{ config(materialized="table") }}

-- One row per rule: how much it looked at and what came out.
with judged as (
    select
        rule_id,
        count(*) as identities,
        count(case when verdict = 'holds' then 1 end) as holding,
        count(case when verdict = 'fails' then 1 end) as failing,
        count(case when verdict = 'not_evaluable' then 1 end) as not_evaluable,
        count(case when is_declared then 1 end) as declared,
        count(case when verdict = 'holds' and is_bounded then 1 end) as bounded
    from {{ ref('quality__judged_identity') }}
    group by rule_id
    union all
    -- A waiver is looked at where its report is loaded.
    select
        'waivers_current',
        count(*),
        count(f.identity_id),
        count(*) - count(f.identity_id),
        0,
        0,
        0
    from {{ source('raw', 'waiver') }} as w
    inner join {{ source('raw', 'report') }} as r on w.report_id = r.report_id
    left join {{ ref('quality__judged_identity') }} as f on w.identity_id = f.identity_id and f.verdict = 'fails'
    union all
    select
        'waivers_reviewed',
        count(*),
        count(case when not w.is_due then 1 end),
        count(case when w.is_due then 1 end),
        0,
        0,
        0
    from {{ source('raw', 'waiver') }} as w
    inner join {{ source('raw', 'report') }} as r on w.report_id = r.report_id
),

found as (
    select
        rule_id,
        count(case when status = 'open' then 1 end) as open_findings,
        count(case when status = 'waived' then 1 end) as waived_findings
    from {{ ref('quality__finding') }}
    group by rule_id
)

select
    r.rule_id,
    r.family,
    r.severity,
    r.title_nl,
    r.title_en,
    r.description,
    r.description_nl,
    r.next_steps,
    r.next_steps_nl,
    r.minimum_evaluated_share,
    cast(coalesce(j.identities, 0) as bigint) as identities,
    cast(coalesce(j.holding, 0) as bigint) as holding,
    cast(coalesce(j.failing, 0) as bigint) as failing,
    cast(coalesce(j.not_evaluable, 0) as bigint) as not_evaluable,
    cast(coalesce(j.declared, 0) as bigint) as declared,
    cast(coalesce(j.bounded, 0) as bigint) as bounded,
    cast(coalesce(f.open_findings, 0) as bigint) as open_findings,
    cast(coalesce(f.waived_findings, 0) as bigint) as waived_findings,
    -- NULL where there was nothing to look at.
    cast(
        (j.holding - j.bounded + j.failing) / nullif(j.identities - j.declared - j.bounded, 0) as double
    ) as evaluated_share
from {{ source('raw', 'rule') }} as r
left join judged as j on r.rule_id = j.rule_id
left join found as f on r.rule_id = f.rule_id
