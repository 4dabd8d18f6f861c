-- What came about, beside what was aimed at: figures of different kinds that are about the same.
{% set aims = ["target", "budget", "original_budget", "forecast"] -%}
with aimed as (
    -- The key without its kind is that of the result.
    select *, left(figure_key, length(figure_key) - length(kind) - 1) as result_key
    from {{ ref('core__served_figure') }}
    where kind in ('{{ aims | join("', '") }}')
),

{% for aim in aims -%}
{{ aim }} as (
    select result_key, unit, value from aimed where kind = '{{ aim }}'
),

{% endfor -%}
-- Of what is aimed at and not printed as a result, one stands for all.
awaited as (
    select *, row_number() over (partition by result_key order by figure_id) as choice
    from aimed
),

result as (
    select
        figure_id, figure_key, organisation_id, metric_id, metric_label_nl, metric_label_en, mart, area_id, area_name,
        area_kind, breakdown_id, category_id, category_label_nl, category_label_en, period_id, compared_with_period_id,
        grain, start_date, end_date, value, value_low, value_high, unit, qualifier, value_printed, value_status,
        base_metric_id, base_value, series_break_id, reason_ids, has_waived_finding
    from {{ ref('core__served_figure') }}
    where kind = 'realised'
    union all
    select
        null, a.result_key, a.organisation_id, a.metric_id, a.metric_label_nl, a.metric_label_en, a.mart, a.area_id,
        a.area_name, a.area_kind, a.breakdown_id, a.category_id, a.category_label_nl, a.category_label_en, a.period_id,
        a.compared_with_period_id, a.grain, a.start_date, a.end_date, null, null, null, a.unit, null, null, null,
        a.base_metric_id, null, a.series_break_id, null, false
    from awaited as a
    left join {{ ref('core__served_figure') }} as f on a.result_key = f.figure_key and f.kind = 'realised'
    where a.choice = 1 and f.figure_key is null
)

select
    r.figure_id,
    r.figure_key,
    r.organisation_id,
    r.metric_id,
    r.metric_label_nl,
    r.metric_label_en,
    r.mart,
    r.area_id,
    r.area_name,
    r.area_kind,
    r.breakdown_id,
    r.category_id,
    r.category_label_nl,
    r.category_label_en,
    r.period_id,
    r.compared_with_period_id,
    r.grain,
    r.start_date,
    r.end_date,
    r.value,
    r.value_low,
    r.value_high,
    r.unit,
    r.qualifier,
    r.value_printed,
    r.value_status,
    {% for aim in aims -%}
    {{ aim }}.value as {{ aim }}_value,
    cast(r.value - {{ aim }}.value as decimal(18, 4)) as over_{{ aim }},
    {% endfor -%}
    r.base_metric_id,
    r.base_value,
    r.series_break_id,
    r.reason_ids,
    r.has_waived_finding
from result as r
{%- for aim in aims %}
left join {{ aim }} on r.figure_key = {{ aim }}.result_key and r.unit = {{ aim }}.unit
{%- endfor %}
