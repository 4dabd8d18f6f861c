"""Writes what a draft says as the text of report.yml, with its questions in place and why they are asked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from orchestration.draft.document import Place
from orchestration.draft.proposal import Ask, ColumnDraft, ReportDraft, RowDraft, TableDraft, asks_in
from orchestration.draft.words import clean
from orchestration.ingest.skeleton import as_scalar

WIDTH = 120
HEAD = """\
{schema}
#
# A draft that `warehouse draft` made of {document}.
# What begins with FILL IN is asked: replace the whole text between the quotation marks; the first candidate is the
# likeliest. docs/draft.md says how, and docs/report-yml.md explains every key.

id: {id}
title: {title}
organisation: {organisation}
period: {period}
draft: true
document:
  file: {file}
  sha256: {sha256}
means: {means}
"""


def scalar(text: str) -> str:
    """A text as YAML."""
    return as_scalar(text) if text else '""'


def value(said: Any) -> str:
    """Anything that a draft says, in flow style."""
    if isinstance(said, Ask):
        return json.dumps(said.text(), ensure_ascii=False)
    if isinstance(said, bool):
        return "true" if said else "false"
    if isinstance(said, dict):
        return "{" + ", ".join(f"{scalar(str(key))}: {value(one)}" for key, one in said.items()) + "}"
    if isinstance(said, (list, tuple)):
        return "[" + ", ".join(value(one) for one in said) + "]"
    return _flow(str(said))


def _flow(text: str) -> str:
    # In flow style a plain text must hold none of its signs; those of `as_scalar` never do.
    return scalar(text)


def why(said: Any) -> str:
    """The reasons of the questions in a value, as a comment; empty where it asks nothing."""
    reasons = list(dict.fromkeys(ask.why for ask in asks_in(said) if ask.why))
    return f"  # {clean('; '.join(reasons)).replace('#', '')[:200]}" if reasons else ""


def report_text(report: ReportDraft, schema: str) -> str:
    """The whole of report.yml."""
    text = HEAD.format(
        schema=schema, document=clean(report.document_name), id=report.id,
        title=_line(report.title), organisation=_line(report.organisation), period=_line(report.period),
        file=scalar(report.document_name), sha256=report.document_sha256,
        means=_line(report.means or _means(report)),
    )  # fmt: skip
    if report.key_figures or not report.tables:
        text += "\nkey_figures: key_figures.csv\n"
    if report.doubts or report.skipped:
        text += "\n" + "".join(f"# {clean(one)}\n" for one in [*report.doubts, *report.skipped])
    text += "\ntables:\n" if report.tables else "\ntables: []\n"
    text += "\n".join(table_text(table) for table in report.tables)
    return text + define_text(report)


def _means(report: ReportDraft) -> dict[str, Any]:
    return {"area": report.area} | ({"notation": report.notation} if report.notation != "nl" else {})


def _line(said: Any) -> str:
    return f"{value(said)}{why(said)}"


def table_text(table: TableDraft) -> str:
    """The entry of one table, from its dash on."""
    lines = [f"  - id: {table.id}"]
    lines += [f"    # {clean(one)}" for one in [*_where(table.place), *table.doubts, *table.facts]]
    if table.entry is not None:
        return "\n".join([*lines, *_entry_lines(table.entry)]) + "\n"
    said: dict[str, Any] = {"title": table.title or Ask((), "no title stands above it", "the title of the table")}
    said["file"] = table.file
    said |= place_keys(table)
    said |= table.said
    if table.fill_down:
        said["fill_down"] = True
    lines += [f"    {key}: {_line(one)}" for key, one in said.items()]
    lines += _header(table)
    if table.columns_are:
        lines.append(f"    columns_are: {table.columns_are}")
    if table.rows_are is not None:
        lines.append(f"    rows_are: {_line(table.rows_are)}")
    lines += _list("columns", [column_entry(column, table.columns_are) for column in table.columns])
    if table.lists_rows:
        lines += ["    rows:"]
        lines += [f"      - {_line(row_entry(row))}" for row in table.rows]
    return "\n".join(lines) + "\n"


def _entry_lines(entry: dict[str, Any]) -> Iterator[str]:
    """An entry that is taken from an earlier edition."""
    for key, one in entry.items():
        if key == "rows":
            yield "    rows:"
            yield from (f"      - {_line(row)}" for row in one)
        elif isinstance(one, list):
            yield from _list(key, one)
        else:
            yield f"    {key}: {_line(one)}"


def place_keys(table: TableDraft) -> dict[str, str]:
    """Where the table stands, as report.yml says it."""
    said = {}
    if len(table.lines) == len(table.cells):
        said["document_lines"] = ranges(table.lines)
    if table.place.page is not None:
        said["page"] = str(table.place.page)
    return said


def ranges(lines: Sequence[int]) -> str:
    """Lines as `document_lines` writes them: `12-14, 20`."""
    found: list[list[int]] = []
    for line in lines:
        if found and line == found[-1][-1] + 1:
            found[-1][1:] = [line]
        else:
            found.append([line])
    return ", ".join("-".join(map(str, one)) for one in found)


def _where(place: Place) -> list[str]:
    found = []
    if place.sheet is not None:
        found.append(f"on sheet {place.sheet}" + (f", {place.cells}" if place.cells else ""))
    if place.box is not None:
        found.append(
            "in the box " + ", ".join(f"{one:.0f}" for one in place.box) + " (points from the upper left corner)"
        )
    return [f"Stands {'; '.join(found)}."] if found else []


def _header(table: TableDraft) -> list[str]:
    rows = table.cells[: table.header]
    return _list("header", [list(row) for row in rows]) if rows else []


def column_entry(column: ColumnDraft, columns_are: str) -> Any:
    """What `columns` says of one column."""
    if column.role == "of":
        if columns_are and set(column.said) == {columns_are} and not isinstance(column.said[columns_are], Ask):
            return column.said[columns_are]
        return column.said or "value"
    if column.role == "label" and column.labels is not None:
        entry: dict[str, Any] = {"labels": column.labels}
        return entry | ({"for": [str(one) for one in column.speaks_for]} if column.speaks_for else {})
    return column.role


def row_entry(row: RowDraft) -> Any:
    """What `rows` says of one row."""
    label: Any = row.labels[0] if len(row.labels) == 1 else list(row.labels)
    if row.is_plain and len(row.labels) == 1:
        return label
    cells = {str(column): said for column, said in sorted(row.cells.items())}
    return {"label": label, **row.said, **({"cells": cells} if cells else {})}


def _list(key: str, entries: Sequence[Any]) -> list[str]:
    """A list on one line if it fits and asks nothing, else an entry on each line."""
    line = f"    {key}: [{', '.join(value(one) for one in entries)}]"
    if len(line) <= WIDTH and not any(True for one in entries for _ in asks_in(one)):
        return [line]
    if any(True for one in entries for _ in asks_in(one)) or any(isinstance(one, list) for one in entries):
        return [f"    {key}:", *(f"      - {_line(one)}" for one in entries)]
    lines, line = [f"    {key}:"], "      ["
    for number, one in enumerate(entries):
        text = value(one) + ("]" if number == len(entries) - 1 else ",")
        if len(line) + len(text) + 1 > WIDTH and line.strip() != "[":
            lines.append(line.rstrip())
            line = "       "
        line += text + " "
    return [*lines, line.rstrip()]


def define_text(report: ReportDraft) -> str:
    """The words that nobody knows yet; those that may be left out stand behind a mark."""
    kinds = {kind: entries for kind, entries in report.define.items() if entries}
    spare = [
        metric for table in report.tables for metric in table.new_metrics if not metric.is_certain
    ]  # fmt: skip
    lines: list[str] = []
    if kinds:
        lines += ["", "# Words that nobody knows yet, as they are proposed: look at each.", "define:"]
        for kind, entries in kinds.items():
            lines.append(f"  {kind}:")
            lines += [f"    - {_line(_without_comment(entry))}" for entry in entries]
    if spare:
        lines += ["", "# If none of the candidates for a metric is meant, define it, without the marks (#):"]
        lines += [] if kinds else ["# define:"]
        lines.append("#   metrics:")
        lines += [f"#     - {value(metric_entry(one))}" for one in _unique(spare)]
    return "\n".join(lines) + ("\n" if lines else "")


def _without_comment(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: one for key, one in entry.items() if key != "#"}


def _unique(metrics: Iterable[Any]) -> list[Any]:
    return list({metric.id: metric for metric in metrics}.values())


def metric_entry(metric: Any) -> dict[str, Any]:
    """How `define` says a metric."""
    said: dict[str, Any] = {
        "id": metric.id,
        "name": metric.name,
        "name_en": Ask((), f"“{metric.name}” in English", f"the name in English of {metric.name}"),
        "unit": metric.unit,
    }
    for key in ("over_time", "over_areas", "over_categories"):
        if (found := getattr(metric, key)) is not None:
            said[key] = found
    return said
