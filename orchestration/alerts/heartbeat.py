"""A sign of life after each attempt that ended well: an outside monitor notices when the warehouse is silent."""

from __future__ import annotations

import os
import re
import urllib.error
import urllib.request
from pathlib import Path

TIMEOUT_SECONDS = 5.0


def beat() -> str | None:
    """Ping the URL or touch the file that WAREHOUSE_HEARTBEAT names; None where that went well, and otherwise why not.

    What is wrong is said without the URL: monitors put a secret in it.
    """
    target = os.environ.get("WAREHOUSE_HEARTBEAT", "").strip()
    if not target:
        return None
    if re.match(r"https?://", target, re.IGNORECASE):
        return _ping(target)
    if "://" in target:
        return "WAREHOUSE_HEARTBEAT is neither an http(s) URL nor the path of a file"
    try:
        Path(target).touch()
    except OSError as error:
        return f"the file {target} cannot be touched: {error.strerror}"
    return None


def _ping(url: str) -> str | None:
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS):
            return None
    except urllib.error.HTTPError as error:
        return f"the monitor answered {error.code}"
    except urllib.error.URLError as error:
        return (
            f"the monitor cannot be reached: {getattr(error.reason, 'strerror', None) or type(error.reason).__name__}"
        )
    except (OSError, ValueError) as error:
        return f"the monitor cannot be reached: {type(error).__name__}"
