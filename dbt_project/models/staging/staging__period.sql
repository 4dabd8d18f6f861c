-- Every text that is used as a period, with its days; NULL days where it is no period.
with used as (
    select period_said as period_id
    from {{ ref('staging__cell_meaning') }}
    where period_said is not null and role is null
    union
    select compared_with_said
    from {{ ref('staging__cell_meaning') }}
    where compared_with_said is not null and role is null
    union
    select period from {{ source('raw', 'report') }}
    union
    select period from {{ source('raw', 'series_break') }}
),

dated as (
    select
        period_id,
        {{ period_grain("period_id") }} as grain,
        {{ period_start("period_id") }} as start_date,
        {{ period_end("period_id") }} as end_date
    from used
)

select
    period_id,
    case when start_date <= end_date then grain end as grain,
    case when start_date <= end_date then start_date end as start_date,
    case when start_date <= end_date then end_date end as end_date
from dated
