-- What no report prints and printed figures of shorter periods make up: sums of what adds up over time, and what runs
-- in a period; and what the areas make up that another was made of. A period of which any report prints something, be
-- it words or a mark, has no row; nor has one by which a withheld figure could be computed.
{% set covers = {"quarter": {"month": 3}, "half_year": {"quarter": 2, "month": 6},
                 "year": {"half_year": 2, "four_months": 3, "quarter": 4, "month": 12}} -%}
{% set columns = "series_number, period_id, grain, start_date, end_date, value, parts, series_break_id, "
    ~ "has_waived_finding, first_report_id, last_report_id" -%}
{% set exact -%}
select
    e.series_number, e.period_id, e.grain, e.start_date, e.end_date, e.value, e.period_id as parts,
    e.series_break_id, e.has_waived_finding, e.report_id as first_report_id, e.report_id as last_report_id
from {{ ref('quality__exact_value') }} as e
inner join {{ ref('quality__series') }} as s on e.series_number = s.series_number
{%- endset -%}
with printed as (
    select series_number, period_id, grain
    from {{ ref('quality__checked_figure') }}
    where is_served and compared_with_period_id is null
),

broken as (
    select distinct s.series_number, b.starts_on
    from {{ ref('quality__series') }} as s
    inner join {{ ref('core__series_break') }} as b
        on s.organisation_id = b.organisation_id and s.metric_id = b.metric_id
),

-- What a later report prints otherwise, with the report that is served.
restated as (
    select distinct f.series_number, f.report_id, f.start_date, f.end_date
    from {{ ref('core__restatement') }} as r
    inner join {{ ref('quality__checked_figure') }} as f on r.figure_key = f.figure_key and f.is_served
),

{% set sums = [] -%}
{% for grain, parts in covers.items() -%}
{{ grain }}_part as (
    select k.*, i.whole_period_id
    from (
        {{ exact }}
        where s.over_time = 'sum'
        {%- for sum in sums %}
        union all
        select {{ columns }} from {{ sum }}
        {%- endfor %}
    ) as k
    inner join {{ ref('quality__period_within') }} as i
        on k.period_id = i.period_id and i.whole_grain = '{{ grain }}'
    left join printed as p
        on k.series_number = p.series_number and i.whole_period_id = p.period_id and p.grain = '{{ grain }}'
    where p.period_id is null
),

{{ grain }}_cover as (
    select
        series_number,
        whole_period_id as period_id,
        '{{ grain }}' as grain,
        grain as part_grain,
        min(start_date) as start_date,
        max(end_date) as end_date,
        cast(sum(value) as decimal(18, 4)) as value,
        {{ joined("parts", " + ", "start_date") }} as parts,
        -- Where no break lies in the period, all parts have the same.
        max(series_break_id) as series_break_id,
        bool_or(has_waived_finding) as has_waived_finding,
        min(first_report_id) as first_report_id,
        max(last_report_id) as last_report_id
    from {{ grain }}_part
    group by series_number, whole_period_id, grain
    having
        count(*) = case grain
            {%- for part, needed in parts.items() %}
            when '{{ part }}' then {{ needed }}
            {%- endfor %}
        end
),

{{ grain }}_doubtful as (
    {{ not_counted_alike(grain ~ "_cover", ["series_number"]) }}
),

{{ grain }}_sum as (
    {{ counted_alike(grain ~ "_cover", grain ~ "_doubtful") }}
),

{% do sums.append(grain ~ "_sum") -%}
{% endfor -%}
-- What runs, comes in or goes out is few of all series.
in_flow as (
    select series_number from {{ ref('quality__flow_series') }}
    union
    select inflow_series_number from {{ ref('quality__flow_series') }}
    union
    select outflow_series_number from {{ ref('quality__flow_series') }}
),

exact_flow as (
    {{ exact }}
    inner join in_flow as f on e.series_number = f.series_number
),

known_flow as (
    select {{ columns }} from exact_flow
    {%- for sum in sums %}
    union all
    select v.* from (select {{ columns }} from {{ sum }}) as v
    inner join in_flow as f on v.series_number = f.series_number
    {%- endfor %}
),

printed_flow as (
    select p.series_number, p.period_id
    from printed as p
    inner join in_flow as f on p.series_number = f.series_number
),

-- What runs in a period, beside what came in and what went out in it. Series and period are joined as one text, or else
-- the two sides may be joined by their period first, which all series share.
running as (
    select
        r.*,
        s.metric_id,
        s.inflow_metric_id,
        s.inflow_series_number,
        s.outflow_series_number,
        i.value as inflow,
        o.value as outflow,
        r.has_waived_finding or i.has_waived_finding or o.has_waived_finding as has_any_waived_finding,
        least(r.first_report_id, i.first_report_id, o.first_report_id) as first_of_reports,
        greatest(r.last_report_id, i.last_report_id, o.last_report_id) as last_of_reports
    from exact_flow as r
    inner join {{ ref('quality__flow_series') }} as s on r.series_number = s.series_number
    inner join exact_flow as i
        on s.inflow_series_number || '@' || r.period_id = i.series_number || '@' || i.period_id
    inner join exact_flow as o
        on s.outflow_series_number || '@' || r.period_id = o.series_number || '@' || o.period_id
),

