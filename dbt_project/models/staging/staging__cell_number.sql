-- The printed text of every cell as a number, a unit and a status, beside what is said of it.
{% set ways = ["notation", "cell_marks", "row_marks", "column_marks", "table_marks", "part"] -%}
-- What a dash, an empty cell or a column is said to stand for, once for each wording: "suppressed:0:4".
with reading as (
    select distinct
        value as said,
        split_part(value, ':', 1) as reading,
        try_cast(nullif(split_part(value, ':', 2), '') as decimal(18, 4)) as low,
        try_cast(nullif(split_part(value, ':', 3), '') as decimal(18, 4)) as high
    from {{ source('raw', 'axis') }}
    where dimension in ('dash', 'blank', 'suppressed')
),

read as (
    select
        m.*,
        case when m.value_read_said is null then printed.form else in_words.form end as form_read,
        case when m.value_read_said is null then printed.bare else in_words.bare end as bare,
        -- In key_figures.csv the word before a number has a column of its own.
        case
            when m.value_read_said is not null then in_words.number
            when m.key_said is null or printed.qualifier is null then printed.number
        end as number,
        case when m.value_read_said is null then printed.word_scale else in_words.word_scale end as word_scale,
        case when m.value_read_said is null then printed.decimals else in_words.decimals end as decimals_printed,
        case when m.value_read_said is null then printed.is_in_digits else in_words.is_in_digits end as is_in_digits,
        case when m.value_read_said is null then printed.qualifier end as qualifier_printed,
        printed.number * coalesce(printed.word_scale, 1) as number_printed,
        printed.unit as unit_beside,
        printed.reading as mark_reading,
        printed.note as mark_note,
        printed.is_provisional as is_marked_provisional,
        case
            when m.low_said is null then printed.reads_as
            else {{ range_reads_as("low.reads_as", "high.reads_as") }}
        end as reads_as,
        case
            when m.low_said is null then printed.readings
            else
                {{ two_readings(
                    ["low.number", "high.number"], [number_value("low.bare", "en"), number_value("high.bare", "en")]
                ) }}
        end as readings,
        printed.low as low_printed,
        printed.high as high_printed,
        coalesce(low.number, case when m.low_said is null and printed.form = 'range' then printed.low end) as low,
        coalesce(high.number, case when m.high_said is null and printed.form = 'range' then printed.high end) as high
    from {{ ref('staging__cell_meaning') }} as m
    {% for join, said in {
        "printed": "value_printed", "in_words": "value_read_said", "low": "low_said", "high": "high_said"
    }.items() -%}
    left join {{ ref('staging__number') }} as {{ join }}
        on
            m.{{ said }} = {{ join }}.text
            {%- for way in ways %}
            and m.{{ way }} = {{ join }}.{{ way }}
            {%- endfor %}
    {% endfor %}
),

-- What is wrong first: in key_figures.csv with the columns that explain the number, then with the number itself.
judged as (
    select
        *,
        case
            -- Of a range that stands apart ("from 12 ... up to 15") only the ends are given.
            when coalesce(bare, '') = '' and coalesce(value_printed, '') = '' and low_said is not null then 'printed'
            -- A unit without its number ("€") is not an empty cell.
            when coalesce(bare, '') = '' and coalesce(value_printed, '') = ''
                then case when key_said is not null then 'illegible' else 'blank' end
            when form_read in ('dash', 'mark') then form_read
            when no_number_said is not null then 'text'
            else 'printed'
        end as form,
        case
            when value_read_said is not null and number is null then 'value_read'
            -- What falls is printed without its sign, and words say so.
            when
                value_read_said is not null
                and number_printed <> number * coalesce(word_scale, 1)
                and number_printed <> -number * coalesce(word_scale, 1)
                then 'value_read'
            when low_said is not null and (low is null or high_said is null or low > high) then 'low'
            when high_said is not null and (high is null or low_said is null) then 'high'
        end as fault_at,
        -- As printed numbers are wide, a product is made of a wider one.
        try_cast(coalesce(scale, 1) * coalesce(word_scale, 1) as decimal(18, 6)) as full_scale
    from read
),

marked as (
    select
        j.*,
        case when j.form = 'mark' then j.mark_reading else r.reading end as reading,
        case when j.form = 'mark' then j.low_printed else r.low end as low_bound,
        case when j.form = 'mark' then j.high_printed else r.high end as high_bound,
        j.suppressed_said is not null
        and j.form = 'printed' and (j.number is not null or j.form_read = 'range') as is_withheld_number
    from judged as j
    left join reading as r
        on
            case
                when j.suppressed_said is not null and j.form <> 'mark' then j.suppressed_said
                when j.form = 'dash' then j.dash_said
                when j.form = 'blank' then j.blank_said
            end = r.said
),

