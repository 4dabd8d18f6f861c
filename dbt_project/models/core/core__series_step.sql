{{ config(materialized="view") }}
-- How each figure developed: beside it the figure before it in its series, and the breaks that lie between them.
with series as (
    select
        *,
        {% for column in ["figure_id", "period_id", "start_date", "end_date", "value", "qualifier"] -%}
        lag({{ column }}) over (
            partition by
                organisation_id, metric_id, area_id, breakdown_id, category_id, kind, unit, grain,
                -- Intervals differ in length, so none is the one before another.
                case when grain = 'interval' then period_id end
            order by start_date
        ) as previous_{{ column }}
        {{- "," if not loop.last }}
        {% endfor %}
    from {{ ref('core__served_figure') }}
    -- A change is compared with a period of its own.
    where value is not null and compared_with_period_id is null
),

crossed as (
    -- A break inside the earlier period counts: part of that period lies before it.
    select s.figure_id, string_agg(distinct b.break_id, ', ' order by b.break_id) as crossed_break_ids
    from series as s
    inner join {{ ref('core__series_break') }} as b
        on
            s.organisation_id = b.organisation_id
            and s.metric_id = b.metric_id
            and s.previous_start_date < b.starts_on
            and s.end_date >= b.starts_on
    group by s.figure_id
)

select
    s.figure_id,
    s.figure_key,
    s.organisation_id,
    s.metric_id,
    s.metric_label_nl,
    s.metric_label_en,
    s.area_id,
    s.area_name,
    s.area_kind,
    s.breakdown_id,
    s.category_id,
    s.category_label_nl,
    s.kind,
    s.period_id,
    s.grain,
    s.start_date,
    s.end_date,
    s.unit,
    s.value,
    s.qualifier,
    s.previous_figure_id,
    s.previous_period_id,
    s.previous_end_date,
    s.previous_value,
    s.previous_qualifier,
    cast(s.value - s.previous_value as decimal(18, 4)) as change,
    case
        when s.unit not in ('percent', 'percentage_point')
            then cast(
                100.0 * cast(s.value - s.previous_value as double) / nullif(cast(s.previous_value as double), 0)
                as double
            )
    end as growth,
    case when s.previous_figure_id is not null then c.figure_id is not null end as crosses_series_break,
    c.crossed_break_ids
from series as s
left join crossed as c on s.figure_id = c.figure_id
