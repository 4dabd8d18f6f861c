-- What is printed where a number should stand and is none, and what can be read as two numbers.
{% set english_number = "[€$]? ?[-−]?([0-9]{1,3}(,[0-9]{3})+([.][0-9]+)?|[0-9]+[.][0-9]{1,4})[ %]*" -%}
{% set marks = in_guide("My table prints a dot, an x or <5") -%}
{% set spelled = in_guide("My table writes 1,361.5 or 1 361,5") -%}
{% set in_two = in_guide("My table prints 10-15 or 12 (34%)") -%}
{% set rounded = in_guide("My table is in thousands or rounded") -%}
with metric_unit as (
    select distinct metric_id, unit from {{ ref('staging__metric') }}
),

-- What the numbers of each table and report say of their notation: one that is written in Dutch only settles it.
evidence as (
    select report_id, table_id, max(case when reads_as = 'nl' then 1 else 0 end) as dutch,
        max(case when reads_as = 'en' or notation in ('en', 'si') then 1 else 0 end) as other
    from {{ ref('staging__cell') }}
    where reads_as in ('nl', 'en') or notation in ('en', 'si')
    group by report_id, table_id
),

evidence_of_report as (
    select report_id, max(dutch) as dutch, max(other) as other
    from evidence
    group by report_id
),

-- Digits that both notations read, and otherwise: 1.361 is a thousand or one and a bit. A count or an amount of euros
-- is a thousand; where it can be either, or other numbers of the report are English, somebody has to say.
unclear as (
    select c.*, 'two_notations' as fault_found
    from {{ ref('staging__cell') }} as c
    left join evidence as t on c.report_id = t.report_id and c.table_id = t.table_id
    left join evidence_of_report as r on c.report_id = r.report_id
    left join metric_unit as m on c.metric_id = m.metric_id
    where
        c.reads_as = 'both'
        and c.notation = ''
        and c.fault is null
        and c.value_status = 'printed'
        and c.value_read_said is null
        and coalesce(t.dutch, 0) = 0
        and case
            when coalesce(r.other, 0) = 1 then true
            when coalesce(r.dutch, 0) = 1 then false
            when c.decimals > 0 then coalesce(c.unit_id, m.unit) <> 'count' or c.scale > 1
            -- A range such as 0-1.361 thousand is as likely in either notation, whatever its unit.
            when c.value_low is not null and c.scale > 1 then true
            else coalesce(c.unit_id, m.unit) not in ('count', 'eur')
        end
),

faulty as (
    select *, fault as fault_found
    from {{ ref('staging__cell') }}
    where fault is not null
    union all
    select * from unclear
),

printed as (
    select *, coalesce(fault_text, value_printed) as text
    from faulty
)

