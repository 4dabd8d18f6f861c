-- Months make quarters, quarters make halves and years: for every metric by how it adds up over time.
{{ part_whole_terms(
    ref('quality__part_over_time'),
    {"sum": "sum_over_time", "distinct": "bounds_over_time", "mean": "mean_over_time"}
) }}
