-- The size of a figure against that of the figure nearest to it, and the largest of a column of percentages against 1.
{% set places = 10000 -%}
with asked as (
    select
        p.about_number,
        p.about,
        p.asks,
        p.figure_number,
        case when f.value < 0 then -1 else 1 end as sign,
        -- The other figure counts as a number: that this one is far from it says nothing of a slip in the other.
        case p.asks
            when 'to' then least(p.nearest_size * p.too_far, 99999999999999)
            when 'from' then floor(p.nearest_size / p.too_far * {{ places }}) / {{ places }}
            else 1
        end as bound
    from {{ ref('quality__plausible') }} as p
    inner join {{ ref('quality__checked_figure') }} as f on p.figure_number = f.figure_number
)

{% set identity = ("plausible", "a.about_number", "a.about") -%}
{% set as_value = {"coefficient": "a.sign", "counts_as": "'value'", "rounding": "0"} -%}
select {{ term(identity, "<", "left", "a.figure_number", **as_value) }}
from asked as a
where a.asks = 'to'
union all
select {{ constant_term(identity, "<", "right", "a.bound") }}
from asked as a
where a.asks = 'to'
union all
select {{ constant_term(identity, "<", "left", "a.bound") }}
from asked as a
where a.asks <> 'to'
union all
select {{ term(identity, "<", "right", "a.figure_number", **as_value) }}
from asked as a
where a.asks <> 'to'
