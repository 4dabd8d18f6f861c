-- The periods that are used, and the calendar periods that these lie in. Read from core alone, so that they can be
-- worked out again where the rows of some organisations were replaced.
{% set parents = {
    "year": ["half_year", "four_months", "quarter", "month"],
    "half_year": ["quarter", "month"],
    "quarter": ["month"]
} -%}
with named as (
    select period_id from {{ ref('core__figure') }}
    union
    select compared_with_period_id from {{ ref('core__figure') }}
    union
    select period_id from {{ ref('core__report') }}
    union
    select period_id from {{ ref('core__series_break') }}
),

used as (
    select
        period_id,
        {{ period_grain("period_id") }} as grain,
        {{ period_start("period_id") }} as start_date,
        {{ period_end("period_id") }} as end_date
    from named
    where period_id is not null
),

parent as (
    {% for parent, grains in parents.items() -%}
    select distinct
        {{ calendar_id("start_date", parent) }} as period_id,
        '{{ parent }}' as grain
    from used
    where grain in ('{{ grains | join("', '") }}')
    {% if not loop.last %}union all{% endif %}
    {% endfor -%}
),

every_period as (
    select period_id, grain, start_date, end_date from used
    union
    select period_id, grain, {{ period_start("period_id") }}, {{ period_end("period_id") }} from parent
)

select
    period_id,
    grain,
    start_date,
    end_date,
    cast({{ days_between("start_date", "end_date") }} + 1 as integer) as days,
    {% for parent, grains in parents.items() -%}
    case
        when grain in ('{{ grains | join("', '") }}')
            then {{ calendar_id("start_date", parent) }}
    end as {{ parent }}_id
    {{- "," if not loop.last }}
    {% endfor %}
from every_period
