-- The printed text of every cell as a number, a unit and a status, beside what is said of it.
with read as (
    select
        m.*,
        case when m.value_read_said is null then printed.bare else in_words.bare end as bare,
        case when m.value_read_said is null then printed.number else in_words.number end as number,
        case when m.value_read_said is null then printed.decimals else in_words.decimals end as decimals_printed,
        case when m.value_read_said is null then printed.is_in_digits else in_words.is_in_digits end as is_in_digits,
        printed.number as number_printed,
        printed.unit as unit_beside,
        low.number as low,
        high.number as high
    from {{ ref('staging__cell_meaning') }} as m
    left join {{ ref('staging__number') }} as printed on m.value_printed = printed.text
    left join {{ ref('staging__number') }} as in_words on m.value_read_said = in_words.text
    left join {{ ref('staging__number') }} as low on m.low_said = low.text
    left join {{ ref('staging__number') }} as high on m.high_said = high.text
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
            when bare in ('-', '–', '—') then 'dash'
            when no_number_said is not null then 'text'
            else 'printed'
        end as form,
        case
            when value_read_said is not null and number is null then 'value_read'
            -- What falls is printed without its sign, and words say so.
            when number_printed <> number and number_printed <> -number then 'value_read'
            when low_said is not null and (low is null or high_said is null or low > high) then 'low'
            when high_said is not null and (high is null or low_said is null) then 'high'
        end as fault_at
    from read
)

select
    table_key,
    row_number,
    column_number,
    document_line,
    value_printed,
    case when form <> 'text' then unit_beside end as unit_printed,
    -- An empty cell or dash that stands for something unknown cannot be read, like a smudged number.
    case
        when form = 'dash' and dash_said = 'unknown' then 'illegible'
        when form = 'blank' and blank_said = 'unknown' then 'illegible'
        else form
    end as value_status,
    case
        when form = 'printed' then number
        when form = 'dash' and dash_said = 'zero' then 0
        when form = 'blank' and blank_said = 'zero' then 0
    end as value,
    case when form = 'printed' then low end as value_low,
    case when form = 'printed' then high end as value_high,
    case when form = 'printed' and number is not null then decimals_printed end as decimals,
    case
        when fault_at = 'value_read' and number is not null then 'read_otherwise'
        when fault_at = 'low' and low > high then 'range_backwards'
        when fault_at = 'low' and low is not null and high_said is null then 'half_a_range'
        when fault_at = 'high' and high is not null and low_said is null then 'half_a_range'
        when fault_at is not null then 'not_a_number'
        when form = 'text' and is_in_digits then 'digits_for_words'
        when form = 'printed' and (number < low or number > high) then 'outside_range'
        when form = 'printed' and number is null and low is null then 'not_a_number'
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
        when form = 'printed' and (number < low or number > high) then low_said || ' - ' || high_said
    end as fault_text,
    {% for dimension in named_dimensions().split(",") -%}
    {{ dimension }}_word,
    {% endfor -%}
    coalesce(total_said = 'true', false) as is_printed_total,
    coalesce(cumulative_said = 'true', false) as is_cumulative,
    key_said,
    value_read_said,
    coalesce(note_said, case when form = 'text' then no_number_said end) as note
from judged
