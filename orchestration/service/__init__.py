"""Dagster as a service: how it is started on a home, and what its schedule and sensor ask.

What is done when the daemon asks is in `orchestration.run`; schedule and sensors: `orchestration.definitions`.
"""
