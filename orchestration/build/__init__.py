"""What a build is made and judged with: seeds, rules, dbt, and what was found in it."""
