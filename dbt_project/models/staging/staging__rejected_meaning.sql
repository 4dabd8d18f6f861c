-- Numbers that their meaning does not allow, meanings that lack something, and figures that are said twice.
with metric as (
    select
        metric_id,
        min(unit) as unit,
        min(share_of_metric_id) as share_of_metric_id,
        bool_or(difference_of_metric_id is not null or growth_of_metric_id is not null) as is_change,
        bool_or(coalesce(formula, '') like '%-%') as is_balance
    from {{ ref('staging__metric') }}
    group by metric_id
),

cell as (
    select
        c.*,
        coalesce(c.unit_id, m.unit) as unit,
        {{ is_distance("c") }} as is_distance,
        m.share_of_metric_id,
        m.is_change,
        m.is_balance
    from {{ ref('staging__cell') }} as c
    left join metric as m on c.metric_id = m.metric_id
),

-- Most cells have none of these: the words for a cell are put together only of those that it has.
judged as (
    select
        *,
        concat_ws(
            ' ',
            case
                when
                    unit = 'count' and coalesce(qualifier_id, 'exact') <> 'average' and decimals > 0
                    and (
                        scale <= 1
                        or value <> floor(value)
                        or value_low <> floor(value_low)
                        or value_high <> floor(value_high)
                    )
                    then 'decimals'
            end,
            case
                when unit in ('count', 'fte', 'workdays', 'days', 'hours', 'months') and value < 0 and not is_change
                    and not is_balance
                    and not is_distance
                    then 'below_zero'
            end,
            case
                when unit_printed <> unit and not (unit_printed = 'percent' and unit = 'percentage_point')
                    then 'another_unit'
            end,
            case when unit = 'percent' and share_of_metric_id is null and not is_change then 'share_of_nothing' end,
            case when metric_id is not null and is_change and compared_with_said is null then 'change_since_when' end,
            case when metric_id is not null and not is_change and compared_with_said is not null then 'no_change' end,
            {% for dimension in ["organisation", "metric", "area", "period"] -%}
            case when {{ dimension }}_said is null then 'no_{{ dimension }}' end,
            {% endfor -%}
            case
                when
                    (breakdown_said is null and category_said is not null and category_said <> 'whole')
                    or (breakdown_said is not null and category_said is null)
                    or (
                        crossed_breakdown_said is null
                        and crossed_category_said is not null
                        and crossed_category_said <> 'whole'
                    )
                    or (crossed_breakdown_said is not null and crossed_category_said is null)
                    then 'half_a_breakdown'
            end,
            case when first_breakdown_id = crossed_breakdown_id then 'crossed_with_itself' end
        ) as faults
    from cell
),

faulty as (
    select *, {{ split_rows("faults", " ") }} as wrong
    from judged
    where faults <> ''
),

meant as (
    select c.*, t.position, t.is_leading
    from {{ ref('staging__cell') }} as c
    inner join {{ ref('staging__report_table') }} as t on c.report_id = t.report_id and c.table_id = t.table_id
    where
        -- Prose may say a figure twice, and a rule compares both; the cells of a table are one each.
        c.key_said is null
        and c.organisation_id is not null
        and c.metric_id is not null
        and c.area_id is not null
        and c.period_id is not null
        and (c.breakdown_said is null or coalesce(c.category_said, '') = 'whole' or c.first_category_id is not null)
        and (
            c.crossed_breakdown_said is null
            or coalesce(c.crossed_category_said, '') = 'whole'
            or c.crossed_category_id is not null
        )
),

{% set meaning = ["organisation_id", "metric_id", "area_id", "breakdown_id", "category_id", "period_id",
    "compared_with_id", "kind"] -%}
-- Few meanings are said by more than one cell of a report, and only of these the cells are looked at.
said_again as (
    select report_id, {{ meaning | join(", ") }}
    from meant
    group by report_id, {{ meaning | join(", ") }}
    having count(*) > 1
),

again as (
    select
        m.*,
        {{ figure_key("m") }} as meaning
    from meant as m
    inner join said_again as s
        on
            m.report_id = s.report_id
            {%- for id in meaning %}
            and m.{{ id }} is not distinct from s.{{ id }}
            {%- endfor %}
),

twice as (
    -- What counts so far may print the number of its period again: "t/m Q1" beside "Q1".
    select *, count(*) over (partition by report_id, table_id, meaning, is_cumulative) as times
    from again
),

both_leading as (
    -- Where two tables lead, neither does.
    select
        *,
        row_number() over (
            partition by report_id, meaning order by position asc, row_number asc, column_number asc
        ) as print_number,
        first_value(table_id) over (
            partition by report_id, meaning order by position asc, row_number asc, column_number asc
        ) as first_table_id
    from again
    where is_leading
),

dated as (
    select distinct period_id, grain, start_date, end_date, {{ days_between("start_date", "end_date") }} + 1 as days
    from {{ ref('staging__period') }}
    where period_id is not null
),

interval_table as (
    select distinct m.report_id, m.table_id
    from meant as m
    inner join dated as d on m.period_id = d.period_id
    where d.grain = 'interval' and not m.is_cumulative
),

-- The cells of the few tables with intervals, beside their days.
spanned as (
    select m.*, p.grain, p.start_date, p.end_date, p.days
    from meant as m
    inner join dated as p on m.period_id = p.period_id
    inner join interval_table as t on m.report_id = t.report_id and m.table_id = t.table_id
    where not m.is_cumulative and m.compared_with_id is null
),

