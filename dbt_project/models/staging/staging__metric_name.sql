-- What people may call a metric when its id is asked for: to be offered, and not to be read as one. Several tables give
-- one name to different metrics.
{% for name in ["metric_id", "label_nl", "label_en"] -%}
select metric_id, {{ normal_label(name) }} as label from {{ ref('staging__metric') }}
{% if not loop.last %}union{% endif %}
{% endfor -%}
