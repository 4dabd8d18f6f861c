"""A village whose printed cells are read and judged by the models' own SQL, without a run of dbt for each test.

The cells are written into schema raw of a built file, and its tables are filled by their own compiled SQL, as dbt fills
them. Each test rolls its rows back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from expectations.verdict import RuleVerdict

# A village with three teams, two of which make a group. Every name ends with the mark of the village.
AREAS = """
INSERT INTO raw.organisation VALUES ('r#', 'dorp#', 'Buurtteam Dorp', 'dorp#');
INSERT INTO raw.area VALUES
    ('r#', 'dorp#', 'Dorp', 'city'), ('r#', 'polder#', 'Polder', 'group'),
    ('r#', 'heide#', 'Heide', 'team'), ('r#', 'kerk#', 'Kerk', 'team'), ('r#', 'haven#', 'Haven', 'team');
INSERT INTO raw.area_member VALUES
    ('r#', 'dorp#', 'heide#'), ('r#', 'dorp#', 'kerk#'), ('r#', 'dorp#', 'haven#'),
    ('r#', 'polder#', 'heide#'), ('r#', 'polder#', 'kerk#');
"""

Cells = dict[str, str | None]


@dataclass
class Village:
    """A village in a built file, in a transaction that is rolled back; others may stand beside it."""

    connection: duckdb.DuckDBPyConnection
    tables: dict[str, str]
    mark: str = ""
    """Behind the names of this village, to tell it from others; what is asked of it is answered without."""

    def found(self) -> None:
        """Let the village have its areas."""
        self.connection.execute(AREAS.replace("#", self.mark))

    def print_cells(self, cells: Cells) -> None:
        """Write the cells of the only village there is, and judge them."""
        self.write(cells)
        self.judge()

    def write(self, cells: Cells) -> None:
        """Write cells, each a meaning and the text printed.

        A meaning is "metric area [breakdown=category] period", for a change "later~earlier" as its period, behind
        "table|" where the table is not t; table k is prose. A report other than r, which is of 2022, stands before the
        table: "2023/t|…" is of 2023. Of the texts "-" stands for none and "" for unknown; words before a number are its
        qualifier.
        """
        read = [
            (number, *self._read(meaning, text))
            for number, (meaning, text) in enumerate(cells.items(), 1)
            if text is not None
        ]
        dorp = "dorp" + self.mark
        for report in {cell[1] for cell in read}:
            period = "2022" if report.startswith("r") else report[:4]
            self._insert("report", report, report, dorp, period, None, None, None, f"sources/{report}", *[None] * 4)
        for report, table in {cell[1:3] for cell in read}:
            file = f"sources/{report}/{table}.csv"
            position = ord(table)
            self._insert(
                "report_table", report, table, table, file, None, None, None, position, False, table == "k", 1, None
            )
            for dimension, value in {"organisation": dorp, "dash": "none", "blank": "unknown"}.items():
                self._insert("axis", report, table, "table", None, None, dimension, value)
        for number, report, table, text, said in read:
            self._insert("cell", report, table, number, 1, text, 100 + number, f"{table}.csv", None)
            for dimension, value in (said | ({"key": f"k{number}"} if table == "k" else {})).items():
                self._insert("axis", report, table, "row", number, None, dimension, value)

    def judge(self) -> None:
        """Read what is written, of this village and of those beside it, judge it, and find what is wrong."""
        for name in self.tables:
            self._fill(name)
            if name == "core.figure":
                break
        assert self.rows("SELECT message FROM staging.rejected_cell") == []
        self._fill("quality.judged_identity")
        self._fill("quality.finding")

    def serve(self) -> None:
        """Fill the tables of core that show what is served, once the cells are judged."""
        self._fill("quality.finding_cell")
        names = list(self.tables)
        for name in names[names.index("core.figure") + 1 :]:
            if name.startswith("core."):
                self._fill(name)

    def waive(self, identity: str, difference: str, report: str = "r", due: bool = False) -> None:
        """Accept a difference; to be said before the cells are read."""
        self._insert(
            "waiver", identity, report, difference, "printed so", None, "line 1", None, "somebody", "2030-01-01", due
        )

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(query, list(values)).fetchall()

    def verdicts(self, rule: str) -> dict[str, tuple[str, float | None]]:
        """Identity (without its rule) to verdict and difference."""
        query = (
            "SELECT scope, verdict, difference FROM quality.judged_identity WHERE rule_id = ? AND contains(scope, ?)"
        )
        return {
            self._plain(scope): (verdict, None if difference is None else float(difference))
            for scope, verdict, difference in self.rows(query, rule, self.mark)
        }

    def failing(self, rule: str) -> dict[str, float | None]:
        verdicts = self.verdicts(rule).items()
        return {scope: difference for scope, (verdict, difference) in verdicts if verdict == "fails"}

    def judged(self, identity: str) -> tuple[str, str | None]:
        """Verdict and why of one identity."""
        (found,) = self.rows("SELECT verdict, why FROM quality.judged_identity WHERE identity_id = ?", identity)
        return found

    def findings(self) -> dict[str, tuple[str, str | None]]:
        """Identity to status and remark of each finding."""
        rows = self.rows("SELECT identity_id, status, remark FROM quality.finding WHERE contains(scope, ?)", self.mark)
        return {self._plain(identity): (status, remark) for identity, status, remark in rows}

    def sentences(self, rule: str) -> list[str]:
        """What is said of a rule's findings, in both languages."""
        query = (
            "SELECT unnest([sentence_nl, sentence_en]) FROM quality.finding WHERE rule_id = ? AND contains(scope, ?)"
        )
        return [sentence for (sentence,) in self.rows(query, rule, self.mark)]

    def result(self, rule: str, *columns: str) -> tuple[Any, ...]:
        """Columns of a rule's result."""
        self._fill("quality.rule_result")
        (found,) = self.rows(f"SELECT {', '.join(columns)} FROM quality.rule_result WHERE rule_id = ?", rule)
        return found

    def said_by_gx(self) -> dict[str, RuleVerdict]:
        """Rule to what Great Expectations says of it, in all villages together."""
        # Its import takes seconds, and few tests ask for it.
        from expectations.suite import judge_open

        self.connection.execute("DELETE FROM quality.rule_result")
        self._fill("quality.rule_result")
        return {verdict.rule_id: verdict for verdict in judge_open(self.connection)}

    def _fill(self, table: str) -> None:
        self.connection.execute(f"INSERT INTO {table} BY NAME ({self.tables[table]})")

    def _insert(self, table: str, *values: Any) -> None:
        self.connection.execute(f"INSERT INTO raw.{table} VALUES ({', '.join('?' * len(values))})", values)

    def _plain(self, name: str) -> str:
        return name.replace(self.mark, "")

    def _read(self, key: str, text: str) -> tuple[str, str, str, dict[str, str]]:
        place, bar, meaning = key.rpartition("|")
        report, slash, table = place.rpartition("/")
        metric, area, *category, period = meaning.split()
        period, compared, earlier = period.partition("~")
        said = {"metric": metric, "area": area + self.mark, "period": period}
        if compared:
            said["compared_with"] = earlier
        if category:
            said["breakdown"], said["category"] = category[0].split("=")
        words, space, number = text.rpartition(" ")
        if space:
            said["qualifier"] = words
        return ((report if slash else "r") + self.mark, table if bar else "t", number, said)


MONTHS = {"{} 2021-01": "10", "{} 2021-02": "11", "{} 2021-03": "12"}


def over_months(series: str) -> Cells:
    return {month.format(series): text for month, text in MONTHS.items()}
