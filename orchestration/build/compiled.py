"""The models' own SQL as dbt compiles it, for who runs it without dbt: rendered once for a dbt project, and kept.

It is the same whatever the reports say: no macro asks the database anything before a model is built.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from orchestration.build.manifest import call_dbt, manifest_path
from orchestration.database import literal
from orchestration.home import DBT_PROJECT, Home
from orchestration.inputs import dbt_project_hash


@dataclass(frozen=True)
class Relation:
    """A seed, table or view of the dbt project."""

    name: str
    """With its schema: `core.figure`."""
    kind: str
    """`seed`, `table` or `view`."""
    body: str
    """Of a model its SQL; of a seed its file, from the folder of the dbt project."""
    reads: tuple[str, ...] = ()
    """The relations that it is made from."""
    types: Mapping[str, str] = field(default_factory=dict)
    """Of a seed: the types of columns that are not left to be guessed."""


def ensure_compiled(home: Home) -> list[Relation]:
    """The relations of the dbt project as it is now, each after those it reads; lets dbt compile them if none are kept.

    Raises RuntimeError with dbt's own words where the project cannot be compiled.
    """
    found = _load(_kept(home))
    if found is None:
        home.create()
        with tempfile.TemporaryDirectory(dir=home.dbt_target, prefix="compile-") as place:
            aside = Home(Path(place))
            aside.build_database.parent.mkdir()
            call_dbt(aside, "compile", to="compile the models")
            manifest = json.loads((aside.dbt_target / "manifest.json").read_text(encoding="utf-8"))
        found = keep(home, manifest["nodes"])
    return found


def keep_compiled(home: Home) -> None:
    """Keep the SQL that dbt has compiled in the home for a build of the project as it is now, if it is all there."""
    if _kept(home).exists():
        return
    with contextlib.suppress(OSError):
        keep(home, _nodes_of_build(home))


def _nodes_of_build(home: Home) -> dict[str, Any]:
    manifest = json.loads(manifest_path(home).read_text(encoding="utf-8"))
    compiled = home.dbt_target / "compiled" / manifest["metadata"]["project_name"]
    return {
        node_id: node | {"compiled_code": (compiled / node["original_file_path"]).read_text(encoding="utf-8")}
        if node["resource_type"] == "model"
        else node
        for node_id, node in manifest["nodes"].items()
    }


def keep(home: Home, nodes: Mapping[str, Any]) -> list[Relation]:
    """Keep the nodes of a manifest whose models are compiled, as the relations of the project as it is now."""
    found = _relations(nodes)
    _save(_kept(home), found)
    return found


def needed_for(relations: list[Relation], wanted: Collection[str]) -> list[Relation]:
    """Of relations in order those that some of them need, themselves included."""
    by_name = {one.name: one for one in relations}
    needed: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += by_name[name].reads
    return [one for one in relations if one.name in needed]


def make(connection: duckdb.DuckDBPyConnection, one: Relation) -> None:
    """Make a seed, table or view of the dbt project in an open database."""
    if one.kind == "seed":
        types = ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in one.types.items())
        said = f", types = {{{types}}}" if types else ""
        file = literal(str(DBT_PROJECT / one.body))
        body = f"FROM read_csv({file}, header = true, delim = ',', quote = '\"', escape = '\"'{said})"
    else:
        body = one.body
    kind = "VIEW" if one.kind == "view" else "TABLE"
    connection.execute(f"CREATE OR REPLACE {kind} {one.name} AS {body}")


def _relations(nodes: Mapping[str, Any]) -> list[Relation]:
    left = {
        node_id: {parent for parent in node["depends_on"].get("nodes", ()) if parent in nodes}
        for node_id, node in nodes.items()
        if node["resource_type"] in ("seed", "model")
    }
    order: list[str] = []
    while left:
        ready = sorted(node_id for node_id, parents in left.items() if not parents & left.keys())
        order += ready
        left = {node_id: parents for node_id, parents in left.items() if node_id not in ready}
    return [_relation(nodes[node_id], nodes) for node_id in order]


def _relation(node: Mapping[str, Any], nodes: Mapping[str, Any]) -> Relation:
    if node["resource_type"] == "seed":
        return Relation(_name(node), "seed", node["original_file_path"], (), node["config"].get("column_types") or {})
    reads = tuple(_name(nodes[parent]) for parent in node["depends_on"]["nodes"] if parent in nodes)
    return Relation(_name(node), node["config"]["materialized"], node["compiled_code"], reads)


def _name(node: Mapping[str, Any]) -> str:
    return f"{node['schema']}.{node['alias']}"


def _kept(home: Home) -> Path:
    return home.compiled / f"{dbt_project_hash()}.json"


def _load(kept: Path) -> list[Relation] | None:
    try:
        said = json.loads(kept.read_text(encoding="utf-8"))
        return [Relation(**one | {"reads": tuple(one["reads"])}) for one in said]
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _save(kept: Path, found: list[Relation]) -> None:
    """Keep them whole or not at all, and nothing of earlier projects."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    for older in kept.parent.glob("*.json"):
        older.unlink(missing_ok=True)
    draft = kept.with_name(f"{kept.name}.{os.getpid()}.draft")
    draft.write_text(json.dumps([asdict(one) for one in found]), encoding="utf-8")
    draft.replace(kept)
