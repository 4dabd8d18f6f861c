-- Categories make the whole of their breakdown, and sub-categories the category they are part of.
{{ part_whole_terms(
    ref('quality__part_over_categories'),
    {
        "sum": "sum_over_categories", "at_most": "sum_over_categories", "overlap": "overlap_over_categories",
        "distinct": "overlap_over_categories", "largest": "overlap_over_categories",
    }
) }}
