-- The same figure printed in two reports: each edition against the one before it.
with edition as (
    select
        *,
        case
            when qualifier in ('over', 'at_least') then 'from'
            when qualifier in ('nearly', 'under', 'at_most') then 'to'
            else counts_as
        end as says
    from {{ ref('quality__checked_figure') }}
    where is_printed_again and edition_number is not null
),

pair as (
    select
        earlier.figure_number as earlier_number,
        later.figure_number as later_number,
        earlier.says as earlier_says,
        later.says as later_says,
        -- Two prints with as many decimals agree to the last digit; a coarser print is the finer, rounded.
        case
            when earlier.rounding = later.rounding then 0 else greatest(earlier.rounding, later.rounding)
        end as rounding
    from edition as later
    inner join edition as earlier
        on later.figure_key = earlier.figure_key and later.edition_number = earlier.edition_number + 1
    -- What a report calls provisional a later one settles, and contradicts nothing.
    where not earlier.is_provisional
),

-- "Under 7,5" agrees with 7,44: a print that is a bound lies on one side of an exact one.
sided as (
    select
        later_number,
        rounding,
        case
            when later_says = 'value' and earlier_says in ('from', 'to')
                or later_says in ('from', 'to') and earlier_says = 'value'
                then 'bound'
            else 'equal'
        end as comparison,
        case when later_says = 'to' or earlier_says = 'from' then earlier_number else later_number end as left_number,
        case when later_says = 'to' or earlier_says = 'from' then later_number else earlier_number end as right_number
    from pair
)

{% set identity = ("same_in_two_reports", "p.later_number", "'@{report}'") -%}
{% for comparison, relation, counts_as in [("equal", "=", "null"), ("bound", "<=", "'value'")] -%}
select {{ term(identity, relation, "left", "p.left_number", rounding="p.rounding", counts_as=counts_as) }}
from sided as p
where p.comparison = '{{ comparison }}'
union all
select {{ term(identity, relation, "right", "p.right_number", rounding="0", counts_as=counts_as) }}
from sided as p
where p.comparison = '{{ comparison }}'
{% if not loop.last %}union all{% endif %}
{% endfor %}
