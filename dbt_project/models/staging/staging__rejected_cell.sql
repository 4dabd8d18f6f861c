{{ config(materialized="table") }}

-- All that stops a refresh, every offender at once: what the ingest noted and what has no number, label or
-- meaning here.
with metric_unit as (
    select
        metric_id,
        unit,
        max(case when {{ is_called_after_kind("name") }} then 1 else 0 end) as is_kind
    from (
        select metric_id, unit, concat_ws('', metric_id, ' ', coalesce(label_nl, '')) as name
        from {{ ref('staging__metric') }}
    ) as m
    group by metric_id, unit
),

scaled as (
    -- Figures under a text that says a scale that report.yml does not say, or says otherwise; what is said nearer to
    -- the figures counts. What is about a whole table is about its euros only if it names them, and never about
    -- percentages; a unit that nobody knows is told as such.
    select
        s.report_id, coalesce(s.table_id, '') as table_id, s.file, s.row_number, s.column_number, s.place, s.text,
        max(s.factor) as factor,
        count(*) as figures,
        max(c.scale) as scale,
        min_by(c.value_printed, 10000 * c.row_number + c.column_number) as first_printed
    from {{ ref('staging__remark') }} as s
    inner join {{ ref('staging__cell') }} as c
        on
            s.report_id = c.report_id
            and coalesce(s.table_id, c.table_id) = c.table_id
            and coalesce(s.figure_row, c.row_number) = c.row_number
            and c.column_number between coalesce(s.first_column, 1) and coalesce(s.last_column, c.column_number)
    left join metric_unit as m on c.metric_id = m.metric_id
    where
        s.says_scale
        and c.value_status = 'printed'
        and c.fault is null
        and (c.value is not null or c.value_low is not null)
        and case
            when s.factor is null then c.scale = 1 and c.scale_depth = 0
            else
                c.scale <> s.factor
                and c.scale_depth <= case when not s.is_their_own then 0 when s.figure_row is null then 1 else 2 end
        end
        and c.value_read_said is null
        and (s.place <> 'the unit' or c.unit_id is not null)
        and (
            s.is_their_own
            or coalesce(c.unit_id, m.unit) is null
            or coalesce(c.unit_id, m.unit) not in ('percent', 'percentage_point')
            and (not s.is_money or coalesce(c.unit_id, m.unit) = 'eur')
        )
    group by s.report_id, s.table_id, s.file, s.row_number, s.column_number, s.place, s.text
),

kind_said as (
    select distinct report_id, table_id, scope, row_number, column_number
    from {{ source('raw', 'axis') }}
    where dimension = 'kind'
),

-- A text that is looked up says which metric, area or category it means, and no kind.
name_said as (
    select distinct report_id, table_id, value
    from {{ source('raw', 'axis') }}
    where dimension in ('metric', 'area', 'category', 'crossed_category')
),

of_another_kind as (
    -- Figures that would be taken for results under a text that says they are none.
    select
        s.report_id, s.table_id, s.file, s.row_number, s.column_number, s.place, s.text, s.kind,
        count(*) as figures,
        min_by(c.value_printed, 10000 * c.row_number + c.column_number) as first_printed
    from {{ ref('staging__remark') }} as s
    inner join {{ ref('staging__cell') }} as c
        on
            s.report_id = c.report_id
            and s.table_id = c.table_id
            and coalesce(s.figure_row, c.row_number) = c.row_number
            and c.column_number between coalesce(s.first_column, 1) and coalesce(s.last_column, c.column_number)
    left join metric_unit as m on c.metric_id = m.metric_id
    left join name_said as n on s.report_id = n.report_id and s.table_id = n.table_id and s.text = n.value
    left join kind_said as k
        on
            c.report_id = k.report_id
            and c.table_id = k.table_id
            and (
                k.scope = 'table'
                or not s.is_their_own
                or coalesce(k.row_number, c.row_number) = c.row_number
                and coalesce(k.column_number, c.column_number) = c.column_number
            )
    where
        s.kind is not null
        and c.kind = 'realised'
        and c.key_said is null
        and c.value_status = 'printed'
        and c.fault is null
        and coalesce(m.is_kind, 0) = 0
        and not {{ is_called_after_kind("coalesce(c.category_id, '')") }}
        and n.report_id is null
        and k.report_id is null
    group by s.report_id, s.table_id, s.file, s.row_number, s.column_number, s.place, s.text, s.kind
),

-- The metrics of series breaks that nobody defined, and what may have been meant.
unknown_metric as (
    select distinct s.metric
    from {{ source('raw', 'series_break') }} as s
    where not exists (select 1 from {{ ref('staging__metric') }} as m where s.metric = m.metric_id)
),

