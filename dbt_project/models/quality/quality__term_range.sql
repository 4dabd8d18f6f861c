-- Percentages between 0 and 100, marks between 0 and 10: the range that a metric declares.
with figure as (
    select f.*, m.minimum, m.maximum
    from {{ ref('quality__checked_figure') }} as f
    inner join {{ ref('core__metric') }} as m on f.metric_id = m.metric_id
    where f.value is not null
)

{% set identity = "concat('value_in_range:', f.figure_key, '@', f.figure_id, ':" -%}
{% set to = identity ~ "to')" -%}
{% set from = identity ~ "from')" -%}
-- A number that is printed as "about" is in range or not all the same.
select {{ term(to, "value_in_range", "<=", "left", "f", rounding="0", counts_as="'value'") }}
from figure as f
where f.maximum is not null
union all
select {{ constant_term(to, "value_in_range", "<=", "right", "f.maximum") }}
from figure as f
where f.maximum is not null
union all
select {{ constant_term(from, "value_in_range", "<=", "left", "f.minimum") }}
from figure as f
where f.minimum is not null
union all
select {{ term(from, "value_in_range", "<=", "right", "f", rounding="0", counts_as="'value'") }}
from figure as f
where f.minimum is not null
