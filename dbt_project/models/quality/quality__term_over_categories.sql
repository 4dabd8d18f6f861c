-- Categories make the whole of their breakdown, and sub-categories the category they are part of.
with parts as (select * from {{ ref('quality__part_over_categories') }}),

summed as (select * from parts where additivity = 'sum'),

named as (select * from parts where additivity = 'at_most')

{{ part_whole_terms("summed", "sum_over_categories", "sum") }}
union all
{{ part_whole_terms("named", "sum_over_categories", "at_most") }}
