"""Cases that attack: paths out of the sources, bombs, files that are no files, and texts that are code elsewhere."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

from tests.bad_sources.case import Case, Escaped, Outcome, Refused, all_of, edit, remove, write

TABLE = "wait_in_city"
FILE = f"{TABLE}.csv"
DECLARED = f"file: {FILE}"
STAYS_INSIDE = "must stay inside the report's folder"
LEADS_OUT = "leads out of the sources"

Spoil = Callable[[Path], None]


def cases() -> list[Case]:
    """The cases by group."""
    return [*_paths(), *_links(), *_no_files(), *_bombs(), *_folders(), *_texts()]


def _case(group: str, name: str, spoil: Spoil, outcome: Outcome, **more: str) -> Case:
    return Case(f"{group.split()[-1]}-{name}", group, outcome, spoil, (TABLE,), **more)


# ---- Paths and links out of the sources --------------------------------------------------------


def _paths() -> list[Case]:
    climbing = {
        "climbs": "../../secret.csv",
        "climbs-in-the-middle": "tables/../../../secret.csv",
        "absolute": "/etc/passwd.csv",
        "of-windows": "..\\secret.csv",
        "of-a-drive": "C:\\secret.csv",
        "to-the-folder-above": "..",
    }
    found = [
        _case("paths", name, edit("report.yml", DECLARED, f"file: '{path}'"), _line(path, STAYS_INSIDE))
        for name, path in climbing.items()
    ]
    found += [
        _case("paths", f"key-figures-{name}", _key_figures(path), _line(path, STAYS_INSIDE))
        for name, path in climbing.items()
    ]
    nowhere = {
        "url": "https://example.org/wait.csv",
        "of-a-bucket": "s3://bucket/wait.csv",
        "home": "~/wait.csv",
        "pattern": "*.csv",
        "variable": "$HOME/wait.csv",
        "too-long": "x" * 5_000 + ".csv",
    }
    found += [
        _case("paths", name, edit("report.yml", DECLARED, f"file: '{path}'"), Refused(path, None, None, "missing"))
        for name, path in nowhere.items()
    ]
    nul = edit("report.yml", DECLARED, 'file: "wait\\0.csv"')
    return [*found, _case("paths", "nul", nul, _line("\\0", "U+0000"))]


def _links() -> list[Case]:
    table, report, folder = Refused(FILE, None, None, LEADS_OUT), Refused("report.yml", None, None, LEADS_OUT), ""
    return [
        _case("links", "table-outside", _link(FILE, _outside), table),
        _case("links", "table-to-a-file-of-the-system", _link(FILE, lambda _: Path("/etc/passwd")), table),
        _case("links", "table-to-a-device", _link(FILE, lambda _: Path("/dev/zero")), table),
        _case("links", "table-over-two-links", all_of(_link("via", _outside), _link(FILE, lambda _: Path("via"))), table),
        _case("links", "key-figures-outside", all_of(_key_figures("k.csv"), _link("k.csv", _outside)),
              Refused("k.csv", None, None, LEADS_OUT)),
        _case("links", "report-outside", _link("report.yml", _outside), report),
        _case("links", "folder-outside", _folder_outside, report, folder=folder),
        _case("links", "table-to-nothing", _link(FILE, lambda _: Path("gone.csv")), Refused(FILE, None, None, "missing")),
        _case("links", "table-to-itself", _link(FILE, lambda _: Path(FILE)), Refused(FILE, None, None, "circle")),
        _case("links", "report-to-itself", _link("report.yml", lambda _: Path("report.yml")),
              Refused("report.yml", None, None, "circle")),
        _case("links", "folder-to-the-sources", _folder_within, Refused("report.yml", None, None, "no report.yml")),
    ]  # fmt: skip


def _line(text: str, says: str) -> Refused:
    return Refused("report.yml", text, None, says)


def _key_figures(path: str) -> Spoil:
    return edit("report.yml", "tables:", f"key_figures: '{path}'\ntables:")


def _outside(folder: Path) -> Path:
    """A file beside the sources that a link must not lead to, with what the link's own file held."""
    outside = folder.parent.parent / "outside"
    outside.mkdir(exist_ok=True)
    (outside / folder.name).write_text("Categorie,Gemiddeld aantal dagen\n", encoding="utf-8")
    return outside / folder.name


