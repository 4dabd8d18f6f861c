{{ config(materialized="table") }}

-- Every reason of a report, with the ids of the figure that it is about; NULL where nobody knows what is said. Reasons
-- are few: their words are looked up one by one, where those of the report's tables hold.
with city as (
    select organisation_id, min(area_id) as area_id
    from {{ ref('staging__organisation') }}
    group by organisation_id
),

reason as (
    select
        q.*,
        r.organisation as organisation_id,
        city.area_id as city_area_id,
        coalesce(q.area, city.area_id) as area_said,
        coalesce({{ normal_label("q.breakdown") }}, '') as breakdown_key
    from {{ source('raw', 'reason') }} as q
    inner join {{ source('raw', 'report') }} as r on q.report_id = r.report_id
    left join city on r.organisation = city.organisation_id
),

about as (
    select distinct report_id, organisation_id, city_area_id from reason
),

scope as (
    {% for scope in ["everywhere", "name", "id"] -%}
    select report_id, '{{ scope }}' as scope, '' as scope_id from about
    union all
    {% endfor -%}
    select report_id, 'report', report_id from about
    union all
    select report_id, 'city', city_area_id from about
    union all
    select report_id, 'organisation', concat_ws('', organisation_id, '@') from about
    union all
    select report_id, 'organisation', organisation_id || '@' || city_area_id from about
),

said as (
    {% for dimension, text in [("metric", "metric"), ("area", "area_said"), ("breakdown", "breakdown")] -%}
    select distinct report_id, '{{ dimension }}' as dimension, '' as breakdown_key, {{ text }} as label from reason
    union all
    {% endfor -%}
    select distinct report_id, 'category', breakdown_key, category from reason
),

candidate as (
    select distinct
        s.report_id, s.dimension, s.breakdown_key, s.label, a.id, a.precedence,
        max(a.precedence) over (partition by s.report_id, s.dimension, s.breakdown_key, s.label) as best_precedence
    from said as s
    inner join scope as c on s.report_id = c.report_id
    inner join {{ ref('staging__alias') }} as a
        on
            c.scope = a.scope
            and c.scope_id = a.scope_id
            and s.dimension = a.dimension
            and s.breakdown_key = coalesce(a.breakdown_id, '')
            and case when a.scope = 'id' then s.label else {{ normal_label("s.label") }} end = a.label
),

meant as (
    select report_id, dimension, breakdown_key, label, min(id) as id
    from candidate
    where precedence = best_precedence
    group by report_id, dimension, breakdown_key, label
    having count(distinct id) = 1
)

select
    q.report_id,
    q.reason_id,
    q.organisation_id,
    q.metric as metric_said,
    metric.id as metric_id,
    q.area_said,
    area.id as area_id,
    q.breakdown as breakdown_said,
    -- A category of two breakdowns at once is said by its ids.
    case when q.breakdown like '%+%' then q.breakdown else breakdown.id end as breakdown_id,
    q.category as category_said,
    case when q.breakdown like '%+%' then q.category else category.id end as category_id,
    q.period as period_said,
    p.period_id,
    p.fault as period_fault,
    p.next_step as period_step,
    q.reason,
    q.reason_nl,
    q.document_line,
    q.file,
    q.row_number
from reason as q
{%- for dimension, text in [("metric", "metric"), ("area", "area_said"), ("breakdown", "breakdown")] %}
left join meant as {{ dimension }}
    on
        {{ dimension }}.dimension = '{{ dimension }}'
        and q.report_id = {{ dimension }}.report_id
        and q.{{ text }} = {{ dimension }}.label
{%- endfor %}
left join meant as category
    on
        category.dimension = 'category'
        and q.report_id = category.report_id
        and q.breakdown_key = category.breakdown_key
        and q.category = category.label
left join {{ ref('staging__period') }} as p
    on p.table_key = -1 and q.report_id = p.report_id and q.period = p.period_said
