-- A metric as the seeds or a report define it: report_id is NULL where the seeds do.
{% set columns = [
    "metric_id", "label_nl", "label_en", "definition", "definition_nl", "unit", "mart", "over_time", "over_areas",
    "over_categories", "inflow_metric_id", "outflow_metric_id", "share_of_metric_id", "share_of_breakdown_id",
    "share_of_category_id", "part_metric_id", "part_breakdown_id", "part_category_id", "difference_of_metric_id",
    "growth_of_metric_id", "mean_of_metric_id", "formula", "minimum", "maximum"
] -%}
select
    {{ columns | join(",\n    ") }},
    cast(null as string) as report_id
from {{ ref('seed__metric') }}
union all
select
    {{ columns | join(",\n    ") }},
    report_id
from {{ source('raw', 'metric') }}
