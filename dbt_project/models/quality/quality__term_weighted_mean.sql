-- The mean of every whole against its parts weighted by volume: one aggregate per metric, since the number that the
-- report itself divided by is not printed and the volume only comes near it.
with pair as (
    {% for parts in ["over_time", "over_areas"] -%}
    select parts_id, whole_figure_id, part_figure_id
    from {{ ref('quality__part_' ~ parts) }}
    where additivity = 'mean' and gap is null and whole_counts_as = 'value'
    {% if not loop.last %}union all{% endif %}
    {% endfor -%}
),

weighted as (
    select
        p.parts_id,
        p.whole_figure_id,
        p.part_figure_id,
        w.figure_id as weight_figure_id,
        cast(case when f.counts_as = 'value' and w.counts_as = 'value' then w.value end as integer) as weight,
        count(*) over (partition by p.parts_id) as parts,
        count(case when f.counts_as = 'value' and w.counts_as = 'value' then 1 end)
            over (partition by p.parts_id) as weighted_parts,
        concat('weighted_mean:', f.organisation_id, ':', f.metric_id) as identity_id
    from pair as p
    inner join {{ ref('quality__checked_figure') }} as f on p.part_figure_id = f.figure_id
    inner join {{ ref('core__metric') }} as m
        on f.metric_id = m.metric_id and coalesce(m.mean_of_metric_id, m.share_of_metric_id) is not null
    left join {{ ref('quality__checked_figure') }} as w
        on
            f.organisation_id = w.organisation_id
            and coalesce(m.mean_of_metric_id, m.share_of_metric_id) = w.metric_id
            and f.area_id = w.area_id
            and f.period_id = w.period_id
            and w.breakdown_id is null
            and w.is_served
    where f.breakdown_id is null
),

usable as (select * from weighted where parts = weighted_parts),

-- By how much the weighted parts exceed their wholes, on average over every case counted.
member as (
    select identity_id, 'left' as side, part_figure_id as figure_id, sum(weight) as coefficient
    from usable
    group by identity_id, part_figure_id
    union all
    select identity_id, 'left', whole_figure_id, -sum(weight)
    from usable
    group by identity_id, whole_figure_id
    union all
    select identity_id, 'base', weight_figure_id, count(*)
    from usable
    group by identity_id, weight_figure_id
),

summed as (
    select identity_id, side, figure_id, cast(sum(coefficient) as integer) as coefficient
    from member
    group by identity_id, side, figure_id
)

{% for side in ["left", "base"] -%}
select {{ term("s.identity_id", "weighted_mean", "=", side, "f", coefficient="s.coefficient") }}
from summed as s
inner join {{ ref('quality__checked_figure') }} as f on s.figure_id = f.figure_id
where s.side = '{{ side }}'
union all
{% endfor -%}
select distinct {{ constant_term("identity_id", "weighted_mean", "=", "right", "0") }}
from usable
