"""One refresh from start to end: the lock, the steps, dbt, the record of what happened, and the summary.

What a step reads is in `orchestration.ingest`, what becomes of a checked build in `orchestration.release`.
"""
