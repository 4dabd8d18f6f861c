-- Every term of every identity, with the figure that it is.
select
    i.identity_id,
    t.rule_id,
    t.relation,
    t.side,
    t.combine,
    t.coefficient,
    f.figure_id,
    coalesce(t.constant, f.value) as value,
    coalesce(t.constant, f.value_low) as value_low,
    coalesce(t.constant, f.value_high) as value_high,
    coalesce(t.counts_as, f.counts_as) as counts_as,
    coalesce(t.rounding, f.rounding) as rounding,
    t.gap
from {{ ref('quality__judged_identity') }} as i
inner join {{ ref('quality__every_term') }} as t
    on i.rule_id = t.rule_id and i.about_number is not distinct from t.about_number and i.about = t.about
left join {{ ref('quality__checked_figure') }} as f on t.figure_number = f.figure_number
