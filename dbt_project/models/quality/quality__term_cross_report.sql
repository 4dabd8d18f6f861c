-- The same figure printed in two reports: each edition against the one before it.
with edition as (
    select
        *,
        case
            when qualifier in ('over', 'at_least') then 'from'
            when qualifier in ('nearly', 'under', 'at_most') then 'to'
            else counts_as
        end as says
    from {{ ref('quality__edition') }}
),

pair as (
    select
        concat('same_in_two_reports:', later.figure_key, '@', later.report_id) as identity_id,
        earlier.figure_id as earlier_figure_id,
        later.figure_id as later_figure_id,
        earlier.says as earlier_says,
        later.says as later_says,
        -- Two prints with as many decimals agree to the last digit; a coarser print is the finer, rounded.
        case
            when earlier.rounding = later.rounding then 0 else greatest(earlier.rounding, later.rounding)
        end as rounding
    from edition as later
    inner join edition as earlier
        on later.figure_key = earlier.figure_key and later.edition_number = earlier.edition_number + 1
),

-- "Under 7,5" agrees with 7,44: a print that is a bound lies on one side of an exact one.
sided as (
    select
        identity_id,
        rounding,
        case
            when later_says = 'value' and earlier_says in ('from', 'to')
                or later_says in ('from', 'to') and earlier_says = 'value'
                then 'bound'
            else 'equal'
        end as comparison,
        case
            when later_says = 'to' or earlier_says = 'from' then earlier_figure_id else later_figure_id
        end as left_figure_id,
        case
            when later_says = 'to' or earlier_says = 'from' then later_figure_id else earlier_figure_id
        end as right_figure_id
    from pair
)

{% for comparison, relation, counts_as in [("equal", "=", none), ("bound", "<=", "'value'")] -%}
select {{ term(
    "p.identity_id", "same_in_two_reports", relation, "left", "f", rounding="p.rounding", counts_as=counts_as
) }}
from sided as p
inner join {{ ref('quality__checked_figure') }} as f on p.left_figure_id = f.figure_id
where p.comparison = '{{ comparison }}'
union all
select {{ term(
    "p.identity_id", "same_in_two_reports", relation, "right", "f", rounding="0", counts_as=counts_as
) }}
from sided as p
inner join {{ ref('quality__checked_figure') }} as f on p.right_figure_id = f.figure_id
where p.comparison = '{{ comparison }}'
{% if not loop.last %}union all{% endif %}
{% endfor %}
