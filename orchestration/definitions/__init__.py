"""The Dagster code location: the only package that imports Dagster.

Here belong assets, checks, jobs and what wires them together; what they do is plain functions in `orchestration`
and SQL in `dbt_project`. Importing it does nothing; to load `defs` parses the dbt project where it has changed.
"""

import dagster as dg

from orchestration.home import current_home, current_sources


@dg.definitions
def defs() -> dg.Definitions:
    """The code location for the home and the sources that the environment names."""
    from orchestration.definitions.code_location import build_defs

    return build_defs(current_home(), current_sources())
