-- What is printed where a number should stand and is none.
{% set english_number = "[€$]? ?[-−]?([0-9]{1,3}(,[0-9]{3})+([.][0-9]+)?|[0-9]+[.][0-9]{1,2})[ %]*" -%}
select
    c.report_id, c.table_id, c.file, c.row_number, coalesce(h.column_number, c.column_number) as column_number,
    coalesce(c.fault_text, c.value_printed) as text,
    case c.fault
        when 'not_a_number'
            then concat('"', coalesce(c.fault_text, c.value_printed), '" is not a number in Dutch notation')
        when 'read_otherwise' then concat('"', c.fault_text, '" is read where "', c.value_printed, '" is printed')
        when 'half_a_range' then concat('only "', c.fault_text, '" stands here: a range needs both its ends')
        when 'range_backwards' then concat('the range "', c.fault_text, '" runs downwards')
        when 'outside_range' then concat('"', c.value_printed, '" lies outside the range "', c.fault_text, '"')
        when 'dash_without_meaning'
            then concat('"', c.value_printed, '" stands here, and report.yml does not say what it means')
        when 'digits_for_words'
            then concat(
                '"', c.value_printed, '" is printed in digits, and `no_number` in report.yml holds for words only'
            )
        when 'dash_for_words'
            then concat('"', c.value_printed, '" stands here, and `no_number` in report.yml holds for words only')
        when 'blank_for_words' then 'the cell is empty, and `no_number` in report.yml holds for words only'
        else 'the cell is empty, and report.yml does not say what that means'
    end as message,
    case
        when c.fault = 'not_a_number' and {{ matches("coalesce(c.fault_text, c.value_printed)", english_number) }}
            then
                'This looks like English notation, which cannot be said of a report: write the number in Dutch '
                || 'notation, with "." between thousands (1.361) and "," before decimals (7,8).'
        when
            c.fault = 'not_a_number'
            and {{ matches("coalesce(c.fault_text, c.value_printed)", "-?[0-9.]+,[0-9]{5,}") }}
            then
                'Round it to the decimals that the report prints; in a workbook, give the cell the format Number with '
                || 'as many.'
        when c.fault = 'not_a_number'
            then concat(
                'Compare the cell with the report: "." stands between thousands (1.361), "," before decimals (7,8). ',
                'If the report prints words here, ',
                case
                    when c.key_said is not null then 'say in `value_read` which number they are.'
                    else concat(
                        'say so of this one cell, in its row in report.yml: ',
                        'cells: {', c.column_number, ': {no_number: REASON}}.'
                    )
                end
            )
        when c.fault = 'digits_for_words'
            then
                'Say `no_number` only of the cells that print words, in their rows (cells: {3: {no_number: REASON}}). '
                || 'A range belongs in key_figures.csv; what is no figure is `ignore`.'
        when c.fault = 'dash_for_words' then 'Say `dash: zero`, `none` or `unknown` beside `no_number` in report.yml.'
        when c.fault = 'blank_for_words' then 'Say `blank: zero`, `none` or `unknown` beside `no_number` in report.yml.'
        when c.fault = 'half_a_range'
            then 'Fill both `low` and `high`, or say the qualifier at_least or at_most of the one number.'
        when c.fault = 'dash_without_meaning' then 'Say `dash: zero`, `none` or `unknown` for the table in report.yml.'
        when c.fault = 'blank_without_meaning'
            then 'Fill the cell as the report prints it, or say `blank: zero`, `none` or `unknown` in report.yml.'
        else 'Compare the row with the report.'
    end as next_step
from {{ ref('staging__cell') }} as c
left join {{ source('raw', 'cell') }} as h
    on c.report_id = h.report_id and c.table_id = h.table_id and h.row_number = 1 and c.fault_at = h.text
where c.fault is not null
