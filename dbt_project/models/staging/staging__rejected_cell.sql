{{ config(materialized="table") }}

-- All that stops a refresh, every offender at once: what the ingest noted and what has no number, label or
-- meaning here.
{% set dimensions = ["organisation", "metric", "area", "breakdown", "unit", "qualifier"] -%}
{% set english_number = "[€$]? ?[-−]?([0-9]{1,3}(,[0-9]{3})+([.][0-9]+)?|[0-9]+[.][0-9]{1,2})[ %]*" -%}
with cell as (
    select
        c.*,
        coalesce(c.unit_id, m.unit) as unit,
        m.difference_of_metric_id is not null or m.growth_of_metric_id is not null as is_change,
        m.unit as metric_unit,
        m.share_of_metric_id,
        {{ figure_key("c") }} as meaning,
        t.is_leading,
        t.position as table_position
    from {{ ref('staging__cell') }} as c
    left join {{ ref('seed__metric') }} as m on c.metric_id = m.metric_id
    left join {{ source('raw', 'report_table') }} as t on c.report_id = t.report_id and c.table_id = t.table_id
),

label as (
    {% for dimension in dimensions + ["category", "period", "compared_with"] -%}
    select
        report_id, table_id, row_number, min(column_number) as column_number, min(file) as file,
        '{{ dimension }}' as dimension, {{ dimension }}_said as label,
        {{ "breakdown_id" if dimension == "category" else "cast(null as varchar)" }} as breakdown_id,
        {{ "organisation_said" if dimension == "area" else "cast(null as varchar)" }} as organisation_said
    from cell
    where
        {{ dimension }}_said is not null and {{ dimension }}_id is null
        {%- if dimension in ["breakdown", "category"] %}
        and coalesce(category_said, '') <> 'whole'
        {%- endif %}
        {%- if dimension == "category" %}
        and breakdown_id is not null
        {%- endif %}
        {%- if dimension == "area" %}
        -- Of an organisation that nobody knows, no city is known either.
        and organisation_id is not null
        {%- endif %}
    group by report_id, table_id, row_number, {{ dimension }}_said
        {{- ", breakdown_id" if dimension == "category" }}{{ ", organisation_said" if dimension == "area" }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

label_place as (
    -- A label that stands in the table is pointed at where it stands, any other at the report file that says it.
    select
        l.report_id, l.table_id, l.row_number, l.file, l.dimension, l.label, l.breakdown_id, l.organisation_said,
        -- In key_figures.csv the same text can stand under several headings.
        coalesce(min(case when h.text = l.dimension then c.column_number end), min(c.column_number)) as place
    from label as l
    left join {{ source('raw', 'cell') }} as c
        on
            l.report_id = c.report_id
            and l.table_id = c.table_id
            and l.row_number = c.row_number
            and l.label = c.text
    left join {{ source('raw', 'cell') }} as h
        on
            c.report_id = h.report_id
            and c.table_id = h.table_id
            and c.column_number = h.column_number
            and h.row_number = 1
    group by
        l.report_id, l.table_id, l.row_number, l.file, l.dimension, l.label, l.breakdown_id, l.organisation_said
),

unknown_label as (
    select distinct
        p.report_id, p.table_id, p.dimension, p.label, p.breakdown_id, p.place,
        coalesce(n.meanings, 0) > 1 as is_ambiguous,
        g.near_id,
        concat('; did you mean ', g.near_id, ' ("' || g.near_label || '")', '?') as near,
        g.elsewhere_id,
        case when p.place is null then concat(r.folder, '/report.yml') else p.file end as file,
        case when p.place is not null then p.row_number end as row_number
    from label_place as p
    left join {{ source('raw', 'report') }} as r on p.report_id = r.report_id
    left join {{ ref('staging__label') }} as n
        on
            p.report_id = n.report_id
            and p.table_id = n.table_id
            and p.dimension = n.dimension
            and p.label = n.label
            and coalesce(p.breakdown_id, '') = coalesce(n.breakdown_id, '')
            and coalesce(p.organisation_said, '') = coalesce(n.organisation_said, '')
    left join {{ ref('staging__label_guess') }} as g
        on
            p.report_id = g.report_id
            and p.table_id = g.table_id
            and p.dimension = g.dimension
            and p.label = g.label
            and coalesce(p.breakdown_id, '') = coalesce(g.breakdown_id, '')
            and coalesce(p.organisation_said, '') = coalesce(g.organisation_said, '')
),

twice as (
    select *, count(*) over (partition by report_id, table_id, meaning) as times
    from cell
    where
        -- Prose may say a figure twice, and a rule compares both; the cells of a table are one each.
        key_said is null
        and organisation_id is not null
        and metric_id is not null
        and area_id is not null
        and period_id is not null
        and (
            breakdown_said is null or coalesce(category_said, '') = 'whole' or category_id is not null
        )
),

both_leading as (
    -- Where two tables lead, neither does.
    select
        *,
        row_number() over (
            partition by report_id, meaning order by table_position asc, row_number asc, column_number asc
        ) as print_number,
        first_value(table_id) over (
            partition by report_id, meaning order by table_position asc, row_number asc, column_number asc
        ) as first_table_id
    from twice
    where is_leading
),

scaled as (
    -- Figures under a text that says a scale. What is about a whole table is about its euros only if it names them, and
    -- never about percentages; a unit that nobody knows is told as such.
    select
        s.report_id, coalesce(s.table_id, '') as table_id, s.file, s.row_number, s.column_number, s.place, s.text,
        count(*) as figures,
        min_by(c.value_printed, 10000 * c.row_number + c.column_number) as first_printed
    from {{ ref('staging__scale') }} as s
    inner join cell as c
        on
            s.report_id = c.report_id
            and coalesce(s.table_id, c.table_id) = c.table_id
            and coalesce(s.figure_row, c.row_number) = c.row_number
            and c.column_number between coalesce(s.first_column, 1) and coalesce(s.last_column, c.column_number)
    where
        c.value_status = 'printed'
        and c.value is not null
        and c.value_read_said is null
        and (s.place <> 'the unit' or c.unit_id is not null)
        and (
            s.is_their_own
            or c.unit is null
            or c.unit not in ('percent', 'percentage_point') and (not s.is_money or c.unit = 'eur')
        )
    group by s.report_id, s.table_id, s.file, s.row_number, s.column_number, s.place, s.text
)

select
    report_id, table_id, file, row_number, column_number, text, message, next_step
from {{ source('raw', 'problem') }}

union all

select
    report_id, table_id, file, row_number, place, label,
    concat(
        case
            when is_ambiguous then concat('the ', dimension, ' "', label, '" can mean more than one thing')
            when dimension = 'metric' then concat('nobody defined the metric "', label, '"')
            when dimension in ('period', 'compared_with') then {{ no_period("label") }}
            when dimension = 'category'
                then concat('no alias knows the label "', label, '" in breakdown ', breakdown_id)
            else concat('no alias knows the ', dimension, ' "', label, '"')
        end,
        case
            when elsewhere_id is not null and dimension = 'area'
                then concat('; another city has one of that name (id ', elsewhere_id, ')')
            when elsewhere_id is not null
                then concat('; another organisation has one of that name (id ', elsewhere_id, ')')
        end,
        case when near_id is not null then near end
    ),
    case
        when is_ambiguous
            then 'Say which under `define`, `aliases` in report.yml, with the table that it holds in, or use the id.'
        when dimension = 'metric' and near_id is not null
            then concat('Say `metric: ', near_id, '` if that is meant, or correct the metric.')
        when dimension = 'metric' then 'Correct the metric, or define it in dbt_project/seeds/seed__metric.csv.'
        when dimension in ('period', 'compared_with') then {{ no_period_step("label") }}
        when elsewhere_id is not null
            then concat(
                'Define the ', dimension, ' under `define` in report.yml; if it is that one, say so there under ',
                '`aliases` (means: ', elsewhere_id, ').'
            )
        else concat(
            'Correct the label, or explain it: under `define` in report.yml, or in ',
            'dbt_project/seeds/seed__alias.csv (dimension ', dimension, ').'
        )
    end
from unknown_label

union all

select
    c.report_id, c.table_id, c.file, c.row_number, coalesce(h.column_number, c.column_number),
    coalesce(c.fault_text, c.value_printed),
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
    end,
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
    end
from cell as c
left join {{ source('raw', 'cell') }} as h
    on c.report_id = h.report_id and c.table_id = h.table_id and h.row_number = 1 and c.fault_at = h.text
where c.fault is not null

union all

select
    report_id, table_id, file, row_number, column_number, value_printed,
    concat('"', value_printed, '" has decimals, and a ', unit, ' has none'),
    'Compare the cell with the report: "." stands between thousands, "," before decimals.'
from cell
where unit = 'count' and coalesce(qualifier_id, 'exact') <> 'average' and decimals > 0

union all

select
    report_id, table_id, file, row_number, column_number, value_printed,
    concat('"', value_printed, '" is below zero, and a ', unit, ' cannot be'),
    'Compare the cell with the report.'
from cell
where unit in ('count', 'fte', 'workdays', 'days', 'hours', 'months') and value < 0 and not is_change

union all

select
    report_id, table_id, file, row_number, column_number, value_printed,
    concat('"', value_printed, '" is printed in ', unit_printed, ', and metric ', metric_id, ' is in ', unit),
    'Compare the cell with the report, or correct the metric or unit in report.yml.'
from cell
where unit_printed <> unit and not (unit_printed = 'percent' and unit = 'percentage_point')

union all

select
    report_id, table_id, file, row_number, column_number, value_printed,
    concat('nothing says what this share (metric ', metric_id, ') is a share of'),
    'Name a metric that is a share, or say its `share_of_metric_id` in dbt_project/seeds/seed__metric.csv.'
from cell
where unit = 'percent' and share_of_metric_id is null and not is_change

union all

select
    report_id, table_id, file, row_number, column_number, value_printed,
    case
        when is_change then concat('metric ', metric_id, ' is a change, and nothing says against which period')
        else concat('metric ', metric_id, ' is no change, and is compared with the period "', compared_with_said, '"')
    end,
    case
        when is_change then 'Say `compared_with`, the period before.'
        else 'Leave `compared_with` empty, or name the metric of the change.'
    end
from cell
where metric_id is not null and is_change <> (compared_with_said is not null)

union all

{% for dimension in ["organisation", "metric", "area", "period"] -%}
select
    report_id, table_id, file, row_number, column_number, value_printed,
    'nothing says which {{ dimension }} this figure is about',
    'Say `{{ dimension }}` for the table, its columns or its rows in report.yml.'
from cell
where {{ dimension }}_said is null

union all

{% endfor -%}
select
    report_id, table_id, file, row_number, column_number, value_printed,
    'the breakdown is said but not the category, or the category without its breakdown',
    'Say both `breakdown` and `category` in report.yml, or `category: whole` where the cell is the total.'
from cell
where
    (breakdown_said is null and category_said is not null and category_said <> 'whole')
    or (breakdown_said is not null and category_said is null)

union all

select
    report_id, table_id, file, row_number, column_number, value_printed,
    concat('two cells of this table say the same: ', meaning),
    'Compare labels, columns and periods with the report; one of them means something else.'
from twice
where times > 1

union all

select
    report_id, table_id, file, row_number, column_number, value_printed,
    concat('this table and ', first_table_id, ' are both leading, and both print ', meaning),
    'Say `leading` in report.yml for one of the two tables only.'
from both_leading
where print_number > 1 and table_id <> first_table_id

union all

select
    report_id, table_id, file, row_number, column_number, text,
    concat(
        place, ' says "', left(text, 100), case when length(text) > 100 then '…' else '' end, '", and ',
        case when figures = 1 then 'a number' else concat(figures, ' numbers') end,
        ' under it would be taken without that, such as ', first_printed
    ),
    concat(
        'Give these figures in key_figures.csv, with the number as printed in `number` and in full in `value_read`, ',
        'and `ignore` them in the table: a scale cannot be said yet.'
    )
from scaled

union all

select
    s.report_id, '', concat(r.folder, '/report.yml'), null, null, s.metric,
    concat(
        'the series break names the metric "', s.metric, '", and nobody defined it',
        (
            select concat('; did you mean ', min_by(n.metric_id, {{ edit_distance("s.metric", "n.label") }}), '?')
            from {{ ref('staging__metric_name') }} as n
            where {{ is_near("lower(s.metric)", "n.label") }}
            having count(*) > 0
        )
    ),
    'Correct the metric under `breaks` in report.yml, or define it in dbt_project/seeds/seed__metric.csv.'
from {{ source('raw', 'series_break') }} as s
inner join {{ source('raw', 'report') }} as r on s.report_id = r.report_id
where not exists (select 1 from {{ ref('seed__metric') }} as m where s.metric = m.metric_id)

union all

select
    r.report_id, '', concat(r.folder, '/report.yml'), null, null, r.organisation,
    concat('no alias knows the organisation "', r.organisation, '"'),
    'Correct it, or define the organisation under `define` in report.yml.'
from {{ source('raw', 'report') }} as r
where not exists (
    select 1 from {{ ref('staging__organisation') }} as o where r.organisation = o.organisation_id
)

union all

select
    r.report_id, '', concat(r.folder, '/report.yml'), null, null, p.period_said,
    {{ no_period("p.period_said") }},
    {{ no_period_step("p.period_said") }}
from {{ ref('staging__period') }} as p
inner join {{ source('raw', 'report') }} as r
    on
        r.period = p.period_said
        or exists (
            select 1 from {{ source('raw', 'series_break') }} as s
            where s.report_id = r.report_id and s.period = p.period_said
        )
where p.period_id is null

union all

select w.report_id, '', concat(r.folder, '/report.yml'), null, null, w.text, w.message, w.next_step
from {{ ref('staging__rejected_word') }} as w
inner join {{ source('raw', 'report') }} as r on w.report_id = r.report_id
