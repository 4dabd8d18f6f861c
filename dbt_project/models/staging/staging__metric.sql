{{ config(materialized="table") }}

{#- How a number of a unit adds up if its definition does not say so. Of a count these hold whether it is of events
    or of people: parts together are no less than the whole, and none is more. -#}
{% set usual = {
    "over_time": {"count": "distinct", "eur": "sum"},
    "over_areas": {"count": "overlap", "eur": "sum"},
    "over_categories": {"count": "sum", "eur": "sum"}
} -%}
-- A metric as the seeds or a report define it: report_id is NULL where the seeds do.
{% set columns = [
    "unit", "mart", "over_time", "over_areas", "over_categories", "inflow_metric_id", "outflow_metric_id",
    "share_of_metric_id", "share_of_breakdown_id", "share_of_category_id", "part_metric_id", "part_breakdown_id",
    "part_category_id", "difference_of_metric_id", "growth_of_metric_id", "mean_of_metric_id", "formula", "minimum",
    "maximum"
] -%}
select
    metric_id,
    label_nl,
    label_en,
    definition,
    definition_nl,
    {{ columns | join(",\n    ") }},
    cast(null as varchar) as report_id
from {{ ref('seed__metric') }}
union all
select
    metric_id,
    label_nl,
    label_en,
    coalesce(definition, label_en) as definition,
    coalesce(definition_nl, label_nl) as definition_nl,
    {% for column in columns -%}
    {% if column in usual -%}
    coalesce(
        {{ column }},
        case unit
            {%- for unit, word in usual[column].items() %}
            when '{{ unit }}' then '{{ word }}'
            {%- endfor %}
            else 'none'
        end
    ) as {{ column }},
    {% else -%}
    {{ column }},
    {% endif -%}
    {% endfor -%}
    report_id
from {{ source('raw', 'metric') }}
