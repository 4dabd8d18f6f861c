-- The size of a figure against that of the figure nearest to it, and the largest of a column of percentages against 1.
{% set places = 10000 -%}
with asked as (
    select
        p.identity_id,
        p.asks,
        f.figure_id,
        f.value,
        case when f.value < 0 then -1 else 1 end as sign,
        -- The other figure counts as a number: that this one is far from it says nothing of a slip in the other.
        case p.asks
            when 'to' then least(p.nearest_size * p.too_far, 99999999999999)
            when 'from' then floor(p.nearest_size / p.too_far * {{ places }}) / {{ places }}
            else 1
        end as bound
    from {{ ref('quality__plausible') }} as p
    inner join {{ ref('quality__checked_figure') }} as f on p.figure_id = f.figure_id
)

select
    {{ term("f.identity_id", "plausible", "<", "left", "f", coefficient="f.sign", rounding="0", counts_as="'value'") }}
from asked as f
where f.asks = 'to'
union all
select {{ constant_term("identity_id", "plausible", "<", "right", "bound") }}
from asked
where asks = 'to'
union all
select {{ constant_term("identity_id", "plausible", "<", "left", "bound") }}
from asked
where asks <> 'to'
union all
select
    {{ term("f.identity_id", "plausible", "<", "right", "f", coefficient="f.sign", rounding="0", counts_as="'value'") }}
from asked as f
where f.asks <> 'to'
