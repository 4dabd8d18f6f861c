-- The figures that are served, with all that a mart shows beside a value.
with latest_break as (
    -- The last break at or before the end of a figure's period: figures with another one cannot be compared.
    select
        f.figure_id,
        b.break_id as series_break_id,
        row_number() over (partition by f.figure_id order by b.starts_on desc, b.break_id asc) as recency
    from {{ ref('core__figure') }} as f
    inner join {{ ref('core__period') }} as p on f.period_id = p.period_id
    inner join {{ ref('core__series_break') }} as b
        on f.organisation_id = b.organisation_id and f.metric_id = b.metric_id and p.end_date >= b.starts_on
),

waived as (
    select distinct c.figure_id
    from {{ ref('quality__finding_cell') }} as c
    where c.status = 'waived'
)

select
    f.figure_id,
    f.figure_key,
    f.organisation_id,
    f.metric_id,
    m.label_nl as metric_label_nl,
    m.label_en as metric_label_en,
    m.mart,
    f.area_id,
    a.name as area_name,
    a.kind as area_kind,
    f.breakdown_id,
    f.category_id,
    c.label_nl as category_label_nl,
    c.label_en as category_label_en,
    f.period_id,
    f.compared_with_period_id,
    p.grain,
    p.start_date,
    p.end_date,
    f.value,
    f.value_low,
    f.value_high,
    f.unit,
    f.qualifier,
    f.value_printed,
    f.value_status,
    m.share_of_metric_id as base_metric_id,
    base.value as base_value,
    b.series_break_id,
    w.figure_id is not null as has_waived_finding
from {{ ref('core__figure') }} as f
inner join {{ ref('core__metric') }} as m on f.metric_id = m.metric_id
inner join {{ ref('core__area') }} as a on f.area_id = a.area_id
inner join {{ ref('core__period') }} as p on f.period_id = p.period_id
left join {{ ref('core__category') }} as c
    on f.breakdown_id = c.breakdown_id and f.category_id = c.category_id
left join {{ ref('core__figure') }} as base
    on
        base.is_served
        and f.organisation_id = base.organisation_id
        and m.share_of_metric_id = base.metric_id
        and f.area_id = base.area_id
        and f.period_id = base.period_id
        and coalesce(m.share_of_breakdown_id, '') = coalesce(base.breakdown_id, '')
        and coalesce(m.share_of_category_id, '') = coalesce(base.category_id, '')
left join latest_break as b on f.figure_id = b.figure_id and b.recency = 1
left join waived as w on f.figure_id = w.figure_id
where f.is_served
