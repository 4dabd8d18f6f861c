-- Every text that is used as a period, with the period that it names; NULL where it is no period. However its days
-- are said, a period has one id: 2023-01/2023-06 is 2023-H1.
with used as (
    select period_said
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
        period_said,
        {{ period_start("period_said") }} as start_date,
        {{ period_end("period_said") }} as end_date
    from used
),

named as (
    select
        period_said,
        case when start_date <= end_date then {{ period_id("start_date", "end_date") }} end as period_id,
        case when start_date <= end_date then start_date end as start_date,
        case when start_date <= end_date then end_date end as end_date
    from dated
)

select
    period_said,
    period_id,
    {{ period_grain("period_id") }} as grain,
    start_date,
    end_date
from named