{% for end in ["first", "last"] -%}
-- The {{ end }} part of every longer period that it lies in.
{{ end }}_part as (
    select r.*, i.whole_period_id
    from running as r
    inner join {{ ref('quality__period_within') }} as i on r.period_id = i.period_id and i.is_{{ end }}
    left join printed_flow as p on r.series_number = p.series_number and i.whole_period_id = p.period_id
    where p.period_id is null
),

{% endfor -%}
running_cover as (
    -- By the first part: running(period) = running(part) - inflow(part) + inflow(period).
    select
        f.series_number,
        i.period_id,
        i.grain,
        f.grain as part_grain,
        i.start_date,
        i.end_date,
        cast(f.value - f.inflow + i.value as decimal(18, 4)) as value,
        f.parts,
        concat_ws(
            '', f.metric_id, ' in ', f.period_id, ' - ', f.inflow_metric_id, ' in ', f.period_id, ' + ',
            f.inflow_metric_id
        ) as formula,
        l.series_break_id,
        f.has_any_waived_finding or l.has_any_waived_finding or i.has_waived_finding or o.has_waived_finding
            as has_waived_finding,
        least(f.first_of_reports, l.first_of_reports, i.first_report_id, o.first_report_id) as first_report_id,
        greatest(f.last_of_reports, l.last_of_reports, i.last_report_id, o.last_report_id) as last_report_id,
        f.inflow_series_number,
        f.outflow_series_number
    from first_part as f
    inner join last_part as l
        on f.series_number = l.series_number and f.whole_period_id = l.whole_period_id and f.grain = l.grain
    inner join known_flow as i
        on f.inflow_series_number || '@' || f.whole_period_id = i.series_number || '@' || i.period_id
    inner join known_flow as o
        on f.outflow_series_number || '@' || f.whole_period_id = o.series_number || '@' || o.period_id
    -- The last part must say the same: running(period) = running(part) - outflow(part) + outflow(period).
    where f.value - f.inflow + i.value = l.value - l.outflow + o.value
),

running_doubtful as (
    {{ not_counted_alike("running_cover", ["series_number", "inflow_series_number", "outflow_series_number"]) }}
),

running_sum as (
    {{ counted_alike("running_cover", "running_doubtful") }}
),

computed as (
    {% for grain in covers -%}
    select {{ columns }}, null as formula, 'time' as computed_over from {{ grain }}_sum
    union all
    {% endfor -%}
    select {{ columns }}, formula, 'time' as computed_over from running_sum
    union all
    select
        series_number, period_id, grain, start_date, end_date, value, null as parts, series_break_id,
        has_waived_finding, null as first_report_id, null as last_report_id, formula, 'areas' as computed_over
    from {{ ref('quality__value_of_predecessors') }}
),

withheld as (
    select f.series_number, s.organisation_id, s.metric_id, f.period_id, f.start_date, f.end_date
    from {{ ref('quality__checked_figure') }} as f
    inner join {{ ref('quality__series') }} as s on f.series_number = s.series_number
    where f.value_status = 'suppressed'
),

-- What makes up a total with a withheld figure: of its series in a period that shares days with its own, and of its
-- metric in its period.
telling as (
    select c.series_number, c.period_id
    from computed as c
    inner join withheld as w
        on c.series_number = w.series_number and c.start_date <= w.end_date and c.end_date >= w.start_date
    union
    select c.series_number, c.period_id
    from computed as c
    inner join {{ ref('quality__series') }} as s on c.series_number = s.series_number
    inner join withheld as w
        on s.organisation_id = w.organisation_id and s.metric_id = w.metric_id and c.period_id = w.period_id
)

select
    concat_ws('', {{ series_key("s") }}, ':', c.period_id) as figure_key,
    s.organisation_id,
    s.metric_id,
    s.area_id,
    s.breakdown_id,
    s.category_id,
    c.period_id,
    c.grain,
    c.start_date,
    c.end_date,
    c.value,
    m.unit,
    coalesce(
        c.formula,
        concat_ws('', s.metric_id, ' in ', replace(c.parts, ' + ', concat_ws('', ' + ', s.metric_id, ' in ')))
    ) as formula,
    c.series_break_id,
    c.has_waived_finding,
    c.computed_over
from computed as c
inner join {{ ref('quality__series') }} as s on c.series_number = s.series_number
inner join {{ ref('core__metric') }} as m on s.metric_id = m.metric_id
left join telling as t on c.series_number = t.series_number and c.period_id = t.period_id
where t.series_number is null
