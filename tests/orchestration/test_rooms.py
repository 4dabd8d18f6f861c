"""The arrows between rooms run downwards, and no modules of a room import each other in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGES = ("orchestration", "expectations")

GROUND = "ground"
"""The modules directly in `orchestration`."""

ORDER = (
    GROUND, "expectations", "ingest", "build", "release", "explain", "draft", "pages", "alerts", "run", "service",
    "definitions", "cli",
)  # fmt: skip
"""From the bottom upwards: a room imports those before it, and none after it."""

Imports = Mapping[str, set[str]]
"""Module to the modules of this repository that it imports, wherever in its text and for whatever purpose."""


def room_of(module: str) -> str:
    """The room of a module: its folder in `orchestration`, the ground floor, or the package `expectations`."""
    package, *inner = module.split(".")
    if package == "expectations":
        return package
    return inner[0] if inner and (REPOSITORY / package / inner[0]).is_dir() else GROUND


def imports_of(module: str, text: str, known: set[str]) -> set[str]:
    """What the text of a module imports of the `known` ones; of a package, the package itself."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {name for alias in node.names if (name := alias.name) in known}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} imports by a relative path, line {node.lineno}"
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & known
            # `from orchestration.release import publish` asks for a module, not for the package around it.
            found |= inner if len(inner) == len(node.names) else inner | ({node.module or ""} & known)
    return found - {module}


def repository_imports() -> dict[str, set[str]]:
    """Every module of the packages, with what it imports of them."""
    texts = {}
    for package in PACKAGES:
        for path in sorted((REPOSITORY / package).rglob("*.py")):
            parts = path.relative_to(REPOSITORY).with_suffix("").parts
            texts[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path.read_text(encoding="utf-8")
    return {module: imports_of(module, text, set(texts)) for module, text in texts.items()}


def upward(imports: Imports) -> Iterator[str]:
    """Each import of a module in a room above, in words; every room must have its place in the order."""
    for module, imported in imports.items():
        for other in sorted(imported):
            here, there = room_of(module), room_of(other)
            if ORDER.index(there) > ORDER.index(here):
                yield f"{module} ({here}) imports {other} ({there})"


def circle(imports: Imports) -> list[str]:
    """Modules that import each other in a circle; none where there is none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_every_room_has_its_place() -> None:
    rooms = {room_of(module) for module in repository_imports()}
    assert rooms == set(ORDER), f"say in ORDER and in docs/ARCHITECTURE.md where {sorted(rooms ^ set(ORDER))} stand"


def test_arrows_run_downwards() -> None:
    assert not list(upward(repository_imports()))


def test_there_is_no_circle() -> None:
    assert not circle(repository_imports())


@pytest.mark.parametrize(
    ("text", "imported"),
    [
        ("import orchestration.release.publish", {"orchestration.release.publish"}),
        ("from orchestration.release import publish", {"orchestration.release.publish"}),
        ("from orchestration.release.publish import publish", {"orchestration.release.publish"}),
        ("def late() -> None:\n    from orchestration.cli import warehouse", {"orchestration.cli"}),
        ("if TYPE_CHECKING:\n    from orchestration.cli.summary import print_summary", {"orchestration.cli.summary"}),
        ("import duckdb\nfrom pathlib import Path", set()),
    ],
)
def test_every_way_to_import_is_seen(text: str, imported: set[str]) -> None:
    known = {"orchestration.release", "orchestration.release.publish", "orchestration.cli", "orchestration.cli.summary"}
    assert imports_of("orchestration.home", text, known) == imported


def test_an_arrow_upwards_is_named() -> None:
    imports = {"orchestration.release.prune": {"orchestration.home", "orchestration.alerts.tell"}}
    assert list(upward(imports)) == ["orchestration.release.prune (release) imports orchestration.alerts.tell (alerts)"]


def test_a_circle_is_found() -> None:
    assert not circle({"a": {"b"}, "b": {"c"}})
    assert set(circle({"a": {"b"}, "b": {"c"}, "c": {"a"}})) == {"a", "b", "c"}
