"""One run at a time per home."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HOLD = """
import sys
from pathlib import Path
from orchestration.home import Home
from orchestration.lock import hold
hold(Home(Path(sys.argv[1])))
hold(Home(Path(sys.argv[1])))
print("held", flush=True)
sys.stdin.read()
"""


def _holder(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_a_second_process_waits_until_the_first_is_gone(tmp_path: Path) -> None:
    first = _holder(tmp_path)
    assert first.stdout is not None
    assert first.stdout.readline() == "held\n"
    second = _holder(tmp_path)
    try:
        second.wait(timeout=2)
    except subprocess.TimeoutExpired:
        pass
    else:
        raise AssertionError("the second process did not wait")
    first.kill()
    assert second.stdout is not None
    assert second.stdout.readline() == "held\n"
    second.kill()
