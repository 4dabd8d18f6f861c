{{ config(materialized="table") }}

-- Every text that is printed where a figure stands, or read in its place, once: as a number, if it is one.
with printed as (
    select value_printed as text from {{ ref('staging__cell_meaning') }}
    {% for said in ["value_read", "low", "high"] -%}
    union
    select {{ said }}_said from {{ ref('staging__cell_meaning') }} where {{ said }}_said is not null
    {% endfor -%}
),

stripped as (
    select text, {{ bare_number("text") }} as bare
    from printed
    where text is not null
)

select
    text,
    bare,
    {{ dutch_number("bare") }} as number,
    {{ dutch_decimals("bare") }} as decimals,
    case
        when left(text, 1) = '€' then 'eur'
        when right(text, 1) = '%' or right(text, 8) = ' procent' then 'percent'
    end as unit,
    {{ is_in_digits("bare") }} as is_in_digits
from stripped
