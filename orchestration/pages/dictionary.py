"""The data dictionary: marts with their columns and downloads, metrics with their definitions, and how all is made."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from orchestration.build.manifest import manifest_nodes, table_of
from orchestration.database import MART_SCHEMAS
from orchestration.explain.marts import mart_names
from orchestration.explain.served import Served, literals
from orchestration.pages.downloads import KINDS, write_downloads
from orchestration.pages.figures import QueryRow
from orchestration.pages.lineage import column_origins
from orchestration.pages.site import Site


def described_marts(served: Served) -> list[QueryRow]:
    """The marts with their descriptions and how many rows they have."""
    return served.rows(
        f"""
        SELECT schema_name || '.' || table_name AS mart, schema_name, table_name, comment, estimated_size AS rows
        FROM duckdb_tables() WHERE schema_name IN {literals(MART_SCHEMAS)} ORDER BY ALL
        """
    )


def write_dictionary(
    site: Site, served: Served, pages: Mapping[str, str], manifest: Path | None, compiled: Path | None
) -> None:
    """The dictionary, a page per mart, and the downloads; `pages` has where figures of a metric stand."""
    names = mart_names(served)
    marts = described_marts(served)
    columns: dict[str, list[QueryRow]] = {name: [] for name in names}
    for column in served.rows(
        f"""
        SELECT schema_name || '.' || table_name AS mart, column_name, data_type, comment
        FROM duckdb_columns() WHERE schema_name IN {literals(MART_SCHEMAS)} ORDER BY mart, column_index
        """
    ):
        columns[column["mart"]].append(column)
    made_from, origins = {}, {}
    if manifest and manifest.exists():
        nodes = manifest_nodes(manifest)
        made_from = table_lineage(nodes)
        if compiled:
            origins = column_origins(nodes, compiled, columns_of_tables(served), MART_SCHEMAS)
    release = served.rows("SELECT * FROM release.release")[0]
    metrics = served.rows("SELECT * FROM core.metric ORDER BY mart, label_nl")
    known = {metric["metric_id"] for metric in metrics}
    made: dict[str, list[str]] = {}
    for mart in marts:
        name = mart["mart"]
        about = {
            "table": name,
            "description": mart["comment"] or "",
            "release": release["release_id"],
            "released_at": f"{release['released_at']} UTC",
            "text": "A text that begins with = + - or @ has an apostrophe before it, so that it is no formula.",
        }
        with site.standing_alone(f"dictionary/{name}.html"):
            write_downloads(served, name, columns[name], about, site.out / "downloads")
            files = {kind: site.out / "downloads" / f"{name}.{kind}" for kind in KINDS}
            sizes = {kind: _size(file) for kind, file in files.items() if file.exists()}
            made[name] = list(sizes)
            site.write(
                f"dictionary/{name}.html", "mart.html",
                mart=mart, columns=columns[name], parents=made_from.get(name, []), origins=origins.get(name, {}),
                sizes=sizes, known=known, marts=names,
            )  # fmt: skip
    site.write(
        "dictionary.html", "dictionary.html",
        marts=marts, made=made, columns=columns, metrics=metrics, pages_of=pages, made_from=made_from,
    )  # fmt: skip


def table_lineage(nodes: dict[str, QueryRow]) -> dict[str, list[str]]:
    """Table to the tables that it is made from, all the way up, of the nodes of dbt's manifest."""
    return {
        _name(node): [_name(nodes[parent]) for parent in node["depends_on"]["nodes"] if parent in nodes]
        for node in nodes.values()
        if node["resource_type"] == "model"
    }


def columns_of_tables(served: Served) -> dict[tuple[str, str], list[str]]:
    """The columns of every table of the release, by schema and name."""
    found: dict[tuple[str, str], list[str]] = {}
    for column in served.rows(
        "SELECT schema_name, table_name, column_name FROM duckdb_columns() "
        "WHERE NOT internal ORDER BY schema_name, table_name, column_index"
    ):
        found.setdefault((column["schema_name"], column["table_name"]), []).append(column["column_name"])
    return found


def _name(node: QueryRow) -> str:
    return ".".join(table_of(node))


def _size(file: Path) -> str:
    return f"{max(file.stat().st_size / 1024, 1):.0f} kB"
