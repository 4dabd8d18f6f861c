{% test unique_combination(model, columns, nullable=[]) %}
-- The columns name a row: no two rows agree in all of them, and none is NULL but where `nullable` says so.
select
    {{ columns | join(", ") }},
    count(*) as times
from {{ model }}
group by {{ columns | join(", ") }}
having
    count(*) > 1
    {% for column in columns if column not in nullable -%}
    or {{ column }} is null
    {% endfor %}
{% endtest %}
