-- Teams make the city and its groups: for every metric by how it adds up over areas.
{{ part_whole_terms(
    ref('quality__part_over_areas'),
    {
        "sum": "sum_over_areas", "overlap": "overlap_over_areas", "distinct": "overlap_over_areas",
        "mean": "mean_over_areas",
    }
) }}
