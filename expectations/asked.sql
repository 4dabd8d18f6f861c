-- What Great Expectations is asked of a rule, $rule: its identities that can be judged, each with the numbers between which
-- its left side must lie. What the report leaves unknown or does not print is not asked about. $organisations: those made
-- anew, NULL for all; what holds of the others was asked for the release that they stay as.
with waived as (
    -- Where the sides differ and a person accepted that, they must differ by what was accepted.
    select i.*, w.expected_difference
    from quality.judged_identity as i
    left join raw.waiver as w on i.identity_id = w.identity_id and i.verdict = 'fails'
    where
        i.rule_id = $rule
        and (
            i.verdict = 'fails'
            or (
                i.verdict = 'holds'
                and (
                    cast($organisations as varchar[]) is null
                    or i.organisation_id in (select unnest(cast($organisations as varchar[])))
                )
            )
        )
),

asked as (
    select
        *,
        -- Empty where the left side may be as little as it likes.
        case
            when expected_difference is not null and is_bounded then right_value + expected_difference
            when expected_difference is not null then right_low + expected_difference
            when form = 'ratio' or relation = '='
                then right_low - tolerance - case when left_high < 0 then cut_off else 0 end
        end as at_least,
        case
            when expected_difference is not null and is_bounded then right_value + expected_difference
            when expected_difference is not null then right_high + expected_difference
            -- Values have four decimals: less than a number is at most a ten-thousandth less.
            when relation = '<' then right_high - 0.0001
            else right_high + tolerance + case when left_low > 0 then cut_off else 0 end
        end as at_most
    from waived
)

select
    rule_id,
    identity_id,
    relation,
    left_value,
    right_value,
    difference,
    tolerance,
    expected_difference,
    -- What is withheld or printed as a range is wherever it has to be where nothing bounds it, and what is waived is where
    -- its difference was taken.
    case
        when is_bounded and expected_difference is not null then left_value
        when is_bounded then coalesce(left_low, at_most, 0)
        else left_low
    end as left_low,
    case
        when is_bounded and expected_difference is not null then left_value
        when is_bounded then coalesce(left_high, at_least)
        else left_high
    end as left_high,
    at_least,
    case when is_bounded then coalesce(at_most, left_low, 0) else at_most end as at_most
from asked
union all
-- Of a waiver whose report is loaded: whether its finding is still there, and whether its review date is still to come.
-- One is yes and nought is no.
select
    about.rule_id,
    concat(about.rule_id, ':', w.identity_id),
    '=',
    null,
    w.expected_difference,
    null,
    0,
    null,
    about.is_so,
    about.is_so,
    1,
    1
from raw.waiver as w
inner join raw.report as r on w.report_id = r.report_id
left join quality.judged_identity as i on w.identity_id = i.identity_id and i.verdict = 'fails'
cross join lateral (
    values
    ('waivers_current', case when i.identity_id is null then 0 else 1 end),
    ('waivers_reviewed', case when w.is_due then 0 else 1 end)
) as about (rule_id, is_so)
where about.rule_id = $rule
order by identity_id
