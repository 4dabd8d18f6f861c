-- Every figure of a period with the figures of one finer grain that lie in it: the parts that may make up a
-- whole in time.
with pair as (
    select
        {{ figure_columns("w", "whole") }},
        {{ figure_columns("p", "part") }},
        w.over_time as additivity,
        w.days as whole_days,
        p.days as part_days,
        p.grain as part_grain,
        p.period_id as part_period_id
    from {{ ref('quality__checked_figure') }} as w
    inner join {{ ref('quality__checked_figure') }} as p
        on
            w.series_key = p.series_key
            and p.is_served
            and {{ grain_rank("w.grain") }} > {{ grain_rank("p.grain") }}
            and w.start_date <= p.start_date
            and w.end_date >= p.end_date
    where w.is_served
),

cover as (
    select
        *,
        cast(sum(part_days) over (partition by whole_figure_id, part_grain) as bigint) as covered_days,
        count(*) over (partition by whole_figure_id, part_grain) as parts
    from pair
)

select
    *,
    concat(whole_figure_key, '/', part_grain) as parts_id,
    case
        when covered_days <> whole_days
            then concat(
                'only ', cast(parts as varchar), ' figures by ', replace(part_grain, '_', '-'), ' are printed'
            )
    end as gap
from cover
where parts >= 2
