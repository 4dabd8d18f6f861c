{{ config(materialized="table") }}

-- Every text that names something, once, under a number: what cells mean is joined by it.
with said as (
    select value as text
    from {{ source('raw', 'axis') }}
    where
        dimension in (
            {%- for dimension in named_dimensions().split(",") %}
            '{{ dimension }}',
            {%- endfor %}
            {%- for dimension in second_dimensions().split(",") %}
            'second.{{ dimension }}',
            {%- endfor %}
            'marks'
        )
    union
    select period from {{ source('raw', 'report') }}
    union
    select period from {{ source('raw', 'series_break') }}
    union
    select period from {{ source('raw', 'reason') }}
)

select
    cast(row_number() over (order by text) as integer) as word,
    text,
    {{ normal_label("text") }} as normal
from said
where text is not null
