-- Teams make the city and its groups: for every metric by how it adds up over areas.
with parts as (select * from {{ ref('quality__part_over_areas') }}),

summed as (select * from parts where additivity = 'sum'),

overlapping as (select * from parts where additivity in ('overlap', 'distinct')),

averaged as (select * from parts where additivity = 'mean')

{{ part_whole_terms("summed", "sum_over_areas", "sum") }}
union all
{{ part_whole_terms("overlapping", "overlap_over_areas", "overlap") }}
union all
{{ part_whole_terms("averaged", "mean_over_areas", "mean") }}
