"""Answers about a served release: where a number comes from, what a table prints, where a word stands.

Reads the release and nothing else, so that it answers at once and never from half-built tables.
"""
