{% macro value_of(metric_id, type="bigint", value="value") -%}
    {#- The value of one metric in a row of a wide mart, which is grouped by area and period. -#}
    cast(max(case when metric_id = '{{ metric_id }}' then {{ value }} end) as {{ type }})
{%- endmacro %}

{% macro less(metric_id, from_metric_id, less_metric_id) -%}
    {#- The metric that is one metric less another. -#}
    {{ unless_withheld(metric_id, value_of(from_metric_id) ~ " - " ~ value_of(less_metric_id)) }}
{%- endmacro %}

{% macro per_1000(metric_id, of_metric_id, per_metric_id) -%}
    {#- The metric that is one metric per 1,000 of another. -#}
    {%- set of, per = value_of(of_metric_id), value_of(per_metric_id) -%}
    {{ unless_withheld(metric_id, "cast(1000.0 * " ~ of ~ " as double) / nullif(" ~ per ~ ", 0)") }}
{%- endmacro %}

{% macro unless_withheld(metric_id, expression, withheld="string_agg(withheld_beside, '')") -%}
    {#- A number that is computed by a formula; NULL where a report withholds just that one. -#}
    case
        when coalesce({{ withheld }}, '') not like '%,{{ metric_id }},%'
            then {{ expression }}
    end
{%- endmacro %}

{% macro list_of_computed(name="metric_id") -%}
    {#- Which values of the row are computed. name: the name of a value's column. -#}
    {{ joined("case when is_computed then " ~ name ~ " end", ", ", name) }}
{%- endmacro %}

{% macro list_of_qualified() -%}
    {#- Which metrics of the row are not exact, and how. -#}
    {{ joined("case when qualifier <> 'exact' then metric_id || ': ' || qualifier end", ", ", "metric_id") }}
{%- endmacro %}

{% macro list_of_breaks() -%}
    {#- The breaks in a series that lie before the row's values. -#}
    {{ joined_once("series_break_id", ", ") }}
{%- endmacro %}

{% macro list_of_reasons() -%}
    {#- The reasons that reports give for the row's values. -#}
    {{ joined_once("reason_ids", ", ") }}
{%- endmacro %}

{% macro value_beside_the_one_before(metric_ids, grain) -%}
    {#-
        The values of some metrics in periods of one grain, not broken down: all columns of core.mart_value, and
        previous_value and crosses_series_break of the period right before.
    -#}
    with asked as (
        select *, end_date + 1 as next_start_date
        from {{ ref('core__mart_value') }}
        where
            metric_id in ('{{ metric_ids | join("', '") }}')
            and breakdown_id is null
            and grain = '{{ grain }}'
    ),

    beside as (
        select
            f.*,
            case when f.value is not null then p.value end as previous_value,
            case when f.value is not null then p.start_date end as previous_start_date
        from asked as f
        -- A series with a gap has no period right before.
        left join (select * from asked where value is not null) as p
            on
                f.organisation_id = p.organisation_id
                and f.metric_id = p.metric_id
                and f.area_id = p.area_id
                and f.start_date = p.next_start_date
    ),

    -- A break inside the earlier period counts: part of that period lies before it.
    crossing as (
        select distinct f.figure_key
        from beside as f
        inner join {{ ref('core__series_break') }} as b
            on
                f.organisation_id = b.organisation_id
                and f.metric_id = b.metric_id
                and f.previous_start_date < b.starts_on
                and f.end_date >= b.starts_on
    )

    select
        f.*,
        case when f.previous_start_date is not null then c.figure_key is not null end as crosses_series_break
    from beside as f
    left join crossing as c on f.figure_key = c.figure_key
{%- endmacro %}
