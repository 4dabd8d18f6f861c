{% macro named_dimensions() -%}
    {#- What report.yml says of cells by naming something, apart by commas; its other keys say it outright. -#}
    organisation,metric,area,breakdown,category,crossed_breakdown,crossed_category,unit,qualifier,period,compared_with
{%- endmacro %}

{% macro second_dimensions() -%}
    {#- What it names of the second number of a pair, which is no other thing of the first. -#}
    metric,unit,qualifier,compared_with
{%- endmacro %}

{% macro outright_dimensions() -%}
    {#- What report.yml or key_figures.csv says outright, apart by commas. -#}
    kind,total,cumulative,provisional,note,key,value_read,low,high,notation,suppressed
{%- endmacro %}

{% macro narrowest(column) -%}
    {#- What is said of a cell: the narrowest scope that says it wins. -#}
    coalesce(cell.{{ column }}, row_.{{ column }}, column_.{{ column }}, whole.{{ column }})
{%- endmacro %}