-- Of most cells nothing is multiplied.
scaled as (
    select
        *,
        case
            when form = 'printed' and suppressed_said is null
                then case
                    when full_scale = 1 then number
                    else try_cast(cast(number as decimal(19, 4)) * full_scale as decimal(18, 4))
                end
            when reading = 'zero' then 0
        end as value,
        case when form = 'printed' and suppressed_said is null then low else low_bound end as low_read,
        case when form = 'printed' and suppressed_said is null then high else high_bound end as high_read
    from marked
)

select
    table_key,
    row_number,
    column_number,
    part,
    document_line,
    value_printed,
    case when form <> 'text' then unit_beside end as unit_printed,
    case
        when reading in ('suppressed', 'unknown', 'not_applicable', 'not_yet') then reading
        when form = 'mark' then 'dash'
        else form
    end as value_status,
    value,
    case
        when full_scale = 1 then low_read
        else try_cast(cast(low_read as decimal(19, 4)) * full_scale as decimal(18, 4))
    end as value_low,
    case
        when full_scale = 1 then high_read
        else try_cast(cast(high_read as decimal(19, 4)) * full_scale as decimal(18, 4))
    end as value_high,
    case when (value is not null or low is not null) and form = 'printed' then decimals_printed end as decimals,
    cast(case when form = 'printed' then full_scale else coalesce(scale, 1) end as decimal(18, 6)) as scale,
    rounded_to,
    scale_depth,
    case when form = 'printed' then word_scale end as word_scale,
    case
        when fault_at = 'value_read' and number is not null then 'read_otherwise'
        when fault_at = 'low' and low > high then 'range_backwards'
        when fault_at = 'low' and low is not null and high_said is null then 'half_a_range'
        when fault_at = 'high' and high is not null and low_said is null then 'half_a_range'
        when fault_at is not null then 'not_a_number'
        when form = 'text' and is_in_digits then 'digits_for_words'
        when is_withheld_number then 'withheld_number'
        when suppressed_said is not null then null
        when form = 'printed' and low_said is null and form_read in ('unclear_range', 'unpaired', 'sign_twice')
            then form_read
        when form = 'printed' and low > high then 'range_backwards'
        when form = 'printed' and low = high then 'unclear_range'
        when form = 'printed' and (number < low or number > high) then 'outside_range'
        when form = 'printed' and number is null and low is null then 'not_a_number'
        when form = 'printed' and scale <> 1 and (word_scale is not null or unit_beside = 'percent')
            then 'scale_twice'
        when form = 'printed' and full_scale <> 1 and number is not null and value is null then 'too_large'
        when form = 'printed' and full_scale <> 1 and value <> cast(number as decimal(19, 4)) * full_scale
            then 'too_fine'
        when form = 'dash' and dash_said is null
            then case when no_number_said is null then 'dash_without_meaning' else 'dash_for_words' end
        when form = 'blank' and blank_said is null
            then case when no_number_said is null then 'blank_without_meaning' else 'blank_for_words' end
    end as fault,
    fault_at,
    case
        when fault_at = 'value_read' then value_read_said
        when fault_at = 'low' and low > high then low_said || ' - ' || high_said
        when fault_at = 'low' then low_said
        when fault_at = 'high' then high_said
        when form = 'printed' and low_said is not null and (number < low or number > high)
            then low_said || ' - ' || high_said
        -- Of a range that is printed in words only its ends can be shown.
        when value_printed is null and low_said is not null then low_said || ' - ' || high_said
    end as fault_text,
    {% for dimension in named_dimensions().split(",") -%}
    {{ dimension }}_word,
    {% endfor -%}
    coalesce(kind_said, 'realised') as kind,
    qualifier_printed,
    coalesce(total_said = 'true', false) as is_printed_total,
    coalesce(is_marked_provisional, false) or coalesce(provisional_said = 'true', false) as is_provisional,
    coalesce(cumulative_said = 'true', false) as is_cumulative,
    notation,
    reads_as,
    readings,
    key_said,
    value_read_said,
    case
        when mark_note is null then coalesce(note_said, case when form = 'text' then no_number_said end)
        else concat_ws(' ', note_said, mark_note)
    end as note
from scaled