select
    c.report_id, c.table_id, c.file, c.row_number, coalesce(h.column_number, c.column_number) as column_number,
    c.text,
    case c.fault_found
        when 'not_a_number'
            then concat_ws(
                '', '"', c.text, '" is not a number in ',
                case c.notation when 'en' then 'English' when 'si' then 'SI' else 'Dutch' end, ' notation'
            )
        when 'two_notations'
            then concat_ws('', '"', c.text, '" can be read in two ways: ', c.readings)
        when 'read_otherwise'
            then concat_ws('', '"', c.fault_text, '" is read where "', c.value_printed, '" is printed')
        when 'half_a_range' then concat_ws('', 'only "', c.fault_text, '" stands here: a range needs both its ends')
        when 'range_backwards' then concat_ws('', 'the range "', c.text, '" runs downwards')
        when 'unclear_range'
            then concat_ws('', '"', c.text, '" may be a range, a period, a date or a number below zero')
        when 'unpaired' then concat_ws('', '"', c.text, '" is one number, and report.yml says that two stand here')
        when 'sign_twice' then concat_ws('', '"', c.text, '" has two signs that say whether it is below zero')
        when 'withheld_number'
            then concat_ws(
                '', '"', c.text, '" is a number, and report.yml says that it is withheld here (`suppressed`)'
            )
        when 'scale_twice'
            then concat_ws(
                '', '"', c.text, '" says itself what it is multiplied by, and so does `scale: ',
                {{ plain_number("c.scale / coalesce(c.word_scale, 1)") }}, '` in report.yml'
            )
        when 'too_large' then concat_ws('', '"', c.text, '" is too large with the scale that report.yml says')
        when 'too_fine'
            then concat_ws('', '"', c.text, '" has more decimals than can be kept with the scale of report.yml')
        when 'outside_range' then concat_ws('', '"', c.value_printed, '" lies outside the range "', c.fault_text, '"')
        when 'dash_without_meaning'
            then concat_ws('', '"', c.value_printed, '" stands here, and report.yml does not say what it means')
        when 'digits_for_words'
            then concat_ws(
                '', '"', c.value_printed, '" is printed in digits, and `no_number` in report.yml holds for words only'
            )
        when 'dash_for_words'
            then concat_ws(
                '', '"', c.value_printed, '" stands here, and `no_number` in report.yml holds for words only'
            )
        when 'blank_for_words' then 'the cell is empty, and `no_number` in report.yml holds for words only'
        else 'the cell is empty, and report.yml does not say what that means'
    end as message,
    case
        when c.fault_found = 'not_a_number' and c.notation <> 'en' and {{ matches("c.text", english_number) }}
            then
                'This looks like English notation: if it is, say `notation: en` of the table or report in report.yml. '
                || '{{ spelled }}'
        when c.fault_found = 'not_a_number' and {{ matches("c.text", "-?[0-9.]+,[0-9]{5,}") }}
            then
                'Round it to the decimals that the report prints; in a workbook, give the cell the format Number with '
                || 'as many.'
        when c.fault_found = 'not_a_number' and c.key_said is not null
            then
                'Compare the cell with the report: "." stands between thousands (1.361), "," before decimals (7,8). '
                || 'If the report prints words here, say in `value_read` which number they are.'
        when c.fault_found = 'not_a_number' and {{ is_in_digits("c.text") }}
            then concat_ws(
                '',
                'Compare the cell with the report: "." stands between thousands (1.361), "," before decimals (7,8). ',
                'If a sign stands beside the number, say under `marks` in report.yml what it stands for. {{ marks }}'
            )
        when c.fault_found = 'not_a_number'
            then concat_ws(
                '',
                'If the table prints this where there is no number, say under `marks` in report.yml what it stands ',
                'for. {{ marks }} If it is about this one cell, say so in its row: ',
                'cells: {', c.column_number, ': {no_number: REASON}}.'
            )
        when c.fault_found = 'two_notations'
            then
                'Nothing else in the table settles it: say `notation: nl` or `notation: en` of the table or report in '
                || 'report.yml. {{ spelled }}'
        when c.fault_found = 'digits_for_words'
            then
                'Say `no_number` only of the cells that print words, in their rows (cells: {3: {no_number: REASON}}). '
                || 'What is no figure is `ignore`. {{ marks }}'
        when c.fault_found = 'dash_for_words'
            then 'Say `dash: zero`, `none` or `unknown` beside `no_number` in report.yml. {{ marks }}'
        when c.fault_found = 'blank_for_words'
            then 'Say `blank: zero`, `none` or `unknown` beside `no_number` in report.yml. {{ marks }}'
        when c.fault_found = 'half_a_range'
            then
                'Fill both `low` and `high`, or say the qualifier at_least or at_most of the one number. '
                || '{{ in_guide("key_figures.csv") }}'
        when c.fault_found in ('unclear_range', 'unpaired')
            then
                'Write a range as 10-15, 10 - 15 or 10 tot 15; give a number below zero its sign alone; say `ignore` '
                || 'or `no_number` of what is none. {{ in_two }}'
        when c.fault_found = 'sign_twice'
            then 'Compare the cell with the report, and its sign with `marks`. {{ marks }}'
        when c.fault_found = 'withheld_number'
            then 'Compare the cell with the report, or take `suppressed` out of report.yml for it. {{ marks }}'
        when c.fault_found in ('scale_twice', 'too_large', 'too_fine')
            then
                'Say `scale` only where the numbers do not say it themselves; of one cell, `scale: 1` in its row '
                || '(cells: {3: {scale: 1}}). {{ rounded }}'
        when c.fault_found = 'dash_without_meaning'
            then
                'Say `dash: zero`, `none` or `unknown` for the table in report.yml; for what else it may stand, say '
                || '`marks`. {{ marks }}'
        when c.fault_found = 'blank_without_meaning'
            then
                'Fill the cell as the report prints it, or say `blank: zero`, `none` or `unknown` in report.yml; for '
                || 'what else it may stand, say `marks`. {{ marks }}'
        else 'Compare the row with the report.'
    end as next_step
from printed as c
left join {{ source('raw', 'cell') }} as h
    on c.report_id = h.report_id and c.table_id = h.table_id and h.row_number = 1 and c.fault_at = h.text
