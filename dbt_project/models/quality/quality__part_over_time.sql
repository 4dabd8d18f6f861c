-- Every figure of a period with the figures of one finer grain that lie in it, and with a mixture of grains that covers
-- it: the parts that may make up a whole in time.
with pair as (
    select
        {{ figure_columns("w", "whole") }},
        {{ figure_columns("p", "part") }},
        w.over_time as additivity,
        w.days as whole_days,
        w.grain as whole_grain,
        p.days as part_days,
        p.start_date as part_start_date,
        p.end_date as part_end_date,
        p.grain as part_grain
    from {{ ref('quality__checked_figure') }} as w
    inner join {{ ref('quality__checked_figure') }} as p
        on
            w.series_key = p.series_key
            and p.is_served
            and (
                {{ grain_rank("w.grain") }} > {{ grain_rank("p.grain") }}
                or w.grain = 'interval' and {{ grain_rank("p.grain") }} >= 1
            )
            and w.start_date <= p.start_date
            and w.end_date >= p.end_date
    where w.is_served
),

-- The coarsest parts printed, each standing for those inside it: two quarters and a half-year make a year.
contained as (
    select distinct p.whole_figure_id, p.part_figure_id
    from pair as p
    inner join pair as around
        on
            p.whole_figure_id = around.whole_figure_id
            and {{ grain_rank("around.part_grain") }} > {{ grain_rank("p.part_grain") }}
            and around.part_start_date <= p.part_start_date
            and around.part_end_date >= p.part_end_date
),

part as (
    select *, part_grain as parts_are from pair
    union all
    select p.*, 'mixed'
    from pair as p
    left join contained as c on p.whole_figure_id = c.whole_figure_id and p.part_figure_id = c.part_figure_id
    where c.part_figure_id is null
),

cover as (
    select
        *,
        cast(sum(part_days) over (partition by whole_figure_id, parts_are) as bigint) as covered_days,
        count(*) over (partition by whole_figure_id, parts_are) as parts,
        min(part_grain) over (partition by whole_figure_id, parts_are)
        = max(part_grain) over (partition by whole_figure_id, parts_are) as is_one_grain
    from part
)

select
    *,
    concat(whole_figure_key, '/', parts_are) as parts_id,
    case
        when covered_days <> whole_days
            then concat(
                'only ', cast(parts as varchar), ' figures by ', replace(parts_are, '_', '-'), ' are printed'
            )
    end as gap
from cover
where
    parts >= 2
    -- A mixture, or any parts of an interval, are looked at only where they cover it: nobody meant others to.
    and (parts_are <> 'mixed' or not is_one_grain)
    and (parts_are <> 'mixed' and whole_grain <> 'interval' or covered_days = whole_days)
