-- The mean of every whole against its parts weighted by volume: one aggregate per metric, since the number that the
-- report itself divided by is not printed and the volume only comes near it.
with pair as (
    {% for parts in ["over_time", "over_areas"] -%}
    select whole_number, parts_are, figure_number as part_number
    from {{ ref('quality__part_' ~ parts) }}
    where additivity = 'mean' and gap is null and member = 'part'
    {% if not loop.last %}union all{% endif %}
    {% endfor -%}
),

-- Every series of a mean, and the series that it is the mean of.
weight_series as (
    select
        s.series_number,
        concat_ws('', s.organisation_id, ':', s.metric_id, {{ kind_ending("s") }}) as about,
        w.series_number as weight_series_number
    from {{ ref('quality__series') }} as s
    inner join {{ ref('core__metric') }} as m on s.metric_id = m.metric_id
    left join {{ ref('quality__series') }} as w
        on
            s.organisation_id = w.organisation_id
            and coalesce(m.mean_of_metric_id, m.share_of_metric_id) = w.metric_id
            and s.area_id = w.area_id
            and s.kind is not distinct from w.kind
            and w.breakdown_id is null
    where coalesce(m.mean_of_metric_id, m.share_of_metric_id) is not null and s.breakdown_id is null
),

weighted as (
    select
        p.whole_number,
        p.parts_are,
        p.part_number,
        w.figure_number as weight_number,
        cast(case when f.counts_as = 'value' and w.counts_as = 'value' then w.value end as integer) as weight,
        s.about
    from pair as p
    inner join {{ ref('quality__checked_figure') }} as h on p.whole_number = h.figure_number and h.counts_as = 'value'
    inner join {{ ref('quality__checked_figure') }} as f on p.part_number = f.figure_number
    inner join weight_series as s on f.series_number = s.series_number
    left join {{ ref('quality__checked_figure') }} as w
        on s.weight_series_number = w.series_number and f.period_id = w.period_id and w.is_served
),

complete as (
    select whole_number, parts_are
    from weighted
    group by whole_number, parts_are
    having count(*) = count(weight)
),

usable as (
    select w.*
    from weighted as w
    inner join complete as c on w.whole_number = c.whole_number and w.parts_are = c.parts_are
),

-- By how much the weighted parts exceed their wholes, on average over every case counted.
member as (
    select about, 'left' as side, part_number as figure_number, sum(weight) as coefficient
    from usable
    group by about, part_number
    union all
    select about, 'left', whole_number, -sum(weight)
    from usable
    group by about, whole_number
    union all
    select about, 'base', weight_number, count(*)
    from usable
    group by about, weight_number
),

summed as (
    select about, side, figure_number, cast(sum(coefficient) as integer) as coefficient
    from member
    group by about, side, figure_number
)

{% for side in ["left", "base"] -%}
select {{ term(("weighted_mean", "null", "s.about"), "=", side, "s.figure_number", coefficient="s.coefficient") }}
from summed as s
where s.side = '{{ side }}'
union all
{% endfor -%}
select distinct {{ constant_term(("weighted_mean", "null", "u.about"), "=", "right", "0") }}
from usable as u
