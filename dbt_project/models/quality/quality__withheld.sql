{{ config(materialized="table") }}

{#- A figure found from one sum may be what another lacks: so often what is found is put into the others. #}
{% set rounds = 3 -%}
{#- Far less than a step between two values that can be printed: what divisions of floats leave. #}
{% set hair = "0.000001" -%}
-- Every withheld figure, and the rule whose identity leaves it one value only: together with what is printed beside it,
-- with what its metric can be, and with the others that are found. Its value stands nowhere.
with withheld as (
    select f.figure_number, f.report_id, s.metric_id
    from {{ ref('quality__checked_figure') }} as f
    inner join {{ ref('quality__series') }} as s on f.series_number = s.series_number
    where f.value_status = 'suppressed' and f.value is null
),

touching as (
    select distinct t.rule_id, t.about_number, t.about
    from {{ ref('quality__united_term') }} as t
    inner join withheld as w on t.figure_number = w.figure_number
    -- That a figure is far from others, or that means are near each other, says nothing of its value.
    where t.rule_id not in ('plausible', 'weighted_mean', 'percentage_rounded')
),

named as (
    select {{ row_numbers() }} as identity_number, rule_id, about_number, about
    from touching
),

member as (
    select
        n.identity_number,
        t.rule_id,
        t.relation,
        t.side,
        t.combine,
        t.coefficient,
        t.figure_number,
        t.constant,
        coalesce(t.counts_as, f.counts_as) as counts_as,
        cast(coalesce(t.constant, f.value) as double) as value,
        cast(coalesce(t.rounding, f.rounding) as double) as rounding,
        t.gap
    from {{ ref('quality__united_term') }} as t
    inner join named as n
        on
            t.rule_id = n.rule_id
            and t.about_number is not distinct from n.about_number
            and t.about = n.about
    left join {{ ref('quality__checked_figure') }} as f on t.figure_number = f.figure_number
),

-- Sums, and quotients with an exact base: the percentage is so many times its base.
usable as (
    select
        identity_number,
        rule_id,
        relation,
        coalesce(sum(case when side = 'base' then coefficient * value end), 1) as base
    from member
    group by identity_number, rule_id, relation
    having
        count(gap) = 0
        and count(case when combine <> 'sum' then 1 end) = 0
        and count(case when side = 'base' and (counts_as <> 'value' or rounding > 0) then 1 end) = 0
        and coalesce(sum(case when side = 'base' then coefficient * value end), 1) > 0
),

-- Left minus right: what it adds up to is nothing, or less than nothing.
net as (
    select
        u.identity_number,
        u.rule_id,
        u.relation,
        m.figure_number,
        sum(case when m.side = 'right' then -u.base * m.coefficient else m.coefficient end) as net,
        max(m.counts_as) as counts_as,
        max(m.value) as value,
        max(m.rounding) as rounding
    from member as m
    inner join usable as u on m.identity_number = u.identity_number
    where m.side <> 'base' and m.counts_as <> 'nothing'
    group by u.identity_number, u.rule_id, u.relation, m.figure_number
    having sum(case when m.side = 'right' then -u.base * m.coefficient else m.coefficient end) <> 0
),

-- What is not exact, between what it lies at first, and the distance between two values that it could print.
unknown as (
    select distinct figure_number from net where figure_number is not null and counts_as <> 'value'
),

withheld_metric as (select distinct report_id, metric_id from withheld),

usual as (
    select f.report_id, f.metric_id, max(f.decimals) as decimals
    from {{ ref('core__figure') }} as f
    inner join withheld_metric as w
        on f.report_id = w.report_id and f.metric_id = w.metric_id
    group by f.report_id, f.metric_id
),

bound_0 as (
    select
        u.figure_number,
        cast(coalesce(case when f.counts_as = 'interval' then f.value_low end, case
            when {{ is_distance("s") }} then null
            when m.minimum is not null then m.minimum
            when f.unit = 'count' and m.difference_of_metric_id is null and m.formula is null then 0
        end) as double) as low,
        cast(coalesce(case when f.counts_as = 'interval' then f.value_high end, case
            when not {{ is_distance("s") }} then m.maximum
        end) as double) as high,
        cast(
            case
                when f.unit = 'count' then greatest(p.scale * power(10, -coalesce(d.decimals, 0)), 1)
                else p.scale * power(10, -coalesce(d.decimals, 0))
            end as double
        ) as step
    from unknown as u
    inner join {{ ref('quality__checked_figure') }} as f on u.figure_number = f.figure_number
    inner join {{ ref('quality__series') }} as s on f.series_number = s.series_number
    inner join {{ ref('core__metric') }} as m on s.metric_id = m.metric_id
    inner join {{ ref('core__figure') }} as p on f.figure_id = p.figure_id
    left join usual as d on f.report_id = d.report_id and s.metric_id = d.metric_id
),

{% for number in range(rounds) -%}
end_{{ number }} as (
    select
        n.identity_number,
        n.rule_id,
        n.relation,
        n.figure_number,
        n.net,
        b.step,
        b.low as bound_low,
        b.high as bound_high,
        {% for bound, other in [("low", "high"), ("high", "low")] -%}
        case
            when b.figure_number is null
                then n.net * n.value {{ "-" if bound == "low" else "+" }} abs(n.net) * n.rounding
            when n.net > 0 then n.net * b.{{ bound }}
            else n.net * b.{{ other }}
        end as {{ bound }}{{ "," if not loop.last }}
        {% endfor -%}
    from net as n
    left join bound_{{ number }} as b on n.figure_number = b.figure_number
),

total_{{ number }} as (
    select
        *,
        {% for bound in ["low", "high"] -%}
        coalesce(sum({{ bound }}) over (partition by identity_number), 0) as total_{{ bound }},
        count(*) over (partition by identity_number)
        - count({{ bound }}) over (partition by identity_number) as open_{{ bound }}s{{ "," if not loop.last }}
        {% endfor -%}
    from end_{{ number }}
),

-- What all others of its identity leave for each: an end that is not known leaves the opposite one open.
left_{{ number }} as (
    select
        figure_number,
        rule_id,
        step,
        bound_low,
        bound_high,
        net,
        -- Where left may be less than right, nothing is too little.
        case when relation = '=' and open_highs = case when high is null then 1 else 0 end
            then -(total_high - coalesce(high, 0)) end as left_low,
        case when open_lows = case when low is null then 1 else 0 end
            then -(total_low - coalesce(low, 0)) end as left_high
    from total_{{ number }}
    where step is not null
),

told_{{ number }} as (
    select
        figure_number,
        rule_id,
        step,
        greatest(bound_low, ceil(case when net > 0 then left_low else left_high end / net / step - {{ hair }}) * step)
            as low,
        least(bound_high, floor(case when net > 0 then left_high else left_low end / net / step + {{ hair }}) * step)
            as high
    from left_{{ number }}
),

bound_{{ number + 1 }} as (
    select figure_number, max(low) as low, min(high) as high, step
    from told_{{ number }}
    group by figure_number, step
),

given_{{ number }} as (
    {#- By one identity; or by several, of which none would do alone. #}
    select
        b.figure_number,
        coalesce(min(case when {{ one_value("t.low", "t.high", "t.step", hair) }} then t.rule_id end), 'several')
            as rule_id
    from bound_{{ number + 1 }} as b
    inner join told_{{ number }} as t on b.figure_number = t.figure_number
    where {{ one_value("b.low", "b.high", "b.step", hair) }}
    group by b.figure_number
),

{% endfor -%}
given as (
    {% for number in range(rounds) -%}
    select figure_number, {{ number }} as place, {{ "rule_id" if number == 0 else "'several'" }} as rule_id
    from given_{{ number }}
    {% if not loop.last %}union all{% endif %}
    {% endfor -%}
),

placed as (
    select *, min(place) over (partition by figure_number) as first_place
    from given
),

first_given as (
    select figure_number, min(rule_id) as rule_id
    from placed
    where place = first_place
    group by figure_number
)

select
    w.figure_number,
    -- What the report itself says to have one value only is not withheld.
    case when not coalesce({{ one_value("b.low", "b.high", "b.step", hair) }}, false) then g.rule_id end
        as given_away_by
from withheld as w
left join first_given as g on w.figure_number = g.figure_number
left join bound_0 as b on w.figure_number = b.figure_number
