{% macro named_dimensions() -%}
    {#- What report.yml says of cells by naming something, apart by commas; its other keys say it outright. -#}
    organisation,metric,area,breakdown,category,crossed_breakdown,crossed_category,unit,qualifier,period,compared_with
{%- endmacro %}
