{{ config(materialized="table") }}

-- Every text that is printed where a figure stands, or read in its place, once for each way to read it: its notation,
-- the marks that are declared, and which number of a pair is meant. Most are numbers as they stand.
{% set way = "notation, cell_marks, row_marks, column_marks, table_marks, part" -%}
with used as (
    select value_printed as text, {{ way }} from {{ ref('staging__cell_meaning') }}
    {% for said in ["value_read", "low", "high"] -%}
    union
    select {{ said }}_said, {{ way }} from {{ ref('staging__cell_meaning') }} where {{ said }}_said is not null
    {% endfor -%}
),

plain as (
    select *, trim({{ replace_all("text", blanks(), " ") }}) as plain
    from used
    where text is not null
),

paired as (
    select *, part > 0 and {{ matches("plain", "[^()]+[(][^()]+[)]") }} as is_pair
    from plain
),

own as (
    select
        *,
        case
            when not is_pair then plain
            when part = 1 then trim(split_part(plain, '(', 1))
            else trim(split_part(split_part(plain, '(', 2), ')', 1))
        end as own
    from paired
),

looked_at as (
    {{ with_number_parts("own", "own") }}
)

select
    {{ row_numbers() }} as text_key,
    text,
    {{ way }},
    is_pair,
    own,
    unit,
    cast(word_scale as bigint) as word_scale,
    bare,
    is_number
from looked_at
