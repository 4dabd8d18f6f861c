"""Villages whose printed cells are read and judged by the models' own SQL, without a run of dbt for each test.

The cells are written into schema raw of a built file, and its tables are filled by their own compiled SQL, as dbt fills
them: once for the villages of all tests, since DuckDB spends seconds on planning that SQL and hardly any on running
it. Each village is an organisation of its own, and no rule looks from one organisation into another.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.verdict import Judged

# A village with three teams, two of which make a group. Every name ends with the mark of the village.
AREAS = """
INSERT INTO raw.organisation VALUES ('r#', 'dorp#', 'Buurtteam Dorp', 'dorp#');
INSERT INTO raw.area (report_id, area_id, name, kind) VALUES
    ('r#', 'dorp#', 'Dorp', 'city'), ('r#', 'polder#', 'Polder', 'group'),
    ('r#', 'heide#', 'Heide', 'team'), ('r#', 'kerk#', 'Kerk', 'team'), ('r#', 'haven#', 'Haven', 'team');
INSERT INTO raw.area_member VALUES
    ('r#', 'dorp#', 'heide#'), ('r#', 'dorp#', 'kerk#'), ('r#', 'dorp#', 'haven#'),
    ('r#', 'polder#', 'heide#'), ('r#', 'polder#', 'kerk#');
INSERT INTO raw.metric (report_id, metric_id, label_nl, label_en, unit, formula) VALUES
    ('r#', 'village_costs', 'Lasten', 'Costs', 'eur', NULL),
    ('r#', 'village_revenue', 'Baten', 'Revenue', 'eur', NULL),
    ('r#', 'village_balance', 'Saldo', 'Balance', 'eur', 'village_revenue - village_costs');
