{{ config(materialized="table") }}

-- Every text that is used as a period, with the period that it names; NULL where it is no period. However its days
-- are said, a period has one id: 2023-01/2023-06 is 2023-H1.
with used as (
    select period_word as word from {{ ref('staging__cell_meaning') }}
    union
    select compared_with_word from {{ ref('staging__cell_meaning') }}
    union
    select w.word
    from {{ source('raw', 'report') }} as r
    inner join {{ ref('staging__word') }} as w on r.period = w.text
    union
    select w.word
    from {{ source('raw', 'series_break') }} as s
    inner join {{ ref('staging__word') }} as w on s.period = w.text
),

dated as (
    select
        w.word,
        w.text as period_said,
        {{ period_start("w.text") }} as start_date,
        {{ period_end("w.text") }} as end_date
    from used as u
    inner join {{ ref('staging__word') }} as w on u.word = w.word
),

named as (
    select
        word,
        period_said,
        case when start_date <= end_date then {{ period_id("start_date", "end_date") }} end as period_id,
        case when start_date <= end_date then start_date end as start_date,
        case when start_date <= end_date then end_date end as end_date
    from dated
)

select
    word,
    period_said,
    period_id,
    {{ period_grain("period_id") }} as grain,
    start_date,
    end_date
from named
