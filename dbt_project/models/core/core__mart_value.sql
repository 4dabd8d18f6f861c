{{ config(materialized="view") }}
-- What a wide mart has a cell for: printed figures in their metric's own unit, and what shorter periods make up.
with withheld as (
    select
            organisation_id, area_id, breakdown_id, category_id, period_id,
            -- Between commas, so that each is found whole.
            concat_ws('', ',', {{ joined_once("metric_id", ",") }}, ',') as metric_ids
        from {{ ref('core__served_figure') }}
        where value_status = 'suppressed' and compared_with_period_id is null
        group by organisation_id, area_id, breakdown_id, category_id, period_id
    ),

    shown as (
        select
        s.figure_key,
        s.organisation_id,
        s.metric_id,
        s.area_id,
        s.area_name,
        s.area_kind,
        s.breakdown_id,
        s.category_id,
        s.category_label_nl,
        s.category_label_en,
        s.period_id,
        s.grain,
        s.start_date,
        s.end_date,
        s.value,
        s.qualifier,
        s.series_break_id,
        s.reason_ids,
        s.has_waived_finding,
        false as is_computed
    from {{ ref('core__served_figure') }} as s
    -- A column of a wide mart has one unit.
    inner join {{ ref('core__metric') }} as m on s.metric_id = m.metric_id and s.unit = m.unit
    where s.compared_with_period_id is null and s.kind = 'realised'
    union all
    select
        v.figure_key,
        v.organisation_id,
        v.metric_id,
        v.area_id,
        a.name,
        a.kind,
        v.breakdown_id,
        v.category_id,
        c.label_nl,
        c.label_en,
        v.period_id,
        v.grain,
        v.start_date,
        v.end_date,
        v.value,
        'exact',
        v.series_break_id,
        cast(null as string) as reason_ids,
        v.has_waived_finding,
        true
    from {{ ref('core__computed_value') }} as v
    inner join {{ ref('core__area') }} as a on v.area_id = a.area_id
    -- The areas that another was made of stand in the marts themselves: what they add up to would count twice.
    left join {{ ref('core__category') }} as c on v.breakdown_id = c.breakdown_id and v.category_id = c.category_id
    where v.computed_over = 'time'
)

select
    v.*,
    w.metric_ids as withheld_beside
from shown as v
left join withheld as w
    on
        v.organisation_id = w.organisation_id
        and v.area_id = w.area_id
        and v.breakdown_id is not distinct from w.breakdown_id
        and v.category_id is not distinct from w.category_id
        and v.period_id = w.period_id