"""

ITS_AREA = re.compile(r"\b(dorp|polder|heide|kerk|haven)\b")

Cells = dict[str, str | None]


@dataclass
class Village:
    """One village of many in a built file."""

    connection: duckdb.DuckDBPyConnection
    tables: dict[str, str]
    mark: str
    """Behind the names of this village, to tell it from the others; what is asked of it is answered without."""

    def found(self) -> None:
        """Let the village have its areas."""
        self.connection.execute(AREAS.replace("#", self.mark))

    def write(self, cells: Cells) -> None:
        """Write cells, each a meaning and the text printed.

        A meaning is "metric area [breakdown=category [breakdown=category]] period", for a change "later~earlier" as its
        period, for a target "period:target", behind "table|" where the table is not t; table k is prose. A report other
        than r, which is of 2022, stands before the table: "2023/t|…" is of 2023. Of the texts "-" stands for none, ""
        for unknown, "x" for a withheld number and "<5" for one from 0 to 4; words before a number are its qualifier.
        """
        read = [
            (number, *self._read(meaning, text))
            for number, (meaning, text) in enumerate(cells.items(), 1)
            if text is not None
        ]
        dorp = "dorp" + self.mark
        for report in {cell[1] for cell in read}:
            period = "2022" if report.startswith("r") else report[:4]
            self._insert("report", report, report, dorp, period, None, None, None, f"sources/{report}", *[None] * 5)
            for mark, low, high in (("x", None, None), ("<5", 0, 4)):
                self._insert("mark", report, "#", mark, "whole", "suppressed", low, high, None)
        for report, table in {cell[1:3] for cell in read}:
            file = f"sources/{report}/{table}.csv"
            position = ord(table)
            place = (report, table, table, file, None, None, None, position, False, table == "k", 1, *[None] * 3)
            self._insert("report_table", *place)
            for dimension, value in {"organisation": dorp, "dash": "none", "blank": "unknown", "marks": "#"}.items():
                self._insert("axis", report, table, "table", None, None, dimension, value)
        for number, report, table, text, said in read:
            self._insert("cell", report, table, number, 1, text, 100 + number, f"{table}.csv", None)
            for dimension, value in (said | ({"key": f"k{number}"} if table == "k" else {})).items():
                self._insert("axis", report, table, "row", number, None, dimension, value)

    def waive(self, identity: str, difference: str, report: str = "r", due: bool = False) -> None:
        """Accept a difference."""
        marked = ITS_AREA.sub(rf"\1{self.mark}", identity)
        about = (marked, report + self.mark, difference, "printed so", None, "line 1", None, "somebody", "2030-01-01")
        self._insert("waiver", *about, due)

    def break_series(self, metric: str, start: str) -> None:
        """Count a metric anew from a period on."""
        self._insert("series_break", "r" + self.mark, "telling", metric, start, "counted anew", None, None)

    def of(self, table: str, *columns: str, where: str = "true") -> list[tuple[Any, ...]]:
        """Columns of the rows of this village in a table of core, in their order."""
        query = f"SELECT {', '.join(columns)} FROM {table} WHERE organisation_id = ? AND {where} ORDER BY ALL"
        return [
            tuple(self.plain(value) if isinstance(value, str) else value for value in row)
            for row in self._rows(query, "dorp" + self.mark)
        ]

    def verdicts(self, rule: str) -> dict[str, tuple[str, float | None]]:
        """Identity (without its rule) to verdict and difference."""
        query = (
            "SELECT scope, verdict, difference FROM quality.judged_identity WHERE rule_id = ? AND contains(scope, ?)"
        )
        return {
            self.plain(scope): (verdict, None if difference is None else float(difference))
            for scope, verdict, difference in self._rows(query, rule, self.mark)
        }

    def failing(self, rule: str) -> dict[str, float | None]:
        verdicts = self.verdicts(rule).items()
        return {scope: difference for scope, (verdict, difference) in verdicts if verdict == "fails"}

    def judged(self, identity: str) -> tuple[str, str | None]:
        """Verdict and why of one identity."""
        rows = self._rows(
            "SELECT identity_id, verdict, why FROM quality.judged_identity WHERE contains(scope, ?)", self.mark
        )
        (found,) = [(verdict, why) for name, verdict, why in rows if self.plain(name) == identity]
        return found

    def sides(self, identity: str) -> tuple[float | None, ...]:
        """Both sides of one identity as they are shown, and their difference."""
        query = (
            "SELECT identity_id, left_value, right_value, difference FROM quality.judged_identity "
            "WHERE contains(scope, ?)"
        )
        (found,) = [values for name, *values in self._rows(query, self.mark) if self.plain(name) == identity]
        return tuple(None if value is None else float(value) for value in found)

    def numbers(self, table: str) -> list[tuple[Any, ...]]:
        """The decimals in the rows of a table of quality that are about this village."""
        return self._rows(
            f"SELECT columns(c -> c SIMILAR TO '.*(value|difference|tolerance|low|high).*' AND c <> 'value_printed') "
            f"FROM {table} WHERE contains(identity_id, ?)",
            self.mark,
        )

    def findings(self) -> dict[str, tuple[str, str | None]]:
        """Identity to status and remark of each finding."""
        rows = self._rows("SELECT identity_id, status, remark FROM quality.finding WHERE contains(scope, ?)", self.mark)
        return {self.plain(identity): (status, remark) for identity, status, remark in rows}

    def sentences(self, rule: str) -> list[tuple[str, str]]:
        """What is said of a rule's findings, in Dutch and in English."""
        query = "SELECT sentence_nl, sentence_en FROM quality.finding WHERE rule_id = ? AND contains(scope, ?)"
        return self._rows(query, rule, self.mark)

    def result(self, rule: str, *columns: str) -> tuple[Any, ...]:
        """Columns of a rule's result, as if there were no other village."""
        with self._alone():
            (found,) = self._rows(f"SELECT {', '.join(columns)} FROM quality.rule_result WHERE rule_id = ?", rule)
        return found

    def said_by_gx(self, slip: str = "", anew: Collection[str] | None = None) -> dict[str, Judged]:
        """Rule to what Great Expectations says of it, as if there were no other village, after a `slip` in SQL.

        `anew`: the villages that were made anew, of a build that starts from a release.
        """
        with self._alone():
            self.connection.execute(slip)
            return said_by_gx(self.connection, anew)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.connection.begin()
        try:
            for table, name in (
                ("quality.judged_identity", "scope"), ("quality.finding", "scope"), ("raw.waiver", "identity_id"),
            ):  # fmt: skip
                self.connection.execute(f"DELETE FROM {table} WHERE NOT contains({name}, ?)", [self.mark])
            fill(self.connection, self.tables, "quality.rule_result")
            yield
        finally:
            self.connection.rollback()

    def _rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(query, list(values)).fetchall()

    def _insert(self, table: str, *values: Any) -> None:
        self.connection.execute(f"INSERT INTO raw.{table} VALUES ({', '.join('?' * len(values))})", values)

    def plain(self, name: str) -> str:
        """A name without the mark of the village."""
        return name.replace(self.mark, "")

    def _read(self, key: str, text: str) -> tuple[str, str, str, dict[str, str]]:
        place, bar, meaning = key.rpartition("|")
        report, slash, table = place.rpartition("/")
        metric, area, *category, period = meaning.split()
        period, colon, kind = period.partition(":")
        period, compared, earlier = period.partition("~")
        said = {"metric": metric, "area": area + self.mark, "period": period}
        if compared:
            said["compared_with"] = earlier
        if colon:
            said["kind"] = kind
        for crossed, one in zip(("", "crossed_"), category, strict=False):
            said[f"{crossed}breakdown"], said[f"{crossed}category"] = one.split("=")
        words, space, number = text.rpartition(" ")
        if space:
            said["qualifier"] = words
        return ((report if slash else "r") + self.mark, table if bar else "t", number, said)


def fill(connection: duckdb.DuckDBPyConnection, tables: dict[str, str], table: str) -> None:
    """Fill a table by its own SQL."""
    connection.execute(f"INSERT INTO {table} BY NAME ({tables[table]})")


def judge(connection: duckdb.DuckDBPyConnection, tables: dict[str, str]) -> None:
    """Read what all villages print, judge it, find what is wrong, and fill the tables of core that are served."""
    for name in tables:
        # Each village asks for its own results, as if there were no other.
        if name != "quality.rule_result":
            fill(connection, tables, name)
        if name == "core.figure":
            assert connection.execute("SELECT message FROM staging.rejected_cell").fetchall() == []


def said_by_gx(connection: duckdb.DuckDBPyConnection, anew: Collection[str] | None = None) -> dict[str, Judged]:
    """Rule to what Great Expectations says of it; `anew`: the villages that were made anew, or None."""
    # Its import takes seconds, and few tests ask for it.
    from expectations.suite import judge_open

    return {judged.verdict.rule_id: judged for judged in judge_open(connection, anew)}


MONTHS = {"{} 2021-01": "10", "{} 2021-02": "11", "{} 2021-03": "12"}


def over_months(series: str) -> Cells:
    return {month.format(series): text for month, text in MONTHS.items()}
