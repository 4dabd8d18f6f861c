{% macro is_there_in(area, period) -%}
    {#- Whether an area is there on any day of a period. -#}
    (
        ({{ area }}.valid_from is null or {{ area }}.valid_from <= {{ period }}.end_date)
        and ({{ area }}.valid_until is null or {{ area }}.valid_until >= {{ period }}.start_date)
    )
{%- endmacro %}

{% macro is_there_throughout(area, period) -%}
    {#- Whether an area is there on every day of a period. -#}
    (
        ({{ area }}.valid_from is null or {{ area }}.valid_from <= {{ period }}.start_date)
        and ({{ area }}.valid_until is null or {{ area }}.valid_until >= {{ period }}.end_date)
    )
{%- endmacro %}

{% macro changed_areas(areas) -%}
    {#- Why no sum over areas can be asked for in a period: it begins or ends in these. See is_declared_gap. -#}
    concat_ws('', 'the areas change within the period: ', {{ areas }})
{%- endmacro %}

{% macro is_declared_gap(gap) -%}
    {#- Whether a gap follows from what reports say of their areas. -#}
    ({{ gap }} like 'the areas change within the period: %')
{%- endmacro %}
