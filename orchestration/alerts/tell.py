"""What a refresh calls at its end."""

from __future__ import annotations

from orchestration.home import Home
from orchestration.refresh.attempt import Attempt


def after_attempt(home: Home, record: Attempt) -> None:
    """Tell what an attempt found."""
