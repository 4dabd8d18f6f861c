-- Figures as the rules see them: how each counts in a sum, and how far rounding may have moved it.
select
    f.figure_id,
    f.figure_key,
    f.report_id,
    f.table_id,
    f.organisation_id,
    f.metric_id,
    f.area_id,
    f.breakdown_id,
    f.category_id,
    f.period_id,
    {{ series_key("f") }} as series_key,
    p.grain,
    p.start_date,
    p.end_date,
    p.days,
    f.value,
    f.unit,
    f.qualifier,
    f.is_served,
    t.is_key_figures,
    case
        when f.value is not null and f.qualifier in ('exact', 'average') then 'value'
        when f.value is null and f.value_status in ('dash', 'blank') then 'nothing'
        else 'unknown'
    end as counts_as,
    cast(
        case
            when f.unit = 'count' or f.value is null then 0
            else 0.5 * power(10, -coalesce(f.decimals, 0))
        end as decimal(18, 5)
    ) as rounding,
    a.over_time,
    a.over_areas,
    a.over_categories
from {{ ref('core__figure') }} as f
inner join {{ ref('core__period') }} as p on f.period_id = p.period_id
inner join {{ ref('core__report_table') }} as t on f.report_id = t.report_id and f.table_id = t.table_id
inner join {{ ref('core__metric_additivity') }} as a
    on f.metric_id = a.metric_id and f.organisation_id = a.organisation_id
