"""What README shows of the commands is what they print."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import Any

README = Path(__file__).resolve().parents[2] / "README.md"
BLOCK = re.compile(r"(```text\n\$ warehouse )(explain .+)\n((?:.*\n)*?)```")


def test_outputs_are_real(ask: Any) -> None:
    """After a wanted change: run this test with REDRAW=1 set."""
    text = README.read_text(encoding="utf-8")
    assert len(BLOCK.findall(text)) == 3
    drawn = BLOCK.sub(lambda block: f"{block[1]}{block[2]}\n{ask.text(*shlex.split(block[2]))}```", text)
    if os.environ.get("REDRAW"):
        README.write_text(drawn, encoding="utf-8")
    assert drawn == text
