-- The figures that are served, with all that a mart shows beside a value.
with break as (
    select organisation_id, metric_id, starts_on, min(break_id) as break_id
    from {{ ref('core__series_break') }}
    group by organisation_id, metric_id, starts_on
),

-- A break counts from its day until the next: figures whose periods end in two of these spans cannot be compared.
span as (
    select
        *,
        lead(starts_on, 1, cast('9999-12-31' as date))
            over (partition by organisation_id, metric_id order by starts_on) as next_starts_on
    from break
),

-- What printed shares are of.
base as (
    select organisation_id, metric_id, area_id, period_id, breakdown_id, category_id, kind, value
    from {{ ref('core__figure') }}
    where is_served and metric_id in (select m.share_of_metric_id from {{ ref('core__metric') }} as m)
),

-- Breakdowns by which an organisation prints what a share is of: such a share is of its own category. One that divides
-- a whole among categories is of the whole.
base_by as (
    select distinct b.organisation_id, b.breakdown_id, m.metric_id
    from base as b
    inner join {{ ref('core__metric') }} as m
        on b.metric_id = m.share_of_metric_id
    where
        b.breakdown_id is not null
        and m.share_of_category_id is null
        and coalesce(m.part_metric_id, '') <> m.share_of_metric_id
),

waived as (
    select distinct c.figure_id
    from {{ ref('quality__finding_cell') }} as c
    where c.status = 'waived'
),

reason as (
    select figure_id, {{ joined("reason_id", ", ", "reason_id") }} as reason_ids
    from {{ ref('core__figure_reason') }}
    group by figure_id
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
    f.kind,
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
    b.break_id as series_break_id,
    r.reason_ids,
    w.figure_id is not null as has_waived_finding
from {{ ref('core__figure') }} as f
inner join {{ ref('core__metric') }} as m on f.metric_id = m.metric_id
inner join {{ ref('core__area') }} as a on f.area_id = a.area_id
inner join {{ ref('core__period') }} as p on f.period_id = p.period_id
left join {{ ref('core__category') }} as c
    on f.breakdown_id = c.breakdown_id and f.category_id = c.category_id
left join base_by
    on
        f.organisation_id = base_by.organisation_id
        and f.metric_id = base_by.metric_id
        and f.breakdown_id = base_by.breakdown_id
left join base
    on
        f.organisation_id = base.organisation_id
        and m.share_of_metric_id = base.metric_id
        and f.area_id = base.area_id
        and f.period_id = base.period_id
        and coalesce(base_by.breakdown_id, m.share_of_breakdown_id) is not distinct from base.breakdown_id
        and case when base_by.metric_id is null then m.share_of_category_id else f.category_id end
        is not distinct from base.category_id
        and f.kind is not distinct from base.kind
left join span as b
    on
        f.organisation_id = b.organisation_id
        and f.metric_id = b.metric_id
        and p.end_date >= b.starts_on
        and p.end_date < b.next_starts_on
left join reason as r on f.figure_id = r.figure_id
left join waived as w on f.figure_id = w.figure_id
where f.is_served
