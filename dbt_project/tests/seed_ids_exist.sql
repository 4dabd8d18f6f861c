{{ config(meta={"dagster": {"ref": {"name": "seed__metric"}}}) }}

-- Every id that a seed refers to is defined in the seed of its kind.
{% set metric_columns = [
    "inflow_metric_id", "outflow_metric_id", "share_of_metric_id", "part_metric_id", "difference_of_metric_id",
    "growth_of_metric_id", "mean_of_metric_id"
] -%}
with defined as (
    {% for kind in ["organisation", "area", "metric", "breakdown"] -%}
    select '{{ kind }}' as kind, {{ kind }}_id as id from {{ ref('seed__' ~ kind) }}
    union all
    {% endfor -%}
    select 'category', concat(breakdown_id, '=', category_id) from {{ ref('seed__category') }}
    union all
    select 'unit', unit from {{ ref('seed__unit') }}
    union all
    {% for qualifier in [
        "exact", "about", "over", "nearly", "under", "at_least", "at_most", "between", "average"
    ] -%}
    select 'qualifier', '{{ qualifier }}'
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

referred as (
    select
        'seed__alias' as seed,
        dimension as kind,
        case when dimension = 'category' then concat(breakdown_id, '=', id) else id end as id
    from {{ ref('seed__alias') }}
    union all
    select 'seed__area_member', 'area', area_id from {{ ref('seed__area_member') }}
    union all
    select 'seed__area_member', 'area', member_area_id from {{ ref('seed__area_member') }}
    union all
    select 'seed__area_member', 'organisation', organisation_id from {{ ref('seed__area_member') }}
    union all
    select 'seed__category', 'breakdown', breakdown_id from {{ ref('seed__category') }}
    union all
    select 'seed__category', 'category', part_of_breakdown_id || '=' || part_of_category_id
    from {{ ref('seed__category') }}
    {% for column in metric_columns -%}
    union all
    select 'seed__metric', 'metric', {{ column }} from {{ ref('seed__metric') }}
    {% endfor -%}
    union all
    select 'seed__metric', 'category', share_of_breakdown_id || '=' || share_of_category_id
    from {{ ref('seed__metric') }}
    union all
    select 'seed__metric', 'category', part_breakdown_id || '=' || part_category_id
    from {{ ref('seed__metric') }}
    union all
    select 'seed__metric', 'unit', unit from {{ ref('seed__metric') }}
    union all
    select 'seed__metric_exception', 'metric', metric_id from {{ ref('seed__metric_exception') }}
    union all
    select 'seed__metric_exception', 'organisation', organisation_id from {{ ref('seed__metric_exception') }}
    union all
    select 'seed__organisation', 'area', area_id from {{ ref('seed__organisation') }}
)

select distinct r.seed, r.kind, r.id
from referred as r
left join defined as d on r.kind = d.kind and r.id = d.id
where r.id is not null and d.id is null
