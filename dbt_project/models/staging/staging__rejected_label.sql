-- Labels and periods that nobody knows or that can mean more than one thing, each once for the row that it is said of.
{% set breakdowns = {"category": "first_breakdown_id", "crossed_category": "crossed_breakdown_id"} -%}
{% set ids = {"breakdown": "first_breakdown_id", "category": "first_category_id"} -%}
with label as (
    {% for dimension in named_dimensions().split(",") -%}
    {% set breakdown = breakdowns[dimension] -%}
    select
        report_id, table_id, row_number, min(column_number) as column_number, min(file) as file,
        '{{ dimension }}' as dimension, {{ dimension }}_said as label,
        {{ breakdown or "cast(null as string)" }} as breakdown_id,
        {{ "organisation_said" if dimension == "area" else "cast(null as string)" }} as organisation_said
    from {{ ref('staging__cell') }}
    where
        {{ dimension }}_said is not null and {{ ids[dimension] or dimension ~ "_id" }} is null
        {%- if dimension in ["breakdown", "category"] %}
        and coalesce(category_said, '') <> 'whole'
        {%- elif dimension in ["crossed_breakdown", "crossed_category"] %}
        and coalesce(crossed_category_said, '') <> 'whole'
        {%- endif %}
        {%- if breakdown %}
        and {{ breakdown }} is not null
        {%- endif %}
        {%- if dimension == "area" %}
        -- Of an organisation that nobody knows, no city is known either.
        and organisation_id is not null
        {%- endif %}
    group by report_id, table_id, row_number, {{ dimension }}_said
        {{- ", " ~ breakdown if breakdown }}{{ ", organisation_said" if dimension == "area" }}
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

bad_period as (
    select table_key, period_said, min(fault) as fault, min(next_step) as next_step
    from {{ ref('staging__period') }}
    where period_id is null
    group by table_key, period_said
),

unknown_label as (
    select distinct
        p.report_id, p.table_id, p.dimension, p.label, p.breakdown_id, p.place,
        coalesce(n.meanings, 0) > 1 as is_ambiguous,
        g.near_id,
        concat_ws('', '; did you mean ', g.near_id, ' ("' || g.near_label || '")', '?') as near,
        g.elsewhere_id,
        b.fault,
        b.next_step,
        case when p.place is null then concat_ws('', r.folder, '/report.yml') else p.file end as file,
        case when p.place is not null then p.row_number end as row_number
    from label_place as p
    left join {{ source('raw', 'report') }} as r on p.report_id = r.report_id
    left join {{ ref('staging__report_table') }} as t on p.report_id = t.report_id and p.table_id = t.table_id
    left join {{ ref('staging__label') }} as n
        on
            t.table_key = n.table_key
            and replace(p.dimension, 'crossed_', '') = n.dimension
            and p.label = n.label
            and coalesce(p.breakdown_id, '') = coalesce(n.breakdown_id, '')
            and coalesce(p.organisation_said, '') = coalesce(n.organisation_said, '')
    left join bad_period as b
        on
            p.dimension in ('period', 'compared_with')
            and t.table_key = b.table_key
            and p.label = b.period_said
    left join {{ ref('staging__label_guess') }} as g
        on
            n.table_key = g.table_key
            and n.dimension = g.dimension
            and n.context_word = g.context_word
            and n.word = g.word
)

select
    report_id, table_id, file, row_number, place as column_number, label as text,
    concat_ws(
        '', case
            when is_ambiguous then concat_ws('', 'the ', dimension, ' "', label, '" can mean more than one thing')
            when dimension = 'metric' then concat_ws('', 'nobody defined the metric "', label, '"')
            when dimension in ('period', 'compared_with') then fault
            when dimension in ('category', 'crossed_category')
                then concat_ws('', 'no alias knows the label "', label, '" in breakdown ', breakdown_id)
            else concat_ws('', 'no alias knows the ', dimension, ' "', label, '"')
        end,
        case
            when elsewhere_id is not null and dimension = 'area'
                then concat_ws('', '; another city has one of that name (id ', elsewhere_id, ')')
            when elsewhere_id is not null
                then concat_ws('', '; another organisation has one of that name (id ', elsewhere_id, ')')
        end,
        case when near_id is not null then near end
    ) as message,
    case
        when is_ambiguous
            then 'Say which under `define`, `aliases` in report.yml, with the table that it holds in, or use the id.'
        when dimension = 'metric' and near_id is not null
            then concat_ws('', 'Say `metric: ', near_id, '` if that is meant, or correct the metric.')
        when dimension = 'metric' then 'Correct the metric, or define it under `define`, `metrics` in report.yml.'
        when dimension in ('period', 'compared_with') then next_step
        when elsewhere_id is not null
            then concat_ws(
                '', 'Define the ', dimension, ' under `define` in report.yml; if it is that one, say so there under ',
                '`aliases` (means: ', elsewhere_id, ').'
            )
        else concat_ws(
            '', 'Correct the label, or explain it: under `define` in report.yml, or in ',
            'dbt_project/seeds/seed__alias.csv (dimension ', replace(dimension, 'crossed_', ''), ').'
        )
    end as next_step
from unknown_label
