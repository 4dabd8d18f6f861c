{#- A metric that says it adds up and does so in less than this share of so many sums has the wrong word in core.metric:
    one finding about the metric, instead of one about each sum. #}
{% set enough_sums = 10 -%}
{% set least_holding = 0.1 -%}
{#- What values are counted in: less than a number is at most one of these less. -#}
{% set grain = 0.0001 -%}
-- Every identity judged: the one place where two sides are compared.
with term as (
    select
        t.rule_id,
        t.about_number,
        t.about,
        t.relation,
        t.side,
        t.combine,
        t.coefficient,
        t.figure_number,
        t.gap,
        coalesce(t.constant, f.value) as value,
        coalesce(t.counts_as, f.counts_as) as counts_as,
        coalesce(t.rounding, f.rounding) as rounding
    from {{ ref('quality__every_term') }} as t
    left join {{ ref('quality__checked_figure') }} as f on t.figure_number = f.figure_number
),

side as (
    select
        rule_id,
        about_number,
        about,
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
            case when max(combine) = 'sum' then sum(abs(coefficient) * rounding) else max(rounding) end
            as decimal(18, 5)
        ) as rounding,
        min(rounding) as least_rounding,
        max(rounding) as most_rounding,
        count(*) as terms,
        count(case when counts_as = 'unknown' then 1 end) as unknown_terms,
        count(case when counts_as = 'nothing' then 1 end) as empty_terms,
        max(gap) as gap
    from term
    group by rule_id, about_number, about, relation, side
),

paired as (
    select
        rule_id,
        about_number,
        about,
        relation,
        case when max(case when side = 'base' then 1 end) = 1 then 'ratio' else 'linear' end as form,
        max(case when side = 'left' then value end) as left_value,
        max(case when side = 'base' then value end) as base_value,
        max(case when side = 'right' then value end) as right_value,
        -- What is known for sure: nothing where a figure of the side cannot be read, or where parts are not printed.
        {% for side in ["left", "base", "right"] -%}
        max(case when side = '{{ side }}' and unknown_terms = 0 and gap is null then value end) as exact_{{ side }},
        {% endfor -%}
        {% for side in ["left", "base", "right"] -%}
        cast(sum(case when side = '{{ side }}' then rounding else 0 end) as decimal(18, 5)) as {{ side }}_rounding,
        {% endfor -%}
        -- Rounding keeps order, so the smallest and largest of equally rounded numbers need no tolerance.
        max(case when combine <> 'sum' then 1 else 0 end) = 1
        and min(least_rounding) = max(most_rounding) as is_order,
        cast(sum(terms) as bigint) as terms,
        cast(sum(unknown_terms) as bigint) as unknown_terms,
        cast(sum(empty_terms) as bigint) as empty_terms,
        max(gap) as gap
    from side
    group by rule_id, about_number, about, relation
),

-- Of figures that are not exact (printed as a range, or withheld within bounds) the ends that bound them; and which
-- sides withhold something at all.
ends as (
    select
        t.rule_id,
        t.about_number,
        t.about,
        t.side,
        t.combine,
        f.counts_as,
        t.coefficient * case when t.coefficient < 0 then f.value_high else f.value_low end as low,
        t.coefficient * case when t.coefficient < 0 then f.value_low else f.value_high end as high
    from {{ ref('quality__every_term') }} as t
    inner join {{ ref('quality__checked_figure') }} as f on t.figure_number = f.figure_number
    where
        (f.counts_as = 'interval' or f.value_status = 'suppressed')
        and t.constant is null
        and t.counts_as is null
),

inexact_side as (
    select
        rule_id,
        about_number,
        about,
        side,
        max(combine) as combine,
        count(case when counts_as = 'interval' then 1 end) as intervals,
        {% for bound in ["low", "high"] -%}
        count(case when counts_as = 'interval' and {{ bound }} is null then 1 end) > 0 as is_{{ bound }}_open,
        cast(
            case max(combine)
                when 'min' then min({{ bound }})
                when 'max' then max({{ bound }})
                else sum({{ bound }})
            end
            as decimal(18, 4)
        ) as {{ bound }}{{ "," if not loop.last }}
        {% endfor -%}
    from ends
    group by rule_id, about_number, about, side
),

inexact as (
    select
        rule_id,
        about_number,
        about,
        {% for side in ["left", "base", "right"] -%}
        max(case when side = '{{ side }}' then combine end) as {{ side }}_combine,
        max(case when side = '{{ side }}' then intervals else 0 end) as {{ side }}_intervals,
        {% for bound in ["low", "high"] -%}
        max(case when side = '{{ side }}' and is_{{ bound }}_open then 1 else 0 end) = 1
            as is_{{ side }}_{{ bound }}_open,
        max(case when side = '{{ side }}' then {{ bound }} end) as {{ side }}_{{ bound }},
        {% endfor -%}
        {% endfor -%}
        cast(sum(intervals) as bigint) as intervals
    from inexact_side
    group by rule_id, about_number, about
),

-- Between what each side lies: one number, as long as every figure is exact. NULL where nothing bounds it.
bounded as (
    select
        p.*,
        coalesce(i.intervals, 0) as intervals,
        coalesce(i.intervals, 0) > 0 and p.unknown_terms = 0 and p.gap is null as is_bounded,
        coalesce(i.left_combine, i.base_combine) is not null as is_left_inexact,
        i.right_combine is not null as is_right_inexact,
        {% for side in ["left", "base", "right"] -%}
        p.{{ side }}_value is not null or coalesce(i.{{ side }}_intervals, 0) > 0 as has_{{ side }},
        {% for bound in ["low", "high"] -%}
        case
            when i.{{ side }}_combine is null then p.exact_{{ side }}
            when p.unknown_terms > 0 or p.gap is not null then null
            when i.{{ side }}_combine = 'sum' and not i.is_{{ side }}_{{ bound }}_open
                then coalesce(p.{{ side }}_value, 0) + i.{{ side }}_{{ bound }}
            {#- The smallest is no more than what is known of any, and as small as what nothing is known of may be. #}
            when
                i.{{ side }}_combine = 'min'
                {%- if bound == "low" %} and not i.is_{{ side }}_low_open{% endif %}
                then least(p.{{ side }}_value, i.{{ side }}_{{ bound }})
            when
                i.{{ side }}_combine = 'max'
                {%- if bound == "high" %} and not i.is_{{ side }}_high_open{% endif %}
                then greatest(p.{{ side }}_value, i.{{ side }}_{{ bound }})
        end as {{ side }}_{{ bound }}_end{{ "," if not (loop.last and side == "right") }}
        {% endfor -%}
        {% endfor -%}
    from paired as p
    left join inexact as i
        on
            p.rule_id = i.rule_id
            and p.about_number is not distinct from i.about_number
            and p.about = i.about
),

-- A ratio is the left side by its base.
divided as (
    select
        *,
        -- Cast before the two meet: a quotient is no decimal, and would make none of the sums.
        case
            when form = 'ratio' then cast(cast(left_value as double) / nullif(base_value, 0) as decimal(18, 4))
            else left_value
        end as compared_value,
        {% for bound in ["low", "high"] -%}
        case
            when form = 'linear' then left_{{ bound }}_end
            when not is_bounded then cast(cast(exact_left as double) / nullif(exact_base, 0) as decimal(18, 4))
            else cast({{ quotient(bound, "left_low_end", "left_high_end", "base_low_end", "base_high_end") }}
                as decimal(18, 4))
        end as left_{{ bound }},
        right_{{ bound }}_end as right_{{ bound }},
        {% endfor -%}
        -- A base that may be zero divides nothing.
        case
            when form = 'linear' then has_left
            when is_bounded
                then has_left and (coalesce(base_low_end > 0, false) or coalesce(base_high_end < 0, false))
            else left_value is not null and base_value <> 0
        end as is_left_known
    from bounded
),

-- How far the two may be off together.
rounded as (
    select
        *,
        cast(
            case
                when is_order then 0
                when form = 'ratio' and is_bounded
                    then
                        cast(left_rounding + greatest(abs(left_low), abs(left_high)) * base_rounding as double)
                        / nullif(least(abs(base_low_end), abs(base_high_end)) - base_rounding, 0)
                        + right_rounding
                when form = 'ratio'
                    then
                        (left_rounding + abs(cast(left_value as double) / nullif(base_value, 0)) * base_rounding)
                        / nullif(abs(base_value) - base_rounding, 0)
                        + right_rounding
                else left_rounding + right_rounding
            end as decimal(18, 4)
        ) as tolerance,
        -- Cut off instead of rounded: off towards zero by less than the last printed digit.
        cast(
            case when form = 'ratio' and right_rounding > {{ grain }} then right_rounding - {{ grain }} else 0 end
            as decimal(18, 4)
        ) as cut_off
    from divided
),

compared as (
    select
        *,
        -- Whether the left side can be no more than the right, and no less: it can where nothing bounds one of them.
        coalesce(left_low <= right_high + tolerance, true) as is_at_most,
        coalesce(left_high >= right_low - tolerance, true) as is_at_least,
        coalesce(case
            when left_low > 0 then left_low > right_high + tolerance and left_low <= right_high + tolerance + cut_off
            when left_high < 0 then left_high < right_low - tolerance and left_high >= right_low - tolerance - cut_off
        end, false) as is_cut_off
    from rounded
),

shown as (
    select
        *,
        -- Where a figure is not exact the ends nearest to the other side are shown, and nothing where the sides can
        -- meet: a side that is exact would say what is withheld on the other.
        {% for side, inside, outside in [("left", "low", "high"), ("right", "high", "low")] -%}
        case
            when not is_left_inexact and not is_right_inexact
                then {{ "compared_value" if side == "left" else "right_value" }}
            when is_bounded and (not is_at_most or relation = '<' and left_low >= right_high)
                then {{ side }}_{{ inside }}
            when is_bounded and not is_at_least then {{ side }}_{{ outside }}
        end as {{ side }}_shown{{ "," if not loop.last }}
        {% endfor -%}
    from compared
),

scoped as (
    select
        c.*,
        -- The whole's figure key, table or promise that the identity is about.
        case
            when c.about_number is null then c.about
            else concat_ws(
                '', f.figure_key,
                {{ filled_in("c.about", {"report": "f.report_id", "table": "f.table_id", "figure": "f.figure_id"}) }}
            )
        end as scope
    from shown as c
    left join {{ ref('quality__checked_figure') }} as f on c.about_number = f.figure_number
),

judged as (
    select
        rule_id,
        about_number,
        about,
        scope,
        relation,
        form,
        cast(left_shown as decimal(18, 4)) as left_value,
        cast(right_shown as decimal(18, 4)) as right_value,
        cast(left_shown - right_shown as decimal(18, 4)) as difference,
        tolerance,
        {% for side in ["left", "right"] -%}
        {% for bound in ["low", "high"] -%}
        cast(
            case when is_bounded or not is_left_inexact and not is_right_inexact then {{ side }}_{{ bound }} end
            as decimal(18, 4)
        ) as {{ side }}_{{ bound }},
        {% endfor -%}
        {% endfor -%}
        cast(case when relation = '=' then cut_off else 0 end as decimal(18, 4)) as cut_off,
        case
            when gap is not null or unknown_terms > 0 or not is_left_known or not has_right
                then 'not_evaluable'
            when is_at_most and is_at_least and relation <> '<' then 'holds'
            when form = 'ratio' and relation = '=' and is_cut_off then 'holds'
            when form = 'ratio' and relation = '<=' and not is_cut_off then 'not_evaluable'
            when form = 'linear' and relation = '<=' and is_at_most then 'holds'
            when form = 'linear' and relation = '<' and coalesce(left_low < right_high, true) then 'holds'
            else 'fails'
        end as verdict,
        case
            when gap is not null then gap
            when unknown_terms > 0
                then concat_ws(
                    '', cast(unknown_terms as string), ' of ', cast(terms as string),
                    ' figures cannot be read exactly'
                )
            when base_value = 0 and not is_bounded then 'the base of the ratio is zero'
            when is_bounded and has_left and has_right and not is_left_known then 'the base of the ratio may be zero'
            when not is_left_known or not has_right then 'one side has no printed number'
            when form = 'ratio' and relation = '<=' and not (is_at_most and is_at_least) and not is_cut_off
                then 'off by more than digits that were cut off'
            when form = 'ratio' and relation = '=' and is_cut_off then 'the printed digits are cut off, not rounded'
            when is_bounded
                then concat_ws(
                    '', cast(intervals as string), ' of ', cast(terms as string),
                    ' figures are known within bounds only'
                )
            when empty_terms > 0 then concat_ws('', cast(empty_terms as string), ' empty cells counted as nothing')
        end as why,
        -- What the report says itself is not held against the rule; what it does not print at all is.
        coalesce({{ is_declared_gap("gap") }}, unknown_terms > 0 or not is_left_known or not has_right)
            as is_declared,
        is_bounded and is_left_known and has_right as is_bounded,
        terms
    from scoped
),

-- What a metric says of how it adds up, where enough sums put it to the test.
claim as (
    select
        rule_id,
        split_part(scope, ':', 1) as organisation_id,
        split_part(scope, ':', 2) as metric_id,
        count(*) as sums,
        count(case when verdict = 'holds' then 1 end) as holding
    from judged
    where
        rule_id in ('sum_over_time', 'sum_over_areas', 'sum_over_categories')
        and verdict <> 'not_evaluable'
        -- What a bound lets hold says nothing of the metric.
        and not is_bounded
    group by rule_id, split_part(scope, ':', 1), split_part(scope, ':', 2)
    having count(*) >= {{ enough_sums }}
)

select
    concat_ws('', j.rule_id, ':', j.scope) as identity_id,
    j.rule_id,
    j.about_number,
    j.about,
    j.scope,
    j.relation,
    j.form,
    j.left_value,
    j.right_value,
    j.difference,
    j.tolerance,
    j.left_low,
    j.left_high,
    j.right_low,
    j.right_high,
    j.cut_off,
    case when c.rule_id is not null then 'not_evaluable' else j.verdict end as verdict,
    c.rule_id is null and j.verdict = 'not_evaluable' and j.is_declared as is_declared,
    -- A percentage may be off by more than its digits that were cut off, and has no verdict.
    c.rule_id is null and j.verdict <> 'not_evaluable' and j.is_bounded as is_bounded,
    case
        when c.rule_id is not null
            then concat_ws(
                '', 'the metric does not add up so: ', cast(c.holding as string),
                ' of ', cast(c.sums as string), ' hold'
            )
        else j.why
    end as why,
    j.terms
from judged as j
left join claim as c
    on
        j.rule_id = c.rule_id
        and split_part(j.scope, ':', 1) = c.organisation_id
        and split_part(j.scope, ':', 2) = c.metric_id
        and c.holding < {{ least_holding }} * c.sums
union all
select
    concat_ws('', 'additivity_holds:', organisation_id, ':', metric_id, '/', rule_id),
    'additivity_holds',
    cast(null as integer),
    concat_ws('', organisation_id, ':', metric_id, '/', rule_id),
    concat_ws('', organisation_id, ':', metric_id, '/', rule_id),
    '<=',
    'linear',
    cast({{ least_holding }} * sums as decimal(18, 4)),
    cast(holding as decimal(18, 4)),
    cast({{ least_holding }} * sums - holding as decimal(18, 4)),
    cast(0 as decimal(18, 4)),
    cast({{ least_holding }} * sums as decimal(18, 4)),
    cast({{ least_holding }} * sums as decimal(18, 4)),
    cast(holding as decimal(18, 4)),
    cast(holding as decimal(18, 4)),
    cast(0 as decimal(18, 4)),
    case when holding < {{ least_holding }} * sums then 'fails' else 'holds' end,
    false,
    false,
    cast(null as string),
    cast(sums as bigint)
from claim
