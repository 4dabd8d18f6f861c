{{ team_comparison_mart("year") }}