def _link(file: str, target: Callable[[Path], Path]) -> Spoil:
    def spoil(folder: Path) -> None:
        to = target(folder)
        (folder / file).unlink(missing_ok=True)
        (folder / file).symlink_to(to)

    return spoil


def _folder_outside(folder: Path) -> None:
    outside = folder.parent.parent / "outside"
    outside.mkdir(exist_ok=True)
    folder.rename(outside / f"{folder.name}-itself")
    folder.symlink_to(outside / f"{folder.name}-itself", target_is_directory=True)


def _folder_within(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    folder.symlink_to(".", target_is_directory=True)


# ---- Files that are no files -------------------------------------------------------------------


def _no_files() -> list[Case]:
    no_file, no_report = (Refused(file, None, None, "is no file") for file in (FILE, "report.yml"))
    root = "root reads every file" if os.geteuid() == 0 else ""
    no_root = "" if os.geteuid() == 0 else "only root makes devices"
    unreadable = Refused(FILE, None, None, "cannot be read"), Refused("report.yml", 1, None, "cannot be read")
    return [
        _case("no files", "pipe", _instead(FILE, os.mkfifo), no_file),
        _case("no files", "pipe-as-report", _instead("report.yml", os.mkfifo), no_report),
        _case("no files", "socket", _instead(FILE, _socket), no_file),
        _case("no files", "device", _instead(FILE, _device), no_file, why_not=no_root),
        _case("no files", "folder", _instead(FILE, Path.mkdir), no_file),
        _case("no files", "folder-as-report", _instead("report.yml", Path.mkdir), no_report),
        _case("no files", "folder-as-key-figures", all_of(_key_figures("k.csv"), lambda f: (f / "k.csv").mkdir()),
              Refused("k.csv", None, None, "is no file")),
        _case("no files", "unreadable", lambda f: (f / FILE).chmod(0), unreadable[0], why_not=root),
        _case("no files", "unreadable-report", lambda f: (f / "report.yml").chmod(0), unreadable[1], why_not=root),
    ]


def _instead(file: str, make: Callable[[Path], None]) -> Spoil:
    def spoil(folder: Path) -> None:
        (folder / file).unlink()
        make(folder / file)

    return spoil


def _socket(path: Path) -> None:
    # The name of a socket has room for a hundred letters.
    here = os.open(path.parent, os.O_RDONLY)
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(f"/proc/self/fd/{here}/{path.name}")
    finally:
        os.close(here)


def _device(path: Path) -> None:
    os.mknod(path, 0o20666, os.makedev(1, 5))


# ---- Bombs: small to write, large to read ------------------------------------------------------


def _bombs() -> list[Case]:
    lines = [b"a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [b"a%d: &a%d [%s]" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 10)]
    rows = [f"wijk {number}" for number in range(10_000)]
    first = "Categorie,Gemiddeld aantal dagen"
    return [
        _case("bombs", "yaml-aliases", write("report.yml", b"\n".join(lines)), Refused("report.yml", 1, None, "endless")),
        _case("bombs", "yaml-alias-of-itself", write("report.yml", "id: &a [*a]\n"), Refused("report.yml", 1, None, "endless")),
        _case("bombs", "yaml-nested", write("report.yml", "[" * 200_000), Refused("report.yml", 1, None, "nested deeper")),
        _case("bombs", "yaml-nested-by-indentation", write("report.yml", "".join(" " * n + "a:\n" for n in range(1_000))),
              Refused("report.yml", 51, None, "nested deeper")),
        _case("bombs", "yaml-of-six-megabytes", write("report.yml", "# " + "x" * 6_000_000), Refused("report.yml", 1, None, "larger than")),
        _case("bombs", "yaml-unknown-keys", edit("report.yml", "tables:", _many("key{}: x\n", 30_000) + "tables:"),
              _line("key0:", "unknown key `key0`")),
        _case("bombs", "yaml-aliases-of-labels", edit("report.yml", "tables:", "define:\n  aliases:\n" + _many(
              "  - {{dimension: area, label: x, means: y}} # {}\n", 10_000) + "tables:"), _line("# 1", "declared twice")),
        _case("bombs", "yaml-a-hundred-thousand-columns", edit("report.yml", "[label, value]", "[label" + ", value" * 100_000 + "]"),
              _line("[label", "columns")),
        _case("bombs", "cell-of-ten-megabytes", _cell("7" * 10_000_000), Refused(FILE, 3, None, "is longer than 2,000,000 bytes")),
        _case("bombs", "cell-of-one-megabyte", _cell("7" * 1_000_000), Refused(FILE, 3, 2, "the cell is 1,000,000 characters long")),
        _case("bombs", "quoted-cell-of-ten-megabytes", _cell('"' + "7777777\n" * 1_250_000 + '"'), Refused(FILE, 3, None, "is opened and not closed")),
        _case("bombs", "line-of-ten-megabytes", write(FILE, "x" * 10_000_000), Refused(FILE, 1, None, "is longer than")),
        _case("bombs", "line-too-long-and-one-after-it", write(FILE, f"{first}\n{'x' * 10_000_000}\nTotaal\n"), Refused(FILE, 3, 2, "the row has 1 cells")),
        _case("bombs", "row-of-900-thousand-cells", _cell("7" + ",7" * 899_999), Refused(FILE, 3, 3, "the row has 900001 cells")),
        _case("bombs", "300-thousand-lines", write(FILE, first + "\nx,1" * 300_000), Refused(FILE, 2, 1, "promises no row")),
        _case("bombs", "ten-thousand-rows-renamed", all_of(_rows(rows), write(FILE, _csv(first, [f"{row}x" for row in rows]))),
              Refused(FILE, None, None, 'the file lacks the row "wijk 0"')),
        _case("bombs", "ten-thousand-rows-shuffled", all_of(_rows(rows), write(FILE, _csv(first, sorted(rows, key=lambda r: r[::-1])))),
              Refused(FILE, 3, 1, "stands in another place")),
        _case("bombs", "ten-thousand-unknown-labels", all_of(_rows(rows), edit("report.yml", "    metric:", "    rows_are: area\n    metric:"),
              write(FILE, _csv(first, rows))), Refused(FILE, 2, 1, "no alias knows")),
        _case("bombs", "nul-bytes", write(FILE, bytes(500)), Refused(FILE, 1, 1, "U+0000")),
    ]  # fmt: skip


def _many(line: str, times: int) -> str:
    return "".join(line.format(number) for number in range(times))


def _cell(text: str) -> Spoil:
    return edit(FILE, '"7,7"', text)


def _csv(header: str, labels: list[str]) -> str:
    return f"{header}\n" + "".join(f'{label},"7,7"\n' for label in labels)


def _rows(labels: list[str]) -> Spoil:
    """Promise these rows."""

    def spoil(folder: Path) -> None:
        path = folder / "report.yml"
        text = path.read_text(encoding="utf-8")
        promised = "".join(f"      - {label}\n" for label in labels)
        text = text[: text.index("    rows:\n")] + f"    rows:\n{promised}"
        path.write_text(text.replace("    document_lines: 1264-1269\n", ""), encoding="utf-8")

    return spoil


# ---- Names of folders --------------------------------------------------------------------------


def _folders() -> list[Case]:
    wrong_ids = {
        "with-spaces": "het verslag van 2021",
        "with-quotes": "it's \"2021\"",
        "with-markup": "[bold red]verslag",
        "with-sql": "'; DROP TABLE raw.cell; --",
        "of-a-pattern": "*",
    }
    empty = {
        "with-a-line-break": "verslag\n2021",
        "with-terminal-escapes": "\x1b]0;owned\x07\x1b[31mverslag",
        "right-to-left": "\u202e1202",
        "not-utf-8": os.fsdecode(b"verslag-\xff"),
    }
    ids = {"climbing": "..", "of-a-path": "../bto-sociaal-2021", "sql": "x'; DROP TABLE raw.cell; --"}
    no_slug = _line("# id", "must be lower-case letters and digits")
    no_report = Refused("report.yml", None, None, "no report.yml")
    return [
        *[_case("names", name, _identify(folder), no_slug, folder=folder) for name, folder in wrong_ids.items()],
        *[_case("names", f"report-{name}", _identify(said), no_slug) for name, said in ids.items()],
        *[_case("names", name, remove("report.yml"), no_report, folder=folder) for name, folder in empty.items()],
    ]


def _identify(said: str) -> Spoil:
    return lambda folder: edit("report.yml", f"id: {folder.name}\n", f"id: {json.dumps(said)} # id\n")(folder)


# ---- Texts that are code elsewhere -------------------------------------------------------------

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
    "formula": "=HYPERLINK(\"https://example.org\",\"Overig\")",
    "shell": "`id` $(id); rm -rf / | cat",
    "pattern": ".*[a-z]+(?P<x>) \\d",
    "backslashes": "C:\\new\\table\\x1b[31m",
    "emoji-name": ":boom: :red_circle:",
}  # fmt: skip


def _texts() -> list[Case]:
    found = [
        Case(f"label-{name}", "texts", Escaped(code), _label(code), ("complaints_by_kind",)) for name, code in CODE.items()
    ]
    found += [
        Case(f"title-{name}", "texts", Escaped(code), _title(code), (TABLE,))
        for name, code in CODE.items()
        if name in {"sql", "jinja", "markup", "html"}
    ]
    found += [
        Case("file-sql", "texts", Escaped("x'; DROP TABLE raw.cell; --.csv"), _rename("x'; DROP TABLE raw.cell; --.csv"), (TABLE,)),
        Case("file-markup", "texts", Escaped("[bold red]wait.csv"), _rename("[bold red]wait.csv"), (TABLE,)),
        Case("note-html", "texts", Escaped(CODE["html"]), edit("report.yml", "{label: Totaal,", f"{{label: Totaal, note: {json.dumps(CODE['html'])},"), (TABLE,)),
        Case("report-id-reserved", "texts", Escaped("key_figures"), lambda folder: None, ("key_figures",), folder="key_figures"),
        Case("label-unknown-markup", "texts", Refused("complaints_by_kind.csv", 2, 1, '"[bold red]x[/]" in breakdown'), _spelled("[bold red]x[/]"), ("complaints_by_kind",)),
        Case("label-unknown-sql", "texts", Refused("complaints_by_kind.csv", 2, 1, "DROP TABLE"), _spelled(CODE["sql"]), ("complaints_by_kind",)),
        Case("label-terminal-escape", "texts", Refused("complaints_by_kind.csv", 2, 1, "U+001B"), _spelled("\x1b[2JOverig"), ("complaints_by_kind",)),
        Case("title-terminal-escape", "texts", Refused("report.yml", "\\e[2J", None, "U+001B"), edit("report.yml", "title: Het verslag van 2021", 'title: "\\e[2JHet verslag"'), (TABLE,)),
        Case("title-right-to-left", "texts", Refused("report.yml", "\u202e", None, "U+202E"), edit("report.yml", "title: Het verslag van 2021", "title: \u202eHet verslag"), (TABLE,)),
        Case("title-zero-width", "texts", Refused("report.yml", "\u200b", None, "U+200B"), edit("report.yml", "title: Het verslag van 2021", "title: Het\u200bverslag"), (TABLE,)),
    ]  # fmt: skip
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
        edit("report.yml", DECLARED, f"file: {json.dumps(name)}")(folder)

    return spoil

