-- Months make quarters, quarters make halves and years: for every metric by how it adds up over time.
with parts as (select * from {{ ref('quality__part_over_time') }}),

summed as (select * from parts where additivity = 'sum'),

counted_once as (select * from parts where additivity = 'distinct'),

averaged as (select * from parts where additivity = 'mean')

{{ part_whole_terms("summed", "sum_over_time", "sum") }}
union all
{{ part_whole_terms("counted_once", "bounds_over_time", "distinct") }}
union all
{{ part_whole_terms("averaged", "mean_over_time", "mean") }}
