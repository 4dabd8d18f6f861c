"""A table as its report prints it, every cell, with what the checks say of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from orchestration.explain.bilingual import MARKED, PROVISIONAL, STATUSES, Both
from orchestration.explain.figures import JudgedIdentity, identities_by_figure
from orchestration.explain.finding_words import sides
from orchestration.explain.reasons import FigureReason, reasons_by_key
from orchestration.explain.served import QuestionError, Served, literal
from orchestration.explain.suspects import suspicions
from orchestration.explain.words import close_to

MOST_ADDRESSES = 12
"""Of how many cells it is listed that something is said of them: of more a reader sees it in the table."""

Said = TypeVar("Said")


@dataclass(frozen=True)
class TableCell:
    """One printed cell. `figure_id` and `figure_key` are None where it is a heading, a label or set aside.

    `mark` is `open` or `waived` where the cell stands in a finding, and `findings` are those, by their number in the
    table's list, counted from 1.
    """

    row_number: int
    column_number: int
    text: str | None
    figure_id: str | None
    figure_key: str | None
    is_served: bool
    note: str | None
    mark: str | None
    findings: list[int]
    identities: list[JudgedIdentity]
    suspected: str | None = None
    """Of a suspect, what it prints and should read, in words."""
    status: Both | None = None
    """What a mark in the place of a number means: `afgeschermd`, in English `withheld`."""
    is_provisional: bool = False

    @property
    def says(self) -> Both | None:
        """What the report says of the number beside printing it: what its mark means, or that it is provisional."""
        return self.status or (PROVISIONAL if self.is_provisional else None)

    @property
    def address(self) -> str:
        """Its place in the table, which is its anchor on a page: `r4c5`."""
        return f"r{self.row_number}c{self.column_number}"

    @property
    def is_number(self) -> bool:
        """Whether it is set to the right, as numbers are."""
        return self.figure_id is not None


@dataclass(frozen=True)
class TableRow:
    """One printed row with the line of the document that prints it."""

    row_number: int
    document_line: int | None
    is_header: bool
    cells: list[TableCell]


@dataclass(frozen=True)
class TableFinding:
    """A finding that cells of the table stand in: `cells` by their address in it, `elsewhere` by figure id."""

    number: int
    identity_id: str
    title_nl: str
    title_en: str
    status: str
    relation: str
    left_value: Decimal | None
    right_value: Decimal | None
    difference: Decimal | None
    remark: str | None
    waiver_reason: str | None
    waiver_reason_nl: str | None
    waiver_evidence: str | None
    waiver_evidence_nl: str | None
    next_steps: str
    next_steps_nl: str
    cells: list[str]
    elsewhere: list[str]

    def sides(self) -> str:
        """Both sides as people read them: `18 is not 19 (difference -1)`."""
        return sides(self)


@dataclass(frozen=True)
class TableReason:
    """Why a figure of the table is what it is: `cells` are those that print it, by their address."""

    said: FigureReason
    figure_id: str
    cells: list[str]


@dataclass(frozen=True)
class PrintedTable:
    """A table with its address, its rows and the findings in it."""

    report_id: str
    report_title: str
    table_id: str
    title: str
    file: str
    document: str | None
    document_lines: str | None
    note: str | None
    source: str | None
    """Whose figures these are, where the organisation does not account for them itself."""
    is_key_figures: bool
    label_columns: list[int]
    rows: list[TableRow]
    findings: list[TableFinding]
    reasons: list[TableReason]

    @property
    def cells(self) -> list[TableCell]:
        """Its cells, row by row."""
        return [cell for row in self.rows for cell in row.cells]

    @property
    def has_provisional(self) -> bool:
        """Whether it prints a number that its report calls provisional."""
        return any(cell.is_provisional for cell in self.cells)

    @property
    def marks(self) -> dict[tuple[str, Both], list[str]]:
        """The marks that stand in the place of numbers, with what they mean, and the cells that print them."""
        return _addresses(((cell.text or "", cell.status), cell) for cell in self.cells if cell.status)

    @property
    def notes(self) -> dict[str, list[str]]:
        """What is said of single numbers, such as footnotes, and of which. Figures in the text have it beside them."""
        if self.is_key_figures:
            return {}
        return _addresses((cell.note, cell) for cell in self.cells if cell.note and cell.note != self.note)


def _addresses(said: Iterable[tuple[Said, TableCell]]) -> dict[Said, list[str]]:
    """What is said of cells, each with their addresses; none where it is said of too many to list."""
    found: dict[Said, list[str]] = {}
    for what, cell in said:
        found.setdefault(what, []).append(cell.address)
    return {what: cells if len(cells) <= MOST_ADDRESSES else [] for what, cells in found.items()}


def table_list(served: Served, report_id: str) -> dict[str, Any]:
    """A report with its tables in printed order: id, title, file, cells and findings. Raises QuestionError."""
    reports = served.rows(f"SELECT * FROM core.report WHERE report_id = {literal(report_id)}")
    if not reports:
        raise _no_report(served, report_id)
    tables = served.rows(
        f"""
        SELECT t.table_id, t.title, t.file, t.document_lines, t.cells, t.note,
            count(DISTINCT f.identity_id) FILTER (f.status = 'open') AS open_findings,
            count(DISTINCT f.identity_id) FILTER (f.status = 'waived') AS waived_findings
        FROM core.report_table AS t
        LEFT JOIN quality.finding_cell AS f ON t.report_id = f.report_id AND t.table_id = f.table_id
        WHERE t.report_id = {literal(report_id)}
        GROUP BY ALL ORDER BY min(t.position)
        """
    )
    return reports[0] | {"tables": tables}


def printed_table(served: Served, report_id: str, table_id: str) -> PrintedTable:
    """One table of a report. Raises QuestionError where there is none of that name."""
    where = f"report_id = {literal(report_id)} AND table_id = {literal(table_id)}"
    tables = served.rows(f"SELECT * FROM core.report_table WHERE {where}")
    if not tables:
        known = [f"{report_id}/{table['table_id']}" for table in table_list(served, report_id)["tables"]]
        close = close_to(f"{report_id}/{table_id}", known)
        raise QuestionError(
            f"report {report_id} has no table “{table_id}”", close or known, "Did you mean" if close else "Its tables"
        )
    table = tables[0]
    report = served.rows(f"SELECT title, document FROM core.report WHERE report_id = {literal(report_id)}")[0]
    axis = served.rows(
        f"SELECT scope, row_number, column_number, value FROM raw.axis WHERE dimension = 'role' AND {where}"
    )
    headers = {row["row_number"] for row in axis if row["scope"] == "row" and row["value"] == "header"}
    labels = {row["column_number"] for row in axis if row["scope"] == "column" and row["value"] == "label"}
    findings = _findings(served, report_id, table_id)
    rows = _rows(served, where, headers, findings)
    if table["is_key_figures"]:
        rows, labels = _without_empty_columns(rows), {1}
    return PrintedTable(
        **{
            name: table[name] for name in ("report_id", "table_id", "title", "file", "document_lines", "note", "source")
        },
        report_title=report["title"],
        document=report["document"],
        is_key_figures=table["is_key_figures"],
        label_columns=sorted(labels),
        rows=rows,
        findings=findings,
        reasons=_reasons(served, where, rows),
    )


def _rows(served: Served, where: str, headers: set[int], findings: list[TableFinding]) -> list[TableRow]:
    figures: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for figure in served.rows(f"SELECT * FROM core.figure WHERE {where} ORDER BY length(figure_id), figure_id"):
        figures.setdefault((figure["row_number"], figure["column_number"]), []).append(figure)
    identities = identities_by_figure(served, [one["figure_id"] for cell in figures.values() for one in cell])
    suspected = suspicions(served, where)
    rows: dict[int, TableRow] = {}
    for cell in served.rows(f"SELECT * FROM raw.cell WHERE {where} ORDER BY row_number, column_number"):
        address = (cell["row_number"], cell["column_number"])
        # A cell may print two numbers: `12 (34%)`.
        own = figures.get(address, [])
        first, names = own[0] if own else {}, [one["figure_id"] for one in own]
        stands_in = [finding for finding in findings if "r{}c{}".format(*address) in finding.cells]
        row = rows.setdefault(address[0], TableRow(address[0], cell["document_line"], address[0] in headers, []))
        row.cells.append(
            TableCell(
                *address,
                cell["text"],
                first.get("figure_id"),
                first.get("figure_key"),
                any(one["is_served"] for one in own),
                "; ".join(dict.fromkeys(one["note"] for one in own if one["note"])) or None,
                min((finding.status for finding in stands_in), default=None),
                [finding.number for finding in stands_in],
                list({i.identity_id: i for name in names for i in identities.get(name, [])}.values()),
                "; ".join(suspected[name] for name in names if name in suspected) or None,
                STATUSES[first["value_status"]] if first.get("value_status") in MARKED else None,
                # A release of before reports could call a figure provisional has no such column.
                any(one.get("is_provisional") and one["value_status"] not in MARKED for one in own),
            )
        )
    return list(rows.values())


def _reasons(served: Served, where: str, rows: list[TableRow]) -> list[TableReason]:
    keys = f"figure_key IN (SELECT figure_key FROM core.figure WHERE {where})"
    cells: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        for cell in row.cells:
            if cell.figure_key is not None and cell.figure_id is not None:
                cells.setdefault(cell.figure_key, []).append((cell.figure_id, cell.address))
    return [
        TableReason(reason, printed[0][0], [address for _, address in printed])
        for key, reasons in reasons_by_key(served, keys).items()
        # The second number of a pair stands in the cell of the first.
        if (printed := cells.get(key))
        for reason in reasons
    ]


def _without_empty_columns(rows: list[TableRow]) -> list[TableRow]:
    """Key figures have a column for everything that one may say; of a report, those that it uses.

    The column `line` goes too: every row has its document line.
    """
    cells = [cell for row in rows if not row.is_header for cell in row.cells if cell.text is not None]
    used = {cell.column_number for cell in cells}
    used -= {cell.column_number for row in rows if row.is_header for cell in row.cells if cell.text == "line"}
    return [
        TableRow(
            row.row_number, row.document_line, row.is_header, [cell for cell in row.cells if cell.column_number in used]
        )
        for row in rows
    ]


def _findings(served: Served, report_id: str, table_id: str) -> list[TableFinding]:
    here = (
        "SELECT DISTINCT identity_id FROM quality.finding_cell "
        f"WHERE report_id = {literal(report_id)} AND table_id = {literal(table_id)}"
    )
    cells = served.rows(
        f"SELECT identity_id, figure_id, report_id, table_id, row_number, column_number FROM quality.finding_cell "
        f"WHERE identity_id IN ({here}) ORDER BY report_id, table_id, row_number, column_number"
    )
    rows = served.rows(
        f"""
        SELECT f.identity_id, r.title_nl, r.title_en, f.status, f.relation, f.left_value, f.right_value, f.difference,
            f.remark, f.waiver_reason, f.waiver_reason_nl, f.waiver_evidence, f.waiver_evidence_nl,
            f.next_steps, f.next_steps_nl
        FROM quality.finding AS f JOIN quality.rule_result AS r ON f.rule_id = r.rule_id
        WHERE f.identity_id IN ({here}) ORDER BY f.status, f.rule_id, f.identity_id
        """
    )
    findings = []
    for position, row in enumerate(rows, start=1):
        mine = [cell for cell in cells if cell["identity_id"] == row["identity_id"]]
        inside = [cell for cell in mine if (cell["report_id"], cell["table_id"]) == (report_id, table_id)]
        findings.append(
            TableFinding(
                number=position,
                **row,
                cells=[f"r{cell['row_number']}c{cell['column_number']}" for cell in inside],
                elsewhere=[cell["figure_id"] for cell in mine if cell not in inside],
            )
        )
    return findings


def meanings(served: Served, report_id: str) -> dict[str, dict[str, Any]]:
    """What each figure of a report is about, by its id: for figures in the text, which have no table around them."""
    rows = served.rows(
        f"""
        SELECT
            f.figure_id, m.label_nl, m.label_en, c.label_nl AS category_nl, c.label_en AS category_en,
            a.name AS area_name, f.period_id, f.compared_with_period_id, f.unit, f.decimals, f.qualifier, f.value,
            f.value_low, f.value_high, f.value_status, f.value_printed, f.is_provisional
        FROM core.figure AS f
        JOIN core.metric AS m ON f.metric_id = m.metric_id
        JOIN core.area AS a ON f.area_id = a.area_id
        LEFT JOIN core.category AS c ON f.breakdown_id = c.breakdown_id AND f.category_id = c.category_id
        WHERE f.report_id = {literal(report_id)}
        """
    )
    return {row["figure_id"]: row for row in rows}


def _no_report(served: Served, report_id: str) -> QuestionError:
    known = served.column("SELECT report_id FROM core.report ORDER BY 1")
    for one in served.waiting:
        if report_id in one.reports:
            said = (
                f"report “{report_id}” is not published: {one.name} waits, since {one.since[:16].replace('T', ' ')} UTC"
            )
            return QuestionError(said, advice="`warehouse findings` and `warehouse check` say what it waits for.")
    close = close_to(report_id, known)
    return QuestionError(f"there is no report “{report_id}”", close or known, "Did you mean" if close else "Reports")


def by_table(figure_ids: list[str]) -> list[str]:
    """Figure ids written shorter: the cells of one table after its name, `report/table r2c5, r3c5`."""
    tables: dict[str, list[str]] = {}
    for figure_id in figure_ids:
        table, _, cell = figure_id.rpartition("/")
        tables.setdefault(table if table.count("/") else figure_id, []).append(cell)
    return [table if table in figure_ids else f"{table} {', '.join(cells)}" for table, cells in tables.items()]


def as_data(table: PrintedTable) -> dict[str, Any]:
    """A table as plain data, for `--json`: of each cell's identities, the id and the verdict."""
    from dataclasses import asdict

    data = asdict(table)
    for row in data["rows"]:
        for cell in row["cells"]:
            cell["identities"] = {i["identity_id"]: i["verdict"] for i in cell["identities"]}
    return data
