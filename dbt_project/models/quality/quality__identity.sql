-- Every identity judged: the one place where two sides are compared.
with side as (
    select
        identity_id,
        rule_id,
        relation,
        side,
        max(combine) as combine,
        cast(
            case max(combine)
                when 'min' then min(case when counts_as = 'value' then coefficient * value end)
                when 'max' then max(case when counts_as = 'value' then coefficient * value end)
                else sum(case when counts_as = 'value' then coefficient * value end)
            end as decimal(18, 4)
        ) as value,
        cast(
            case when max(combine) = 'sum' then sum(rounding) else max(rounding) end as decimal(18, 5)
        ) as rounding,
        min(rounding) as least_rounding,
        max(rounding) as most_rounding,
        count(*) as terms,
        count(case when counts_as = 'unknown' then 1 end) as unknown_terms,
        count(case when counts_as = 'nothing' then 1 end) as empty_terms,
        max(gap) as gap
    from {{ ref('quality__identity_term') }}
    group by identity_id, rule_id, relation, side
),

compared as (
    select
        identity_id,
        rule_id,
        relation,
        max(case when side = 'left' then value end) as left_value,
        max(case when side = 'right' then value end) as right_value,
        -- Rounding keeps order, so the smallest and largest of equally rounded numbers need no tolerance.
        case
            when
                max(case when combine <> 'sum' then 1 else 0 end) = 1
                and min(least_rounding) = max(most_rounding)
                then 0
            else sum(rounding)
        end as tolerance,
        cast(sum(terms) as bigint) as terms,
        cast(sum(unknown_terms) as bigint) as unknown_terms,
        cast(sum(empty_terms) as bigint) as empty_terms,
        max(gap) as gap
    from side
    group by identity_id, rule_id, relation
)

select
    identity_id,
    rule_id,
    -- The whole's figure key, table or promise that the identity is about.
    substr(identity_id, length(rule_id) + 2) as scope,
    relation,
    'linear' as form,
    left_value,
    right_value,
    cast(left_value - right_value as decimal(18, 4)) as difference,
    cast(tolerance as decimal(18, 4)) as tolerance,
    case
        when gap is not null or unknown_terms > 0 or left_value is null or right_value is null
            then 'not_evaluable'
        when relation = '=' and abs(left_value - right_value) <= tolerance then 'holds'
        when relation = '<=' and left_value - right_value <= tolerance then 'holds'
        else 'fails'
    end as verdict,
    case
        when gap is not null then gap
        when unknown_terms > 0
            then concat(
                cast(unknown_terms as varchar), ' of ', cast(terms as varchar),
                ' figures cannot be read exactly'
            )
        when left_value is null or right_value is null then 'one side has no printed number'
        when empty_terms > 0 then concat(cast(empty_terms as varchar), ' empty cells counted as nothing')
    end as why,
    terms
from compared