{% set about = ["report_id", "table_id", "organisation_id", "metric_id", "area_id", "breakdown_id", "category_id",
    "kind"] -%}
-- What a total is made of; grain by grain it may be there more than once.
part_of_total as (
    select
        part.*,
        whole.period_id as whole_period_id,
        whole.days as whole_days,
        sum(part.days) over (
            partition by
                {%- for id in about %}
                part.{{ id }},
                {%- endfor %}
                whole.period_id,
                part.grain
        ) as days_of_grain
    from spanned as part
    inner join spanned as whole
        on
            whole.is_printed_total
            and whole.start_date <= part.start_date
            and whole.end_date >= part.end_date
            and whole.days > part.days
            {%- for id in about %}
            and part.{{ id }} is not distinct from whole.{{ id }}
            {%- endfor %}
),

covered as (
    select distinct {{ about | join(", ") }}, whole_period_id
    from part_of_total
    where days_of_grain = whole_days
),

overlap as (
    select
        one.report_id,
        one.table_id,
        one.file,
        one.period_id,
        other.period_id as other_period_id,
        other.whole_period_id,
        other.row_number,
        other.column_number,
        row_number() over (
            partition by one.report_id, one.table_id, one.period_id, other.period_id
            order by other.row_number asc, other.column_number asc, other.whole_period_id asc
        ) as choice
    from part_of_total as one
    inner join part_of_total as other
        on
            one.whole_period_id = other.whole_period_id
            and one.start_date < other.start_date
            and other.start_date <= one.end_date
            and one.end_date < other.end_date
            and 'interval' in (one.grain, other.grain)
            {%- for id in about %}
            and one.{{ id }} is not distinct from other.{{ id }}
            {%- endfor %}
    left join covered as c
        on
            one.whole_period_id = c.whole_period_id
            {%- for id in about %}
            and one.{{ id }} is not distinct from c.{{ id }}
            {%- endfor %}
    where c.report_id is null
)

select
    report_id, table_id, file, row_number, column_number, value_printed as text,
    case wrong
        when 'decimals' then concat_ws('', '"', value_printed, '" has decimals, and a ', unit, ' has none')
        when 'below_zero' then concat_ws('', '"', value_printed, '" is below zero, and a ', unit, ' cannot be')
        when 'another_unit'
            then concat_ws(
                '', '"', value_printed, '" is printed in ', unit_printed, ', and metric ', metric_id, ' is in ', unit
            )
        when 'share_of_nothing'
            then concat_ws('', 'nothing says what this share (metric ', metric_id, ') is a share of')
        when 'change_since_when'
            then concat_ws('', 'metric ', metric_id, ' is a change, and nothing says against which period')
        when 'no_change'
            then concat_ws(
                '', 'metric ', metric_id, ' is no change, and is compared with the period "', compared_with_said, '"'
            )
        when 'half_a_breakdown'
            then 'the breakdown is said but not the category, or the category without its breakdown'
        when 'crossed_with_itself'
            then concat_ws('', 'the breakdown ', first_breakdown_id, ' is crossed with itself')
        else concat_ws('', 'nothing says which ', replace(wrong, 'no_', ''), ' this figure is about')
    end as message,
    case wrong
        when 'decimals'
            then
                'Compare the cell with the report: "." stands between thousands, "," before decimals. If its numbers '
                || 'are written otherwise (1,361 for a thousand), say `notation: en`; if it is in thousands, '
                || '`scale: 1000`. {{ in_guide("My table writes 1,361.5 or 1 361,5") }}'
        when 'below_zero' then 'Compare the cell with the report.'
        when 'another_unit'
            then 'Compare the cell with the report, or correct the metric or unit in report.yml.'
        when 'share_of_nothing'
            then
                'Name a metric that is a share, or say under `define`, `metrics` in report.yml what it is a `share_of`.'
        when 'change_since_when' then 'Say `compared_with`, the period before.'
        when 'no_change' then 'Leave `compared_with` empty, or name the metric of the change.'
        when 'half_a_breakdown'
            then
                'Say both `breakdown` and `category` in report.yml, or `category: whole` where the cell is the total; '
                || 'so with `crossed_breakdown` and `crossed_category`.'
        when 'crossed_with_itself' then 'Name the other breakdown in `crossed_breakdown` in report.yml.'
        else
            concat_ws('', 'Say `', replace(wrong, 'no_', ''), '` for the table, its columns or its rows in report.yml.')
    end as next_step
from faulty

union all

select
    report_id, table_id, file, row_number, column_number, value_printed,
    concat_ws('', 'two cells of this table say the same: ', meaning),
    concat_ws(
        '', 'Compare labels, columns and periods with the report; one of them means something else. Of a target, ',
        'budget or forecast beside its result say the `kind`.'
    )
from twice
where times > 1

union all

select
    report_id, table_id, file, row_number, column_number, value_printed,
    concat_ws('', 'this table and ', first_table_id, ' are both leading, and both print ', meaning),
    'Say `leading` in report.yml for one of the two tables only.'
from both_leading
where print_number > 1 and table_id <> first_table_id

union all

select
    report_id, table_id, file, row_number, column_number, other_period_id,
    concat_ws(
        '', 'the periods ', period_id, ' and ', other_period_id, ' overlap, ',
        'so that their numbers cannot make the total of ', whole_period_id
    ),
    concat_ws(
        '', 'Compare the periods with the report, or say `cumulative: true` of what counts from the beginning of the ',
        'year. {{ in_guide("My table is headed jan, Kw 1, t/m Q2 or schooljaar 2022/2023") }}'
    )
from overlap
where choice = 1
