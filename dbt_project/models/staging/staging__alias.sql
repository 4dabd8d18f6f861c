{{ config(materialized="table") }}

-- Every id and name is also a label of itself, so that report.yml may use either. Where a label holds: a name in its
-- own city or organisation, an id as it is written everywhere.
with defined_area as (
    -- "organisation@city" for a part of that city, "organisation@" for what lies in no organisation's city.
    select a.area_id, a.name, a.code, concat_ws('', r.organisation, '@', c.city_area_id) as scope_id
    from {{ source('raw', 'area') }} as a
    inner join {{ source('raw', 'report') }} as r on a.report_id = r.report_id
    left join {{ ref('staging__area_city') }} as c on a.area_id = c.area_id and a.report_id = c.report_id
),

defined_category as (
    select c.breakdown_id, c.category_id, c.label_nl, concat_ws('', r.organisation, '@') as scope_id
    from {{ source('raw', 'category') }} as c
    inner join {{ source('raw', 'report') }} as r on c.report_id = r.report_id
),

defined_metric as (
    select m.metric_id, m.label_nl, m.label_en, concat_ws('', r.organisation, '@') as scope_id
    from {{ source('raw', 'metric') }} as m
    inner join {{ source('raw', 'report') }} as r on m.report_id = r.report_id
),

explained as (
    select dimension, breakdown_id, label, id, report_id, table_id from {{ ref('seed__alias') }}
    union all
    select dimension, breakdown_id, label, id, report_id, table_id from {{ source('raw', 'alias') }}
),

said as (
    select dimension, breakdown_id, label, id, 'table' as scope, concat_ws('', report_id, '/', table_id) as scope_id
    from explained
    where table_id is not null
    union all
    select dimension, breakdown_id, label, id, 'report', report_id
    from explained
    where report_id is not null and table_id is null
    union all
    select e.dimension, e.breakdown_id, e.label, e.id, 'city', c.city_area_id
    from explained as e
    inner join {{ ref('staging__area_city') }} as c on e.id = c.area_id and c.report_id is null
    where e.report_id is null and e.dimension = 'area'
    union all
    select dimension, breakdown_id, label, id, 'everywhere', ''
    from explained
    where report_id is null and dimension <> 'area'
    union all
    select 'organisation', null, organisation_id, organisation_id, 'everywhere', ''
    from {{ ref('seed__organisation') }}
    union all
    select 'organisation', null, organisation_id, organisation_id, 'everywhere', ''
    from {{ source('raw', 'organisation') }}
    union all
    select 'organisation', null, name, organisation_id, 'everywhere', '' from {{ ref('seed__organisation') }}
    union all
    select 'organisation', null, o.name, o.organisation_id, 'organisation', concat_ws('', r.organisation, '@')
    from {{ source('raw', 'organisation') }} as o
    inner join {{ source('raw', 'report') }} as r on o.report_id = r.report_id
    union all
    select 'area', null, a.area_id, a.area_id, 'city', c.city_area_id
    from {{ ref('seed__area') }} as a
    inner join {{ ref('staging__area_city') }} as c on a.area_id = c.area_id and c.report_id is null
    {% for name in ["name", "code"] -%}
    union all
    select 'area', null, a.{{ name }}, a.area_id, 'city', c.city_area_id
    from {{ ref('seed__area') }} as a
    inner join {{ ref('staging__area_city') }} as c on a.area_id = c.area_id and c.report_id is null
    where a.{{ name }} is not null
    {% endfor -%}
    union all
    select 'area', null, area_id, area_id, 'organisation', scope_id from defined_area
    union all
    select 'area', null, name, area_id, 'organisation', scope_id from defined_area
    union all
    select 'area', null, code, area_id, 'organisation', scope_id from defined_area where code is not null
    union all
    select 'metric', null, metric_id, metric_id, 'everywhere', '' from {{ ref('seed__metric') }}
    union all
    select 'metric', null, metric_id, metric_id, 'organisation', scope_id from defined_metric
    union all
    select 'metric', null, metric_id, metric_id, 'id', '' from defined_metric
    {% for name in ["label_nl", "label_en"] -%}
    union all
    select 'metric', null, {{ name }}, metric_id, 'name', '' from {{ ref('seed__metric') }}
    union all
    select 'metric', null, {{ name }}, metric_id, 'organisation', scope_id from defined_metric
    {% endfor -%}
    union all
    select 'unit', null, unit, unit, 'everywhere', '' from {{ ref('seed__unit') }}
    union all
    select 'qualifier', null, id, id, 'everywhere', '' from {{ ref('seed__alias') }} where dimension = 'qualifier'
    union all
    select 'breakdown', null, breakdown_id, breakdown_id, 'everywhere', '' from {{ ref('seed__breakdown') }}
    union all
    select 'breakdown', null, breakdown_id, breakdown_id, 'organisation', scope_id from defined_category
    union all
    select 'category', breakdown_id, category_id, category_id, 'everywhere', '' from {{ ref('seed__category') }}
    union all
    select 'category', breakdown_id, label_nl, category_id, 'everywhere', '' from {{ ref('seed__category') }}
    union all
    select 'category', breakdown_id, category_id, category_id, 'organisation', scope_id from defined_category
    union all
    select 'category', breakdown_id, label_nl, category_id, 'organisation', scope_id from defined_category
    union all
    select 'area', null, area_id, area_id, 'id', '' from {{ ref('seed__area') }}
    union all
    select 'area', null, area_id, area_id, 'id', '' from defined_area
    union all
    select 'category', breakdown_id, category_id, category_id, 'id', '' from {{ ref('seed__category') }}
    union all
    select 'category', breakdown_id, category_id, category_id, 'id', '' from defined_category
    union all
    select 'breakdown', null, breakdown_id, breakdown_id, 'id', '' from {{ ref('seed__category') }}
    union all
    select 'breakdown', null, breakdown_id, breakdown_id, 'id', '' from defined_category
)

select distinct
    dimension,
    breakdown_id,
    case when scope = 'id' then label else {{ normal_label("label") }} end as label,
    id,
    scope,
    scope_id,
    -- The narrower scope wins; the name of a metric holds where nobody says that it means another.
    case scope
        when 'table' then 6 when 'report' then 5 when 'organisation' then 4 when 'city' then 3 when 'everywhere' then 2
        when 'name' then 1 when 'id' then 0
    end as precedence
from said
