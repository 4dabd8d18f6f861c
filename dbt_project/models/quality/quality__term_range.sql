-- Percentages between 0 and 100, marks between 0 and 10: the range that a metric declares.
with figure as (
    select
        f.figure_number,
        m.minimum,
        m.maximum,
        -- A number that is printed as "about" is in range or not all the same.
        case when f.value is not null then 'value' end as counts_as
    from {{ ref('quality__checked_figure') }} as f
    inner join {{ ref('quality__series') }} as s on f.series_number = s.series_number
    inner join {{ ref('core__metric') }} as m on s.metric_id = m.metric_id
    -- How far a result lies from its target can be more than the one and less than the other.
    where (f.value is not null or f.counts_as = 'interval') and not {{ is_distance("s") }}
)

{% set to = ("value_in_range", "f.figure_number", "'@{figure}:to'") -%}
{% set from = ("value_in_range", "f.figure_number", "'@{figure}:from'") -%}
select {{ term(to, "<=", "left", "f.figure_number", counts_as="f.counts_as", rounding="0") }}
from figure as f
where f.maximum is not null
union all
select {{ constant_term(to, "<=", "right", "f.maximum") }}
from figure as f
where f.maximum is not null
union all
select {{ constant_term(from, "<=", "left", "f.minimum") }}
from figure as f
where f.minimum is not null
union all
select {{ term(from, "<=", "right", "f.figure_number", counts_as="f.counts_as", rounding="0") }}
from figure as f
where f.minimum is not null
