-- Every id is also a label of itself, so that report.yml may use either.
with said as (
    select dimension, breakdown_id, label, id, report_id, table_id from {{ ref('seed__alias') }}
    union all
    select dimension, breakdown_id, label, id, report_id, table_id from {{ source('raw', 'alias') }}
    union all
    select 'organisation', null, organisation_id, organisation_id, null, null
    from {{ ref('staging__organisation') }}
    union all
    select 'organisation', null, name, organisation_id, null, null from {{ ref('staging__organisation') }}
    union all
    select 'area', null, area_id, area_id, null, null from {{ ref('staging__area') }}
    union all
    select 'area', null, name, area_id, null, null from {{ ref('staging__area') }}
    union all
    select 'metric', null, metric_id, metric_id, null, null from {{ ref('seed__metric') }}
    union all
    select 'unit', null, unit, unit, null, null from {{ ref('seed__metric') }}
    union all
    select 'breakdown', null, breakdown_id, breakdown_id, null, null from {{ ref('seed__breakdown') }}
    union all
    select 'breakdown', null, breakdown_id, breakdown_id, null, null from {{ ref('staging__category') }}
    union all
    select 'category', breakdown_id, category_id, category_id, null, null from {{ ref('staging__category') }}
    union all
    select 'category', breakdown_id, label_nl, category_id, null, null from {{ ref('staging__category') }}
    union all
    select 'qualifier', null, id, id, null, null from {{ ref('seed__alias') }} where dimension = 'qualifier'
)

select distinct
    dimension,
    breakdown_id,
    {{ normal_label("label") }} as label,
    id,
    report_id,
    table_id,
    case when table_id is not null then 3 when report_id is not null then 2 else 1 end as precedence
from said
