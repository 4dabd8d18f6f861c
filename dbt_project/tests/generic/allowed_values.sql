{% test allowed_values(model, values) %}
-- Each column named in `values` holds one of its words, and never NULL. One test per table, for it is read once.
with word as (
    {% for column, words in values.items() -%}
    select '{{ column }}' as column_name, cast({{ column }} as string) as word, count(*) as times
    from {{ model }}
    where {{ column }} is null or {{ column }} not in ('{{ words | join("', '") }}')
    group by {{ column }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select column_name, word, times
from word
{% endtest %}
