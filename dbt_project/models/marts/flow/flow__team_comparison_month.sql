{{ team_comparison_mart("month") }}
