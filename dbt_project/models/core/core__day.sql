-- The days from the first to the last day of any period: the spine of time that tools like MetricFlow ask for.
with bounds as (
    select
        min(start_date) as first_day,
        max(end_date) as last_day
    from {{ ref('core__period') }}
)

select {{ each_day("first_day", "last_day") }} as day
from bounds
where first_day is not null
