{{ team_comparison_mart("quarter") }}