near_metric as (
    select metric, metric_id
    from (
        select
            u.metric,
            n.metric_id,
            row_number() over (
                partition by u.metric order by {{ edit_distance("u.metric", "n.label") }}, n.metric_id
            ) as place
        from unknown_metric as u
        inner join {{ ref('staging__metric_name') }} as n on {{ is_near("lower(u.metric)", "n.label") }}
    ) as p
    where place = 1
)

select report_id, table_id, file, row_number, column_number, text, message, next_step
from {{ source('raw', 'problem') }}

{% for kind in ["label", "number", "meaning"] -%}
union all

select report_id, table_id, file, row_number, column_number, text, message, next_step
from {{ ref('staging__rejected_' ~ kind) }}

{% endfor -%}
union all

select
    report_id, table_id, file, row_number, column_number, text,
    concat_ws(
        '', place, ' says "', left(text, 100), case when length(text) > 100 then '…' else '' end, '", and ',
        case
            when scale <> 1
                then concat_ws(
                    '', 'report.yml says `scale: ', {{ plain_number("scale") }}, '` of figures under it, such as ',
                    first_printed
                )
            else concat_ws(
                '', case when figures = 1 then 'a number' else concat_ws('', figures, ' numbers') end,
                ' under it would be taken without that, such as ', first_printed
            )
        end
    ),
    concat_ws(
        '',
        'Say `scale: ', coalesce({{ plain_number("factor") }}, '1000'), '` of the table, its columns or its rows in ',
        'report.yml; of a column or row that it is not about, `scale: 1`. ',
        '{{ in_guide("My table is in thousands or rounded") }}'
    )
from scaled

union all

select
    report_id, table_id, file, row_number, column_number, text,
    concat_ws(
        '', place, ' says "', left(text, 100), case when length(text) > 100 then '…' else '' end, '", and ',
        case when figures = 1 then 'a number' else concat_ws('', figures, ' numbers') end,
        ' under it would be taken for what came about, such as ', first_printed
    ),
    concat_ws(
        '', 'Say `kind: ', kind, '` of the table, its columns or its rows in report.yml; if they did come about, ',
        '`kind: realised`. {{ in_guide("My table has a target beside the result") }}'
    )
from of_another_kind

union all

select
    s.report_id, '', concat_ws('', r.folder, '/report.yml'), null, null, s.metric,
    concat_ws(
        '', 'the series break names the metric "', s.metric, '", and nobody defined it',
        '; did you mean ' || n.metric_id || '?'
    ),
    'Correct the metric under `breaks` in report.yml, or define it under `define`, `metrics` there.'
from {{ source('raw', 'series_break') }} as s
inner join {{ source('raw', 'report') }} as r on s.report_id = r.report_id
inner join unknown_metric as u on s.metric = u.metric
left join near_metric as n on s.metric = n.metric

union all

select
    r.report_id, '', concat_ws('', r.folder, '/report.yml'), null, null, r.organisation,
    concat_ws('', 'no alias knows the organisation "', r.organisation, '"'),
    'Correct it, or define the organisation under `define` in report.yml.'
from {{ source('raw', 'report') }} as r
where not exists (
    select 1 from {{ ref('staging__organisation') }} as o where r.organisation = o.organisation_id
)

union all

select
    r.report_id, '', concat_ws('', r.folder, '/report.yml'), null, null, p.period_said,
    p.fault,
    p.next_step
from {{ ref('staging__period') }} as p
inner join {{ source('raw', 'report') }} as r on p.report_id = r.report_id
where p.table_key = 0 and p.period_id is null

union all

-- Of labels that nobody knows one may be meant to be such a word: they are told first.
select
    min(s.report_id), '', s.file, null, null, null,
    'none of the words that this file defines is used by a report of the organisation',
    'Correct the words, or take the file out until a report uses them.'
from {{ source('raw', 'shared_word') }} as s
left join {{ ref('staging__report_table') }} as t on s.report_id = t.report_id
left join {{ ref('staging__label') }} as n
    on
        t.table_key = n.table_key
        and (
            n.meanings <> 1
            or s.dimension = n.dimension
            and s.id = n.id
            and coalesce(s.breakdown_id, '') = coalesce(n.breakdown_id, '')
        )
left join {{ source('raw', 'problem') }} as p on s.report_id = p.report_id
group by s.file
having count(n.word) = 0 and count(p.report_id) = 0

union all

select report_id, table_id, file, row_number, column_number, text, message, next_step
from {{ ref('staging__rejected_reason') }}

union all

select w.report_id, '', concat_ws('', r.folder, '/report.yml'), null, null, w.text, w.message, w.next_step
from {{ ref('staging__rejected_word') }} as w
inner join {{ source('raw', 'report') }} as r on w.report_id = r.report_id
