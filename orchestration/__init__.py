"""Moves and wires: reads the reports, runs dbt and the checks, publishes releases, explains figures.

Figures are computed in SQL (`dbt_project/`), rules live in `expectations/`, and Dagster is imported in
`orchestration.definitions` alone; everything else here is plain functions that it calls.
"""
