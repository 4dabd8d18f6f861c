"""The rules and waivers, and the Great Expectations suites that judge them.

This package knows the tables of schema `quality`, not how they were made; the arithmetic is in `dbt_project/`.
"""
