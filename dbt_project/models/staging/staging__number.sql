{{ config(materialized="table") }}

-- Every text that is printed where a figure stands, or read in its place, once for each way to read it: as a number, a
-- range or a mark, if it is one.
with looked_again as (
    {{ with_number_parts(ref('staging__marked_text'), "said") }}
),

ranged as (
    select
        *,
        not is_number and reading is null and coalesce(unit, '') <> 'two'
        and {{ in_notation(is_range, "bare", "notation") }} as is_range
    from looked_again
),

both_ends as (
    select *, {{ range_low("bare") }} as low_bare, {{ range_high("bare") }} as high_bare
    from ranged
    where is_range
),

read as (
    select
        t.*,
        coalesce(m.is_number, t.is_number) as is_a_number,
        coalesce(m.is_range, false) as is_range,
        coalesce(m.bare, t.bare) as bare_read,
        case when m.text_key is null then t.unit else m.unit end as unit_read,
        case when m.text_key is null then t.word_scale else m.word_scale end as word_scale_read,
        m.reading,
        m.low,
        m.high,
        m.note,
        m.is_provisional,
        m.sign,
        m.signs,
        m.qualifier,
        e.low_bare,
        e.high_bare
    from {{ ref('staging__text') }} as t
    left join ranged as m on t.text_key = m.text_key
    left join both_ends as e on t.text_key = e.text_key
),

valued as (
    select
        *,
        case when is_a_number then {{ in_notation(number_value, "bare_read", "notation") }} end as number,
        case when is_a_number then {{ in_notation(number_decimals, "bare_read", "notation") }} end as number_decimals,
        case when is_range then {{ in_notation(number_value, "low_bare", "notation") }} end as range_low,
        case when is_range then {{ in_notation(number_value, "high_bare", "notation") }} end as range_high,
        case
            when is_range
                then greatest(
                    {{ in_notation(number_decimals, "low_bare", "notation") }},
                    {{ in_notation(number_decimals, "high_bare", "notation") }}
                )
        end as range_decimals,
        case
            when is_range
                then {{ range_reads_as(reads_as("low_bare"), reads_as("high_bare")) }}
            else {{ reads_as("bare_read") }}
        end as reads_as,
        is_range
        and {{ matches("low_bare", "(19|20)[0-9]{2}") }}
        and {{ matches("high_bare", "(19|20)[0-9]{2}") }} as is_two_years,
        part = 2 and not is_pair and reading is null as is_unpaired
    from read
),

judged as (
    select
        *,
        case
            when reading is not null then 'mark'
            when bare_read in ('-', '–', '—') then 'dash'
            when is_unpaired and (number is not null or is_range) then 'unpaired'
            when is_two_years then 'unclear_range'
            when is_range and coalesce(qualifier, 'between') <> 'between' then 'unclear_range'
            when is_range then 'range'
            when number is not null and (signs > 1 or signs = 1 and number < 0) then 'sign_twice'
            when number is not null and qualifier = 'between' then 'words'
            when number is not null then 'number'
            when {{ matches("bare_read", "[0-9][0-9., ]* ?[-–—−] ?[-–—−]?[0-9][0-9., ]*") }} then 'unclear_range'
            else 'words'
        end as form
    from valued
)

select
    text,
    notation,
    cell_marks,
    row_marks,
    column_marks,
    table_marks,
    part,
    form,
    bare,
    cast(case when form = 'number' and sign = 'negative' then -number when form = 'number' then number end
        as decimal(18, 4)) as number,
    case when form = 'number' then number_decimals when form = 'range' then range_decimals end as decimals,
    cast(case when form = 'range' then range_low when form = 'mark' then low end as decimal(18, 4)) as low,
    cast(case when form = 'range' then range_high when form = 'mark' then high end as decimal(18, 4)) as high,
    cast(case when form in ('number', 'range') then word_scale_read end as bigint) as word_scale,
    case
        when unit_read = 'two' or unit_read = 'percent' and word_scale_read is not null then null
        else unit_read
    end as unit,
    case when form = 'number' then qualifier end as qualifier,
    reading,
    note,
    coalesce(is_provisional, false) as is_provisional,
    {{ is_in_digits("bare") }} as is_in_digits,
    -- Which notations the digits can be written in: what they are is not clear where both can be, and differ.
    reads_as,
    case
        when reads_as = 'both' and notation = '' and form = 'range'
            then {{ two_readings(
                ["range_low", "range_high"], [number_value("low_bare", "en"), number_value("high_bare", "en")]
            ) }}
        when reads_as = 'both' and notation = '' and form = 'number'
            then {{ two_readings(
                ["case when sign = 'negative' then -number else number end"],
                ["case when sign = 'negative' then -1 else 1 end * " ~ number_value("bare_read", "en")]
            ) }}
    end as readings
from judged
