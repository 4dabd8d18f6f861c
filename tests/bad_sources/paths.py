"""Cases of files that are not where or what they should be: paths and links out of the sources, pipes, odd names."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

from tests.bad_sources.case import Case, Refused, Spoil, all_of, edit, remove

TABLE = "wait_in_city"
FILE = f"{TABLE}.csv"
DECLARED = f"file: {FILE}"
STAYS_INSIDE = "must stay inside the report's folder"
LEADS_OUT = "leads out of the sources"


def cases() -> list[Case]:
    """The cases, all refused."""
    return [*_paths(), *_links(), *_no_files(), *_names()]


def _case(group: str, name: str, spoil: Spoil, outcome: Refused, why_not: str = "") -> Case:
    return Case(f"{group.split()[-1]}-{name}", group, outcome, spoil, (TABLE,), why_not=why_not)


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
        _case("paths", name, edit("report.yml", DECLARED, f"file: '{path}'"), _line(f"'{path}'", STAYS_INSIDE))
        for name, path in climbing.items()
    ]
    found += [
        _case("paths", f"key-figures-{name}", _key_figures(path), _line(f"'{path}'", STAYS_INSIDE))
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
    table, report = Refused(FILE, None, None, LEADS_OUT), Refused("report.yml", None, None, LEADS_OUT)
    return [
        _case("links", "table-outside", _link(FILE, _outside), table),
        _case("links", "table-to-a-file-of-the-system", _link(FILE, lambda _: Path("/etc/passwd")), table),
        _case("links", "table-to-a-device", _link(FILE, lambda _: Path("/dev/zero")), table),
        _case(
            "links", "table-over-two-links", all_of(_link("via", _outside), _link(FILE, lambda _: Path("via"))), table
        ),
        _case(
            "links",
            "key-figures-outside",
            all_of(_key_figures("k.csv"), _link("k.csv", _outside)),
            Refused("k.csv", None, None, LEADS_OUT),
        ),
        _case("links", "report-outside", _link("report.yml", _outside), report),
        _case("links", "folder-outside", _folder_outside, report),
        _case(
            "links", "table-to-nothing", _link(FILE, lambda _: Path("gone.csv")), Refused(FILE, None, None, "missing")
        ),
        _case("links", "table-to-itself", _link(FILE, lambda _: Path(FILE)), Refused(FILE, None, None, "circle")),
        _case(
            "links",
            "report-to-itself",
            _link("report.yml", lambda _: Path("report.yml")),
            Refused("report.yml", None, None, "circle"),
        ),
        _case("links", "folder-to-the-sources", _folder_within, Refused("report.yml", None, None, "no report.yml")),
    ]


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
        _case(
            "no files",
            "folder-as-key-figures",
            all_of(_key_figures("k.csv"), lambda f: (f / "k.csv").mkdir()),
            Refused("k.csv", None, None, "is no file"),
        ),
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


# ---- Names of reports --------------------------------------------------------------------------


def _names() -> list[Case]:
    ids = {"climbing": "..", "of-a-path": "../bto-sociaal-2021", "sql": "x'; DROP TABLE raw.cell; --"}
    no_slug = _line("# id", "must be lower-case letters and digits")
    no_report = Refused("report.yml", None, None, "no report.yml")
    return [
        *[_case("names", f"report-{name}", _identify(said), no_slug) for name, said in ids.items()],
        _case("names", "without-report", remove("report.yml"), no_report),
    ]


def _identify(said: str) -> Spoil:
    return lambda folder: edit("report.yml", f"id: {folder.name}\n", f"id: {json.dumps(said)} # id\n")(folder)
