"""Cases of texts that are code elsewhere: SQL, templates, markup, formulas and what steers a terminal."""

from __future__ import annotations

import json
from pathlib import Path

from tests.bad_sources.case import Case, Escaped, Refused, Spoil, all_of, edit

TABLE = "wait_in_city"
FILE = f"{TABLE}.csv"

CODE = {
    "sql": "'); DROP TABLE raw.cell; --",
    "sql-in-double-quotes": '"; DROP SCHEMA core CASCADE; --',
    "sql-parameter": "$1 ? :label {label}",
    "jinja": "{{ 1/0 }} {% raw %}",
    "jinja-environment": "{{ env_var('HOME') }}",
    "markup": "[bold red]Overig[/bold red] [link=https://example.org]x[/link]",
    "markup-not-closed": "Overig [/] [/bold]",
    "format": "%s %n {0.__class__} ${x}",
    "html": "<script>alert(1)</script> & <b>",
    "formula": '=HYPERLINK("https://example.org","Overig")',
    "shell": "`id` $(id); rm -rf / | cat",
    "pattern": ".*[a-z]+(?P<x>) \\d",
    "backslashes": "C:\\new\\table\\x1b[31m",
    "emoji-name": ":boom: :red_circle:",
}


def cases() -> list[Case]:
    """The cases: most come through as they are, some are refused."""
    found = [
        Case(f"label-{name}", "texts", Escaped(code), _label(code), ("complaints_by_kind",))
        for name, code in CODE.items()
    ]
    found += [
        Case(f"title-{name}", "texts", Escaped(code), _title(code), (TABLE,))
        for name, code in CODE.items()
        if name in {"sql", "jinja", "markup", "html"}
    ]
    found += [
        Case(
            "file-sql",
            "texts",
            Escaped("x'; DROP TABLE raw.cell; --.csv"),
            _rename("x'; DROP TABLE raw.cell; --.csv"),
            (TABLE,),
        ),
        Case("file-markup", "texts", Escaped("[bold red]wait.csv"), _rename("[bold red]wait.csv"), (TABLE,)),
        Case(
            "note-html",
            "texts",
            Escaped(CODE["html"]),
            edit("report.yml", "{label: Totaal,", f"{{label: Totaal, note: {json.dumps(CODE['html'])},"),
            (TABLE,),
        ),
        Case(
            "report-id-reserved",
            "texts",
            Escaped("key_figures"),
            lambda folder: None,
            (TABLE,),
            folder="key_figures",
        ),
        Case(
            "label-unknown-markup",
            "texts",
            Refused("complaints_by_kind.csv", 2, 1, '"[bold red]x[/]" in breakdown'),
            _spelled("[bold red]x[/]"),
            ("complaints_by_kind",),
        ),
        Case(
            "label-unknown-sql",
            "texts",
            Refused("complaints_by_kind.csv", 2, 1, "DROP TABLE"),
            _spelled(CODE["sql"]),
            ("complaints_by_kind",),
        ),
        Case(
            "label-terminal-escape",
            "texts",
            Refused("complaints_by_kind.csv", 2, 1, "U+001B"),
            _spelled("\x1b[2JOverig"),
            ("complaints_by_kind",),
        ),
        Case(
            "title-terminal-escape",
            "texts",
            Refused("report.yml", "\\e[2J", None, "U+001B"),
            edit("report.yml", "title: Het verslag van 2021", 'title: "\\e[2JHet verslag"'),
            (TABLE,),
        ),
        Case(
            "title-right-to-left",
            "texts",
            Refused("report.yml", "\u202e", None, "U+202E"),
            edit("report.yml", "title: Het verslag van 2021", "title: \u202eHet verslag"),
            (TABLE,),
        ),
        Case(
            "title-zero-width",
            "texts",
            Refused("report.yml", "\u200b", None, "U+200B"),
            edit("report.yml", "title: Het verslag van 2021", "title: Het\u200bverslag"),
            (TABLE,),
        ),
    ]
    return found


def _spelled(label: str) -> Spoil:
    """The label of the second row, in the file and in report.yml."""

    def spoil(folder: Path) -> None:
        doubled = label.replace('"', '""')
        edit("complaints_by_kind.csv", "Overig,1", f'"{doubled}",1')(folder)
        # JSON has a way of its own to write what is no letter.
        edit("report.yml", "      - Overig\n", f"      - {json.dumps(label) if label.isprintable() else 'x'}\n")(folder)

    return spoil


def _label(label: str) -> Spoil:
    """The label of the second row, which an alias explains."""
    alias = f"{{dimension: category, breakdown: complaint_kind, label: {json.dumps(label)}, means: other}}"
    return all_of(_spelled(label), edit("report.yml", "define:\n", f"define:\n  aliases: [{alias}]\n"))


def _title(title: str) -> Spoil:
    return edit("report.yml", "title: Het verslag van 2021", f"title: {json.dumps(title)}")


def _rename(name: str) -> Spoil:
    def spoil(folder: Path) -> None:
        (folder / FILE).rename(folder / name)
        edit("report.yml", f"file: {FILE}", f"file: {json.dumps(name)}")(folder)

    return spoil
