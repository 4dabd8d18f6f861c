{% macro metric_difference(one, other) -%}
    {#- In what two definitions of one metric differ: the columns, in words; '' if they say the same. -#}
    concat_ws(
        ', ',
        {%- for column in [
            "label_nl", "label_en", "definition", "definition_nl", "unit", "mart", "over_time", "over_areas",
            "over_categories", "inflow_metric_id", "outflow_metric_id", "share_of_metric_id", "share_of_breakdown_id",
            "share_of_category_id", "part_metric_id", "part_breakdown_id", "part_category_id",
            "difference_of_metric_id", "growth_of_metric_id", "mean_of_metric_id", "formula", "minimum", "maximum"
        ] %}
        case
            when {{ one }}.{{ column }} is distinct from {{ other }}.{{ column }}
                then
                    'with {{ column.replace("_id", "") }} '
                    || coalesce(cast({{ other }}.{{ column }} as string), 'left out')
        end{{ "," if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
