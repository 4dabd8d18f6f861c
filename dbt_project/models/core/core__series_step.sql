-- How each figure developed: beside it the figure before it in its series, and the breaks that lie between them. Before
-- an area was there, the areas that it was made of stand in for it.
with stands_in as (
    select
        v.figure_key,
        v.organisation_id,
        v.metric_id,
        v.area_id,
        v.breakdown_id,
        v.category_id,
        v.period_id,
        v.grain,
        v.start_date,
        v.end_date,
        v.value,
        v.unit
    from {{ ref('core__computed_value') }} as v
    where v.computed_over = 'areas'
),

member as (
    select
        figure_id, figure_key, organisation_id, metric_id, metric_label_nl, metric_label_en, area_id, area_name,
        area_kind, breakdown_id, category_id, category_label_nl, kind, period_id, grain, start_date, end_date, value,
        unit, qualifier, false as is_computed
    from {{ ref('core__served_figure') }}
    -- A change is compared with a period of its own.
    where value is not null and compared_with_period_id is null
    union all
    select
        null, figure_key, organisation_id, metric_id, null, null, area_id, null, null, breakdown_id, category_id, null,
        'realised', period_id, grain, start_date, end_date, value, unit, 'exact', true
    from stands_in
),

series as (
    select
        *,
        {% for column in [
            "figure_id", "period_id", "start_date", "end_date", "value", "qualifier", "is_computed"
        ] -%}
        lag({{ column }}) over (
            partition by
                organisation_id, metric_id, area_id, breakdown_id, category_id, kind, unit, grain,
                -- Intervals differ in length, so none is the one before another.
                case when grain = 'interval' then period_id end
            order by start_date
        ) as previous_{{ column }}
        {{- "," if not loop.last }}
        {% endfor %}
    from member
),

-- What became of an area, as it is said of each that is part of it.
area_change as (
    select area_id as about_area_id, concat_ws('', area_id, ' ', change, ' ', successor_area_id) as said, ended_on
    from {{ ref('core__area_change') }}
    union all
    select successor_area_id, concat_ws('', area_id, ' ', change, ' ', successor_area_id), ended_on
    from {{ ref('core__area_change') }}
),

changed as (
    -- Of the first figure all changes before it count: by them its area came to be.
    select s.figure_id, {{ joined_once("c.said", ", ") }} as area_changes
    from series as s
    inner join area_change as c
        on
            s.area_id = c.about_area_id
            and (s.previous_start_date is null or s.previous_start_date <= c.ended_on)
            and s.end_date > c.ended_on
    where s.figure_id is not null
    group by s.figure_id
),

crossed as (
    -- A break inside the earlier period counts: part of that period lies before it.
    select s.figure_id, {{ joined_once("b.break_id", ", ") }} as crossed_break_ids
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
    case when s.previous_period_id is not null then c.figure_id is not null end as crosses_series_break,
    c.crossed_break_ids,
    coalesce(s.previous_is_computed, false) as previous_is_computed,
    case when s.previous_period_id is not null then a.figure_id is not null end as crosses_area_change,
    a.area_changes
from series as s
left join crossed as c on s.figure_id = c.figure_id
left join changed as a on s.figure_id = a.figure_id
where s.figure_id is not null
