"""Cases that are small to write and large to read: they must be refused in little time and memory."""

from __future__ import annotations

from pathlib import Path

from tests.bad_sources.case import Case, Refused, Spoil, all_of, edit, write

TABLE = "wait_in_city"
FILE = f"{TABLE}.csv"


def cases() -> list[Case]:
    """The cases, all refused."""
    lines = [b"a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [b"a%d: &a%d [%s]" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 10)]
    rows = [f"wijk {number}" for number in range(10_000)]
    first = "Categorie,Gemiddeld aantal dagen"
    return [
        _case("yaml-aliases", write("report.yml", b"\n".join(lines)), Refused("report.yml", 1, None, "endless")),
        _case("yaml-alias-of-itself", write("report.yml", "id: &a [*a]\n"), Refused("report.yml", 1, None, "endless")),
        _case("yaml-nested", write("report.yml", "[" * 200_000), Refused("report.yml", 1, None, "nested deeper")),
        _case(
            "yaml-nested-by-indentation",
            write("report.yml", "".join(" " * n + "a:\n" for n in range(1_000))),
            Refused("report.yml", 51, None, "nested deeper"),
        ),
        _case(
            "yaml-of-six-megabytes",
            write("report.yml", "# " + "x" * 6_000_000),
            Refused("report.yml", 1, None, "larger than"),
        ),
        _case(
            "yaml-unknown-keys",
            edit("report.yml", "tables:", _many("key{}: x\n", 30_000) + "tables:"),
            _line("key0:", "unknown key `key0`"),
        ),
        _case(
            "yaml-aliases-of-labels",
            edit(
                "report.yml",
                "tables:",
                "define:\n  aliases:\n"
                + _many("  - {{dimension: area, label: x, means: y}} # {}\n", 10_000)
                + "tables:",
            ),
            _line("# 1", "declared twice"),
        ),
        _case(
            "yaml-a-hundred-thousand-columns",
            edit("report.yml", "[label, value]", "[label" + ", value" * 100_000 + "]"),
            _line("[label", "columns"),
        ),
        _case(
            "cell-of-ten-megabytes",
            _cell("7" * 10_000_000),
            Refused(FILE, 3, None, "is longer than 2,000,000 characters"),
        ),
        _case(
            "cell-of-one-megabyte", _cell("7" * 1_000_000), Refused(FILE, 3, 2, "the cell is 1,000,000 characters long")
        ),
        _case(
            "quoted-cell-of-ten-megabytes",
            _cell('"' + "7777777\n" * 1_250_000 + '"'),
            Refused(FILE, 3, None, "is opened and not closed"),
        ),
        _case("line-of-ten-megabytes", write(FILE, "x" * 10_000_000), Refused(FILE, 1, None, "is longer than")),
        _case(
            "line-too-long-and-one-after-it",
            write(FILE, f"{first}\n{'x' * 10_000_000}\nTotaal\n"),
            Refused(FILE, 3, 2, "the row has 1 cells"),
        ),
        _case(
            "row-of-900-thousand-cells", _cell("7" + ",7" * 899_999), Refused(FILE, 3, 3, "the row has 900001 cells")
        ),
        _case("300-thousand-lines", write(FILE, first + "\nx,1" * 300_000), Refused(FILE, 2, 1, "promises no row")),
        _case(
            "ten-thousand-rows-renamed",
            all_of(_rows(rows), write(FILE, _csv(first, [f"{row}x" for row in rows]))),
            Refused(FILE, None, None, 'the file lacks the row "wijk 0"'),
        ),
        _case(
            "ten-thousand-rows-shuffled",
            all_of(_rows(rows), write(FILE, _csv(first, sorted(rows, key=lambda r: r[::-1])))),
            Refused(FILE, 3, 1, "stands in another place"),
        ),
        _case(
            "ten-thousand-unknown-labels",
            all_of(
                _rows(rows),
                edit("report.yml", "    metric:", "    rows_are: area\n    metric:"),
                write(FILE, _csv(first, rows)),
            ),
            Refused(FILE, 2, 1, "no alias knows"),
        ),
        _case("nul-bytes", write(FILE, bytes(500)), Refused(FILE, 1, 1, "U+0000")),
    ]


def _case(name: str, spoil: Spoil, outcome: Refused) -> Case:
    return Case(f"bomb-{name}", "bombs", outcome, spoil, (TABLE,))


def _line(text: str, says: str) -> Refused:
    return Refused("report.yml", text, None, says)


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
