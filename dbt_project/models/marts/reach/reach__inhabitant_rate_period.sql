-- What figures of an area come to per 1,000 of those who live there in the same year. The inhabitants are those of the
-- organisation's own reports if these print them, and else any other's: who lives somewhere is nobody's account.
with inhabitants as (
    select s.figure_id, s.organisation_id, s.area_id, s.period_id, s.grain, s.start_date, s.value, f.source
    from {{ ref('core__served_figure') }} as s
    inner join {{ ref('core__figure') }} as f on s.figure_id = f.figure_id
    where
        s.metric_id = 'inhabitants'
        and s.unit = 'count'
        and s.qualifier = 'exact'
        and s.value > 0
        and s.kind = 'realised'
        and s.breakdown_id is null
        and s.compared_with_period_id is null
        and extract(year from s.start_date) = extract(year from s.end_date)
),

beside as (
    select
        s.*,
        i.figure_id as inhabitants_figure_id,
        i.period_id as inhabitants_period_id,
        i.source as inhabitants_source,
        i.value as inhabitants,
        -- The number of a day says more plainly when it was counted than that of a year.
        row_number() over (
            partition by s.figure_id
            order by
                case when i.organisation_id = s.organisation_id then 0 else 1 end,
                case when i.grain = 'instant' then 0 else 1 end,
                i.start_date,
                i.figure_id
        ) as choice
    from {{ ref('core__served_figure') }} as s
    inner join inhabitants as i
        on
            s.area_id = i.area_id
            and extract(year from s.start_date) = extract(year from i.start_date)
            and extract(year from s.end_date) = extract(year from i.start_date)
    where
        s.metric_id <> 'inhabitants'
        and s.unit in ('count', 'eur', 'fte')
        and s.value is not null
        and s.kind = 'realised'
        and s.breakdown_id is null
        and s.compared_with_period_id is null
)

select
    grain,
    organisation_id,
    area_id,
    area_name,
    area_kind,
    metric_id,
    metric_label_nl,
    metric_label_en,
    period_id,
    start_date,
    end_date,
    cast(value as double) as value,
    unit,
    qualifier,
    value_printed,
    cast(inhabitants as bigint) as inhabitants,
    inhabitants_period_id,
    inhabitants_source,
    cast(1000 * value as double) / inhabitants as per_1000_inhabitants,
    series_break_id,
    reason_ids,
    has_waived_finding,
    inhabitants_figure_id,
    figure_id
from beside
where choice = 1
