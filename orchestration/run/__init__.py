"""A refresh from start to end: what stands around a run, and its steps put together from the rooms below."""
