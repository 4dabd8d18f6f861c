{% macro marts() -%}
    {#- The marts, by the columns that name a row of them; `also` are those that may be NULL. -#}
    {% do return([
        {
            "shape": "long",
            "key": ["organisation_id", "area_id", "metric_id", "period_id"],
            "also": ["compared_with_period_id"],
            "models": [
                "reach__area_period", "reach__city_period",
                "flow__area_period", "flow__city_period",
                "satisfaction__area_period", "satisfaction__city_period",
                "workforce__area_period", "workforce__city_period",
            ],
        },
        {
            "shape": "long",
            "key": ["organisation_id", "area_id", "breakdown_id", "category_id", "metric_id", "period_id"],
            "also": ["compared_with_period_id"],
            "models": [
                "reach__category_period", "flow__category_period", "satisfaction__category_period",
                "workforce__category_period",
            ],
        },
        {
            "shape": "long",
            "key": ["organisation_id", "area_id", "metric_id", "period_id"],
            "models": ["reach__inhabitant_rate_period"],
        },
        {
            "shape": "wide",
            "key": ["organisation_id", "area_id", "period_id"],
            "models": [
                "reach__team_month", "reach__team_quarter", "reach__team_year",
                "flow__team_month", "flow__team_quarter", "flow__team_year",
                "flow__team_comparison_month", "flow__team_comparison_quarter", "flow__team_comparison_year",
                "flow__city_month", "flow__city_quarter", "flow__city_year",
                "satisfaction__can_continue_month", "satisfaction__can_continue_year",
                "satisfaction__team_year", "satisfaction__area_year", "workforce__city_year",
            ],
        },
        {
            "shape": "wide",
            "key": ["organisation_id", "area_id", "category_id", "period_id"],
            "models": [
                "flow__referrer_quarter", "flow__referrer_year",
                "flow__closing_reason_quarter", "flow__closing_reason_year",
                "flow__can_continue_month", "flow__can_continue_year",
                "flow__care_kind_quarter", "flow__care_kind_half_year",
            ],
        },
    ]) %}
{%- endmacro %}
