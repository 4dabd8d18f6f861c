-- What no report prints and printed figures of shorter periods make up: sums of what adds up over time, and what runs
-- in a period. A period of which any report prints something, be it words or a mark, has no row.
{% set covers = {
    "quarter": {"month": 3},
    "half_year": {"quarter": 2, "month": 6},
    "year": {"half_year": 2, "quarter": 4, "month": 12},
} -%}
{% set about = ["series_key", "place_key", "organisation_id", "metric_id", "area_id", "breakdown_id", "category_id"] -%}
{% set columns = (about + [
    "period_id", "grain", "start_date", "end_date", "value", "formula", "series_break_id", "has_waived_finding",
    "first_report_id", "last_report_id",
]) | join(", ") -%}
with exact as (
    -- Exact numbers in the metric's own unit: what others add up to nobody knows.
    select
        {{ series_key("s") }} as series_key,
        {{ place_key("s") }} as place_key,
        s.organisation_id,
        s.metric_id,
        s.area_id,
        s.breakdown_id,
        s.category_id,
        s.period_id,
        s.grain,
        s.start_date,
        s.end_date,
        s.value,
        concat(s.metric_id, ' in ', s.period_id) as formula,
        s.series_break_id,
        s.has_waived_finding,
        f.report_id as first_report_id,
        f.report_id as last_report_id
    from {{ ref('core__served_figure') }} as s
    inner join {{ ref('core__figure') }} as f on s.figure_id = f.figure_id
    inner join {{ ref('core__metric') }} as m on s.metric_id = m.metric_id and s.unit = m.unit
    where
        s.value is not null
        and s.qualifier = 'exact'
        and s.compared_with_period_id is null
        and s.grain in ('month', 'quarter', 'half_year', 'year')
),

-- What a later report prints otherwise, with the report that is served.
restated as (
    select distinct
        {{ place_key("f") }} as place_key,
        f.metric_id,
        f.report_id,
        p.start_date,
        p.end_date
    from {{ ref('core__restatement') }} as r
    inner join {{ ref('core__figure') }} as f on r.figure_key = f.figure_key and f.is_served
    inner join {{ ref('core__period') }} as p on f.period_id = p.period_id
),

known_month as (
    select e.*
    from exact as e
    inner join {{ ref('core__metric_additivity') }} as a
        on e.metric_id = a.metric_id and e.organisation_id = a.organisation_id
    where a.over_time = 'sum'
),

{% set known = namespace(name="known_month") -%}
{% for grain, parts in covers.items() -%}
{{ grain }}_cover as (
    {% for part, needed in parts.items() -%}
    select
        {{ about | join(", ") }},
        {{ calendar_id("start_date", grain) }} as period_id,
        '{{ grain }}' as grain,
        min(start_date) as start_date,
        max(end_date) as end_date,
        cast(sum(value) as decimal(18, 4)) as value,
        string_agg(formula, ' + ' order by start_date) as formula,
        -- Where no break lies in the period, all parts have the same.
        max(series_break_id) as series_break_id,
        bool_or(has_waived_finding) as has_waived_finding,
        min(first_report_id) as first_report_id,
        max(last_report_id) as last_report_id,
        {{ loop.index }} as place
    from {{ known.name }}
    where grain = '{{ part }}'
    group by {{ about | join(", ") }}, {{ calendar_id("start_date", grain) }}
    having count(*) = {{ needed }}
    {% if not loop.last %}union all{% endif %}
    {% endfor -%}
),

{{ grain }}_sum as (
    -- Of several covers the one of the longest parts.
    select
        {{ columns }},
        row_number() over (partition by series_key, period_id order by place) as choice
    from {{ grain }}_cover as c
    where {{ is_counted_alike("c", ["c.metric_id"]) }}
),

known_{{ grain }} as (
    select {{ columns }}
    from {{ known.name }}
    union all
    select {{ columns }}
    from {{ grain }}_sum
    where choice = 1
),

{% set known.name = "known_" ~ grain -%}
{% endfor -%}
-- What runs in a period, beside what came in and what went out in it.
running as (
    select
        r.*,
        m.inflow_metric_id,
        m.outflow_metric_id,
        i.value as inflow,
        o.value as outflow,
        i.has_waived_finding or o.has_waived_finding as flow_has_waived_finding,
        least(i.first_report_id, o.first_report_id) as first_flow_report_id,
        greatest(i.last_report_id, o.last_report_id) as last_flow_report_id
    from exact as r
    inner join {{ ref('core__metric') }} as m on r.metric_id = m.metric_id
    inner join exact as i
        on r.place_key = i.place_key and r.period_id = i.period_id and m.inflow_metric_id = i.metric_id
    inner join exact as o
        on r.place_key = o.place_key and r.period_id = o.period_id and m.outflow_metric_id = o.metric_id
),

running_cover as (
    -- By the first part: running(period) = running(part) - inflow(part) + inflow(period).
    select
        f.series_key,
        f.place_key,
        f.organisation_id,
        f.metric_id,
        f.area_id,
        f.breakdown_id,
        f.category_id,
        i.period_id,
        i.grain,
        i.start_date,
        i.end_date,
        cast(f.value - f.inflow + i.value as decimal(18, 4)) as value,
        concat(f.formula, ' - ', f.inflow_metric_id, ' in ', f.period_id, ' + ', f.inflow_metric_id) as formula,
        l.series_break_id,
        f.has_waived_finding or f.flow_has_waived_finding or l.has_waived_finding or l.flow_has_waived_finding
        or i.has_waived_finding or o.has_waived_finding as has_waived_finding,
        least(
            f.first_report_id, f.first_flow_report_id, l.first_report_id, l.first_flow_report_id,
            i.first_report_id, o.first_report_id
        ) as first_report_id,
        greatest(
            f.last_report_id, f.last_flow_report_id, l.last_report_id, l.last_flow_report_id,
            i.last_report_id, o.last_report_id
        ) as last_report_id,
        f.inflow_metric_id,
        f.outflow_metric_id,
        {{ grain_rank("f.grain") }} as part_rank
    from running as f
    inner join running as l on f.series_key = l.series_key and f.grain = l.grain
    inner join {{ known.name }} as i
        on
            f.place_key = i.place_key
            and f.inflow_metric_id = i.metric_id
            and f.start_date = i.start_date
            and l.end_date = i.end_date
            and {{ grain_rank("i.grain") }} > {{ grain_rank("f.grain") }}
    inner join {{ known.name }} as o
        on f.place_key = o.place_key and f.outflow_metric_id = o.metric_id and i.period_id = o.period_id
    -- The last part must say the same: running(period) = running(part) - outflow(part) + outflow(period).
    where f.value - f.inflow + i.value = l.value - l.outflow + o.value
),

running_sum as (
    select
        {{ columns }},
        row_number() over (partition by series_key, period_id order by part_rank desc) as choice
    from running_cover as c
    where {{ is_counted_alike("c", ["c.metric_id", "c.inflow_metric_id", "c.outflow_metric_id"]) }}
),

computed as (
    {% for grain in covers -%}
    select * from {{ grain }}_sum
    union all
    {% endfor -%}
    select * from running_sum
)

select
    concat(c.series_key, ':', c.period_id) as figure_key,
    c.organisation_id,
    c.metric_id,
    c.area_id,
    c.breakdown_id,
    c.category_id,
    c.period_id,
    c.grain,
    c.start_date,
    c.end_date,
    c.value,
    m.unit,
    c.formula,
    c.series_break_id,
    c.has_waived_finding
from computed as c
inner join {{ ref('core__metric') }} as m on c.metric_id = m.metric_id
where c.choice = 1
