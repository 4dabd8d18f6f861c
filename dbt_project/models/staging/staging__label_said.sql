{{ config(materialized="table") }}

-- Every label in use, once for each table; an area once for each organisation that it is said of, a category once for
-- each breakdown: its context. 0 where there is none, so that labels are joined by equal keys. Both breakdowns of a
-- table that crosses two are breakdowns.
{% set contexts = {
    "area": "organisation_word", "category": "breakdown_word", "crossed_category": "crossed_breakdown_word"
} -%}
with said as (
    {% for dimension in [
        "organisation", "metric", "area", "breakdown", "category", "crossed_breakdown", "crossed_category", "unit",
        "qualifier"
    ] -%}
    select
        table_key,
        '{{ dimension.replace("crossed_", "") }}' as dimension,
        {{ "coalesce(" ~ contexts[dimension] ~ ", 0)" if dimension in contexts else "0" }} as context_word,
        {{ dimension }}_word as word
    from {{ ref('staging__cell_meaning') }}
    where {{ dimension }}_word is not null
    {% if not loop.last %}union{% endif %}
    {% endfor -%}
)

select
    s.table_key,
    s.dimension,
    s.context_word,
    s.word,
    w.text as label,
    w.normal,
    case when s.dimension = 'category' then coalesce(context.normal, '') else '' end as breakdown_key
from said as s
inner join {{ ref('staging__word') }} as w on s.word = w.word
left join {{ ref('staging__word') }} as context on s.context_word = context.word
-- A cell that is the whole of a breakdown is in no category.
where not (s.dimension = 'category' and w.text = 'whole')
