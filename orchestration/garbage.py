"""How seldom Python looks for circles of objects that nobody needs any more."""

from __future__ import annotations

import atexit
import gc

OBJECTS = 100_000
"""How many objects may be made before Python looks among the newest: it looks after 700 by itself."""

LOOKS = 20
"""How many of its looks lie between two at older ones."""


def collect_seldom() -> None:
    """Let Python look for circles seldom, and not at its end: libraries make millions of objects that stay."""
    gc.set_threshold(OBJECTS, LOOKS, LOOKS)
    atexit.register(gc.freeze)
