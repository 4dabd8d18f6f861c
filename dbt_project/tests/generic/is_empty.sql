{% test is_empty(model) %}
-- The table has no rows; every row that stands there is a failure.
select * from {{ model }}
{% endtest %}
