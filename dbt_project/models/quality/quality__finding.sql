{{ config(materialized="table") }}

-- What a rule found wrong, with its waiver if a person accepted it.
with failing as (
    select
        i.identity_id, i.organisation_id, i.rule_id, i.scope, i.relation, i.left_value, i.right_value, i.difference,
        i.tolerance, i.left_low, i.left_high, i.right_low, i.right_high, coalesce(i.is_bounded, false) as is_bounded,
        i.terms
    from {{ ref('quality__judged_identity') }} as i
    where i.verdict = 'fails'
),

about_waiver as (
    -- A waiver of a loaded report whose finding is gone: the excuse must go too. One whose date has come is looked at
    -- again.
    select
        concat_ws('', about.rule_id, ':', w.identity_id) as identity_id,
        r.organisation as organisation_id,
        about.rule_id,
        w.identity_id as scope,
        '=' as relation,
        cast(null as decimal(18, 4)) as left_value,
        w.expected_difference as right_value,
        cast(null as decimal(18, 4)) as difference,
        cast(0 as decimal(18, 4)) as tolerance,
        {% for end in ["left_low", "left_high", "right_low", "right_high"] -%}
        cast(null as decimal(18, 4)) as {{ end }},
        {% endfor -%}
        false as is_bounded,
        cast(null as bigint) as terms
    from {{ source('raw', 'waiver') }} as w
    inner join {{ source('raw', 'report') }} as r on w.report_id = r.report_id
    cross join (values ('waivers_current'), ('waivers_reviewed')) as about (rule_id)
    where
        case about.rule_id
            when 'waivers_reviewed' then w.is_due
            else not exists (select 1 from failing as f where w.identity_id = f.identity_id)
        end
),

-- Looked up by the few that are waived: all identities are many.
waived_identity as (
    select i.identity_id
    from {{ ref('quality__judged_identity') }} as i
    where i.identity_id in (select w.identity_id from {{ source('raw', 'waiver') }} as w)
),

finding as (
    select * from failing
    union all
    select * from about_waiver
),

sided as (
    select
        f.*,
        {{ dutch_text("f.terms") }} as sums,
        {% for language in ["nl", "en"] -%}
        {% for side in ["left", "right"] -%}
        {{ side_words("f", side, language) }}
            as {{ side }}_{{ language }}{{ "," if not (loop.last and language == "en") }}
        {% endfor -%}
        {% endfor %}
    from finding as f
),

sentence as (
    select
        f.identity_id,
        {% for language in ["nl", "en"] -%}
        concat_ws(
            '', {{ filled_in("coalesce(v.sentence_" ~ language ~ ", s.sentence_" ~ language ~ ")", {
                "left": "f.left_" ~ language,
                "right": "f.right_" ~ language,
                "sums": "f.sums",
                "periods": "w.periods_" ~ language,
                "period_total": "w.period_total_" ~ language,
                "areas": "w.areas_" ~ language,
                "area": "w.area_name",
                "breakdown": lower_first("w.breakdown_" ~ language),
                "category": lower_first("w.category_" ~ language),
                "place": "w.place_" ~ language,
                "printed": "w.printed",
                "reading": "w.reading",
                "other_reading": "w.other_reading",
                "nearest": "w.nearest",
                "by": "w.by_" ~ language
            }) }},
            case when f.is_bounded then '{{ {
                "nl": ", wat er ook staat voor wat het rapport achterhoudt of als bereik afdrukt",
                "en": ", whatever stands for what the report withholds or prints as a range"
            }[language] }}' else '' end,
            ' (', coalesce(w.subject_{{ language }}, f.scope), ').'
        ) as sentence_{{ language }}
        {{- "," if not loop.last }}
        {% endfor %}
    from sided as f
    left join {{ source('raw', 'rule_sentence') }} as s on f.rule_id = s.rule_id and s.variant = 'plain'
    left join {{ source('raw', 'rule_sentence') }} as v
        on f.rule_id = v.rule_id and f.identity_id like concat_ws('', '%:', v.variant)
    left join {{ ref('quality__finding_words') }} as w
        -- A finding about a waiver is about what the waiver accepts.
        on case when f.rule_id in ('waivers_current', 'waivers_reviewed') then f.scope else f.identity_id end
        = w.identity_id
)

select
    f.identity_id,
    f.organisation_id,
    f.rule_id,
    r.severity,
    f.scope,
    f.relation,
    f.left_value,
    f.right_value,
    f.difference,
    f.tolerance,
    case when w.expected_difference = f.difference then 'waived' else 'open' end as status,
    t.sentence_nl,
    t.sentence_en,
    case
        when f.rule_id = 'waivers_current' and i.identity_id is null
            then 'no identity has this id, now or any more: compare it with those that `warehouse check` prints'
        when f.rule_id = 'waivers_current'
            then 'the waived finding is gone: look at its cells before you remove the waiver'
        when f.rule_id = 'waivers_reviewed' then 'the review date of the waiver has passed'
        when w.expected_difference <> f.difference
            then
                concat_ws(
                    '', 'the waiver expects a difference of ',
                    rtrim(rtrim(cast(w.expected_difference as string), '0'), '.')
                )
        when k.identity_id is null then 'new'
    end as remark,
    w.reason as waiver_reason,
    w.reason_nl as waiver_reason_nl,
    w.evidence as waiver_evidence,
    w.evidence_nl as waiver_evidence_nl,
    w.owner as waiver_owner,
    w.review_by as waiver_review_by,
    r.next_steps,
    r.next_steps_nl,
    k.first_seen_release,
    k.first_seen_at
from finding as f
inner join {{ source('raw', 'rule') }} as r on f.rule_id = r.rule_id
inner join sentence as t on f.identity_id = t.identity_id
left join {{ source('raw', 'waiver') }} as w on f.identity_id = w.identity_id
left join waived_identity as i on f.scope = i.identity_id
left join {{ source('raw', 'known_finding') }} as k on f.identity_id = k.identity_id
