"""From report folders to schema `raw`: every cell as text with its address, and what report.yml says it means.

Nothing here knows what a figure is: numbers, labels and periods are made of the cells in `dbt_project/`.
"""
