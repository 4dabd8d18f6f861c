"""Dagster as a service: its pages and its daemon as one process to start and to stop, and what the daemon watches.

What is done when the daemon asks is in `orchestration.run`; schedule and sensors: `orchestration.definitions`.
"""
