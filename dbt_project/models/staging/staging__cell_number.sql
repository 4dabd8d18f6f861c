-- The printed text of every cell as a number, a unit and a status; nothing is looked up here.
with text as (
    select
        c.report_id,
        c.table_id,
        c.row_number,
        c.column_number,
        c.text as value_printed,
        {{ bare_number("coalesce(m.value_read_said, c.text)") }} as bare,
        {{ bare_number("m.low_said") }} as bare_low,
        {{ bare_number("m.high_said") }} as bare_high,
        m.dash_said,
        m.blank_said,
        m.no_number_said,
        {{ bare_number("c.text") }} as bare_printed,
        m.value_read_said,
        m.low_said,
        m.high_said,
        m.low_said || ' - ' || m.high_said as range_said,
        m.key_said,
        case
            when left(c.text, 1) = '€' then 'eur'
            when right(c.text, 1) = '%' or right(c.text, 8) = ' procent' then 'percent'
        end as unit_printed
    from {{ source('raw', 'cell') }} as c
    inner join {{ ref('staging__cell_meaning') }} as m
        on
            c.report_id = m.report_id
            and c.table_id = m.table_id
            and c.row_number = m.row_number
            and c.column_number = m.column_number
    where m.role is null
),

parsed as (
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
        {{ dutch_number("bare") }} as number,
        {{ dutch_number("bare_printed") }} as number_printed,
        {{ dutch_number("bare_low") }} as value_low,
        {{ dutch_number("bare_high") }} as value_high,
        {{ dutch_decimals("bare") }} as decimals_printed
    from text
),

-- What is wrong first: in key_figures.csv with the columns that explain the number, then with the number itself.
judged as (
    select
        *,
        case
            when value_read_said is not null and number is null then 'value_read'
            -- What falls is printed without its sign, and words say so.
            when number_printed <> number and number_printed <> -number then 'value_read'
            when low_said is not null and (value_low is null or high_said is null or value_low > value_high) then 'low'
            when high_said is not null and (value_high is null or low_said is null) then 'high'
        end as fault_at
    from parsed
)

select
    report_id,
    table_id,
    row_number,
    column_number,
    value_printed,
    case when form <> 'text' then unit_printed end as unit_printed,
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
    case when form = 'printed' then value_low end as value_low,
    case when form = 'printed' then value_high end as value_high,
    case when form = 'printed' and number is not null then decimals_printed end as decimals,
    case
        when fault_at = 'value_read' and number is not null then 'read_otherwise'
        when fault_at = 'low' and value_low > value_high then 'range_backwards'
        when fault_at = 'low' and value_low is not null and high_said is null then 'half_a_range'
        when fault_at = 'high' and value_high is not null and low_said is null then 'half_a_range'
        when fault_at is not null then 'not_a_number'
        when form = 'text' and {{ is_in_digits("bare") }} then 'digits_for_words'
        when form = 'printed' and (number < value_low or number > value_high) then 'outside_range'
        when form = 'printed' and number is null and value_low is null then 'not_a_number'
        when form = 'dash' and dash_said is null
            then case when no_number_said is null then 'dash_without_meaning' else 'dash_for_words' end
        when form = 'blank' and blank_said is null
            then case when no_number_said is null then 'blank_without_meaning' else 'blank_for_words' end
    end as fault,
    fault_at,
    case
        when fault_at = 'value_read' then value_read_said
        when fault_at = 'low' and value_low > value_high then range_said
        when fault_at = 'low' then low_said
        when fault_at = 'high' then high_said
        when form = 'printed' and (number < value_low or number > value_high) then range_said
    end as fault_text
from judged
