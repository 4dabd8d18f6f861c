{% macro long_mart(mart, shape) -%}
    {#-
        Every served figure of a mart, a row each. shape: `city` (a whole city), `area` (teams and groups) or
        `category` (any area, broken down).
    -#}
select
    grain,
    organisation_id,
    area_id,
    area_name,
    area_kind,
    {% if shape == "category" -%}
    breakdown_id,
    category_id,
    category_label_nl,
    category_label_en,
    {% endif -%}
    metric_id,
    metric_label_nl,
    metric_label_en,
    period_id,
    start_date,
    end_date,
    compared_with_period_id,
    cast(value as double) as value,
    cast(value_low as double) as value_low,
    cast(value_high as double) as value_high,
    unit,
    qualifier,
    value_printed,
    value_status,
    base_metric_id,
    cast(base_value as double) as base_value,
    series_break_id,
    has_waived_finding,
    figure_id
from {{ ref('core__served_figure') }}
where
    mart = '{{ mart }}'
    {% if shape == "category" -%}
    and breakdown_id is not null
    {%- elif shape == "city" -%}
    and breakdown_id is null and area_kind = 'city'
    {%- else -%}
    and breakdown_id is null and area_kind <> 'city'
    {%- endif %}
{%- endmacro %}

{% macro metric_column(metric_id, type="bigint") -%}
    {#- The value of one metric as a column of a wide mart. -#}
    cast(max(case when metric_id = '{{ metric_id }}' then value end) as {{ type }}) as {{ metric_id }}
{%- endmacro %}

{% macro metric_column_at_end(metric_id, type="bigint") -%}
    {#- The same for a metric that is read at the end of the row's period: what it was on the last day. -#}
    cast(max(case when metric_id = '{{ metric_id }}' then value end) as {{ type }}) as {{ metric_id }}_at_end
{%- endmacro %}

{% macro row_flags(column="metric_id") -%}
    {#- What a reader must know of a row's values beside the numbers. column: the name of a value's column. -#}
    string_agg(case when is_computed then {{ column }} end, ', ' order by {{ column }}) as computed_metrics,
    string_agg(case when qualifier <> 'exact' then concat(metric_id, ': ', qualifier) end, ', ' order by metric_id)
        as qualified_metrics,
    string_agg(distinct series_break_id, ', ' order by series_break_id) as series_break_id,
    bool_or(has_waived_finding) as has_waived_finding
{%- endmacro %}

{% macro case_mart(area_kinds, grain) -%}
    {#- Cases and waiting time of one kind of area and period: a row per area and period, a column per metric. -#}
with pivoted as (
    select
        organisation_id,
        area_id,
        area_name,
        period_id,
        start_date,
        {{ metric_column("cases_started") }},
        {{ metric_column("cases_running") }},
        {{ metric_column("cases_closed") }},
        {{ metric_column("wait_workdays", "double") }},
        {{ row_flags() }}
    from {{ ref('core__mart_value') }}
    where
        metric_id in ('cases_started', 'cases_running', 'cases_closed', 'wait_workdays')
        and breakdown_id is null
        and area_kind in ('{{ area_kinds | join("', '") }}')
        and grain = '{{ grain }}'
    group by organisation_id, area_id, area_name, period_id, start_date
)

select
    organisation_id,
    area_id,
    area_name,
    period_id,
    start_date,
    cases_started,
    cases_running,
    cases_closed,
    cases_running - cases_started as opening_stock,
    cases_running - cases_closed as closing_stock,
    cases_started - cases_closed as net_flow,
    wait_workdays,
    computed_metrics,
    qualified_metrics,
    series_break_id,
    has_waived_finding
from pivoted
{%- endmacro %}

{% macro client_mart(grain) -%}
    {#- Unique clients of every team in periods of one grain. -#}
select
    organisation_id,
    area_id,
    area_name,
    period_id,
    start_date,
    {{ metric_column("unique_clients") }},
    {{ row_flags() }}
from {{ ref('core__mart_value') }}
where
    metric_id = 'unique_clients'
    and breakdown_id is null
    and area_kind in ('team', 'team_without_area')
    and grain = '{{ grain }}'
group by organisation_id, area_id, area_name, period_id, start_date
{%- endmacro %}

{% macro category_mart(metric_id, breakdown_id, grain) -%}
    {#- One metric by the categories of one breakdown, each with its share and the base of that share. -#}
with part as (
    select *
    from {{ ref('core__mart_value') }}
    where metric_id = '{{ metric_id }}' and breakdown_id = '{{ breakdown_id }}' and grain = '{{ grain }}'
),

whole as (
    select organisation_id, area_id, period_id, value, is_computed
    from {{ ref('core__mart_value') }}
    where metric_id = '{{ metric_id }}' and breakdown_id is null and grain = '{{ grain }}'
)

select
    p.organisation_id,
    p.area_id,
    p.area_name,
    p.area_kind,
    p.category_id,
    p.category_label_nl,
    p.category_label_en,
    p.period_id,
    p.start_date,
    cast(p.value as bigint) as {{ metric_id }},
    cast(100.0 * cast(p.value as double) / nullif(cast(w.value as double), 0) as double) as {{ metric_id }}_share,
    cast(w.value as bigint) as {{ metric_id }}_base,
    nullif(
        concat_ws(
            ', ',
            case when p.is_computed then '{{ metric_id }}' end,
            case when w.is_computed then '{{ metric_id }}_base' end
        ),
        ''
    ) as computed_metrics,
    case when p.qualifier <> 'exact' then concat(p.metric_id, ': ', p.qualifier) end as qualified_metrics,
    p.series_break_id,
    p.has_waived_finding
from part as p
left join whole as w
    on p.organisation_id = w.organisation_id and p.area_id = w.area_id and p.period_id = w.period_id
{%- endmacro %}

{% macro can_continue_mart(grain) -%}
    {#- Of the clients whose case closed and for whom it is known: the share that can go on without support. -#}
with answer as (
    select
        organisation_id,
        area_id,
        area_name,
        area_kind,
        period_id,
        start_date,
        cast(max(case when category_id = 'yes' then value end) as bigint) as can_continue_yes,
        cast(max(case when category_id = 'no' then value end) as bigint) as can_continue_no,
        {{ row_flags("concat('can_continue_', category_id)") }}
    from {{ ref('core__mart_value') }}
    where
        metric_id = 'cases_closed'
        and breakdown_id = 'can_continue'
        and category_id in ('yes', 'no')
        and grain = '{{ grain }}'
    group by organisation_id, area_id, area_name, area_kind, period_id, start_date
)

select
    organisation_id,
    area_id,
    area_name,
    area_kind,
    period_id,
    start_date,
    can_continue_yes,
    can_continue_no,
    can_continue_yes + can_continue_no as can_continue_known,
    100.0 * can_continue_yes / nullif(can_continue_yes + can_continue_no, 0) as can_continue_known_share,
    computed_metrics,
    qualified_metrics,
    series_break_id,
    has_waived_finding
from answer
{%- endmacro %}

{% macro incident_mart(area_kinds) -%}
    {#- Complaints and incidents by year of the areas for which some are printed, beside the cases that they arose from. -#}
with pivoted as (
    select
        organisation_id,
        area_id,
        area_name,
        area_kind,
        period_id,
        start_date,
        {{ metric_column("complaints_about_teams") }},
        {{ metric_column("incidents") }},
        {{ metric_column("cases_running") }},
        {{ row_flags() }}
    from {{ ref('core__mart_value') }}
    where
        metric_id in ('complaints_about_teams', 'incidents', 'cases_running')
        and breakdown_id is null
        and area_kind in ('{{ area_kinds | join("', '") }}')
        and grain = 'year'
    group by organisation_id, area_id, area_name, area_kind, period_id, start_date
    having count(case when metric_id <> 'cases_running' then 1 end) > 0
)

select
    organisation_id,
    area_id,
    area_name,
    area_kind,
    period_id,
    start_date,
    complaints_about_teams,
    incidents,
    cases_running,
    cast(1000.0 * complaints_about_teams / nullif(cases_running, 0) as double) as complaints_per_1000,
    cast(1000.0 * incidents / nullif(cases_running, 0) as double) as incidents_per_1000,
    computed_metrics,
    qualified_metrics,
    series_break_id,
    has_waived_finding
from pivoted
{%- endmacro %}

{% macro comment_on_empty_columns() -%}
    {#- The description of a mart, and which of its columns hold nothing whatever reports are loaded now. -#}
    {%- if execute -%}
    {%- set names = model.columns.keys() | list -%}
    {%- set counted = run_query("select count(*), count(" ~ names | join("), count(") ~ ") from " ~ this).rows[0] -%}
    {%- set empty = [] -%}
    {%- for name in names -%}
    {%- if counted[loop.index] == 0 -%} {%- do empty.append(name) -%} {%- endif -%}
    {%- endfor -%}
    {%- if empty -%}
    {%- set said = "No report prints anything for it, so it has no row." if counted[0] == 0
        else "NULL in every row, since no report prints it here: " ~ empty | join(", ") ~ "." -%}
    comment on table {{ this }} is '{{ (model.description ~ " " ~ said) | replace("'", "''") }}'
    {%- endif -%}
    {%- endif -%}
{%- endmacro %}
