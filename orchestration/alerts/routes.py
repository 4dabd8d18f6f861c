"""Which channels hear which severity: names of environment variables that hold the URLs, never the URLs.

critical: [WAREHOUSE_ALERT_URLS, PAGER_URLS]
warning: [WAREHOUSE_ALERT_URLS]
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from orchestration.alerts.addresses import URLS
from orchestration.yaml_file import MisfitError, read_yaml_model


def _variable(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        # What stands there may be a URL with a password, and is not repeated.
        misfit = "the name of an environment variable is expected here; URLs hold secrets and stay out of this file"
        raise MisfitError([((), misfit)])
    return name


Variable = Annotated[str, AfterValidator(_variable)]


class Routes(BaseModel):
    """Per severity the environment variables whose URLs hear of it; a recovery goes where its alert went."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    critical: list[Variable] = [URLS]
    warning: list[Variable] = [URLS]


def read_routes(path: Path) -> dict[str, set[str]]:
    """Environment variable to the severities that its URLs hear of.

    Raises BadInputError with file and line of what is wrong.
    """
    routes = read_yaml_model(path, Routes, path.name, "docs/operations.md")
    found: dict[str, set[str]] = {}
    for severity, variables in (("critical", routes.critical), ("warning", routes.warning)):
        for variable in variables:
            found.setdefault(variable, set()).add(severity)
    return found
