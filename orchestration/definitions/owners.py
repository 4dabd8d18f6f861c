"""Who owns the assets: shown on Dagster's page, and who is asked about them."""

OWNERS = ["team:data"]
