{{ config(meta={"dagster": {"ref": {"name": "core__metric"}}}) }}

-- A column of a wide mart that is no key, label or flag is a metric, and a metric of the dictionary with a formula is
-- such a column, printed, or what a printed share is of: whoever asks where a mart's cell comes from finds it in
-- core.metric. What a report defines itself is printed, or will be.
{% set wide = marts() | selectattr("shape", "eq", "wide") | map(attribute="models") | sum(start=[]) -%}
{% for model in wide -%}
-- depends_on: {{ ref(model) }}
{% endfor -%}
{% set no_metrics = [
    "organisation_id", "area_id", "area_name", "area_kind", "category_id", "category_label_nl", "category_label_en",
    "period_id", "start_date", "computed_metrics", "qualified_metrics", "series_break_id", "reason_ids",
    "has_waived_finding", "crosses_series_break"
] -%}
{# A mart has the columns of its contract. -#}
{% set columns = [] -%}
{% for model in wide if execute -%}
    {% set node = graph.nodes["model." ~ project_name ~ "." ~ model] -%}
    {% for column in node.columns if column not in no_metrics -%}
        {% do columns.append("('" ~ node.schema ~ "." ~ node.alias ~ "', '" ~ column ~ "')") -%}
    {% endfor -%}
{% endfor -%}
with wide_column as (
    select mart, column_name
    from (values {{ columns | join(", ") or "('', '')" }}) as v (mart, column_name)
)

select w.mart, w.column_name
from wide_column as w
left join {{ ref('core__metric') }} as m on w.column_name = m.metric_id
where m.metric_id is null
union all
select 'no mart', m.metric_id
from {{ ref('seed__metric') }} as m
left join wide_column as w on m.metric_id = w.column_name
where
    m.formula is not null
    and w.column_name is null
    and not exists (select 1 from {{ ref('core__figure') }} as f where m.metric_id = f.metric_id)
    and not exists (select 1 from {{ ref('core__metric') }} as s where m.metric_id = s.share_of_metric_id)
