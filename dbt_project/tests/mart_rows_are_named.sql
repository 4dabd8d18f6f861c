{{ config(meta={"dagster": {"ref": {"name": "core__served_figure"}}}) }}

-- The grain of every mart: its key names one row, and no column of the key is NULL.
{% for kind in marts() -%}
{% set kind_loop = loop -%}
{% for model in kind.models -%}
select
    '{{ model }}' as mart,
    concat_ws(':', {{ (kind.key + kind.also | default([])) | join(", ") }}) as row_key,
    count(*) as times
from {{ ref(model) }}
group by {{ (kind.key + kind.also | default([])) | join(", ") }}
having count(*) > 1 or {{ kind.key | join(" is null or ") }} is null
{% if not (loop.last and kind_loop.last) %}union all{% endif %}
{% endfor -%}
{% endfor %}
