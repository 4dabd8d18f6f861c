"""Whose figures a page shows: from which release they are, and whether the newest reports of their owner wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from orchestration.explain.bilingual import Both, date_words
from orchestration.explain.served import Served
from orchestration.pages.words import counted, moment_words

ABOUT_REPORTS = {
    "bad_input": (
        Both("het verslag {} kan niet worden gelezen", "the report {} cannot be read"),
        Both("de verslagen {} kunnen niet worden gelezen", "the reports {} cannot be read"),
    ),
    "refused": (
        Both("in het verslag {} faalt een kritieke controle", "a critical check fails in the report {}"),
        Both("in de verslagen {} faalt een kritieke controle", "a critical check fails in the reports {}"),
    ),
}
"""Why an organisation waits, about one report and about more."""

COUNTED = {"bad_input": "mistake", "refused": "check"}


@dataclass(frozen=True)
class Waits:
    """An organisation whose newest reports wait: they have a mistake, and its last published figures are shown."""

    organisation_id: str | None
    """None: of a folder of which nobody knows whose it is."""
    name: str
    since: dt.datetime
    because: str
    reports: tuple[str, ...]
    """The titles of the reports that the mistakes are in, or their ids where none was ever published."""
    count: int
    rows_from: str | None
    """The release whose figures are shown; None where it was never published."""
    rows_at: dt.datetime | None

    @property
    def why(self) -> Both:
        """Why it waits: `het verslag “Jaarverslag 2022” kan niet worden gelezen (2 fouten)`."""
        one, more = ABOUT_REPORTS[self.because]
        said = more if len(self.reports) > 1 else one
        names = [f"“{name}”" for name in self.reports]
        nl, en = (f"{', '.join(names[:-1])} {word} {names[-1]}" if len(names) > 1 else "".join(names)
                  for word in ("en", "and"))  # fmt: skip
        found = counted(self.count, COUNTED[self.because])
        return Both(f"{said.nl.format(nl)} ({found.nl})", f"{said.en.format(en)} ({found.en})")

    @property
    def headline(self) -> Both:
        """That it waits, and since when."""
        since = moment_words(self.since)
        return Both(
            f"De nieuwste cijfers van {self.name} wachten sinds {since.nl}",
            f"The newest figures of {self.name} wait since {since.en}",
        )

    @property
    def folder(self) -> Both:
        """What it is called where nobody knows whose it is."""
        return Both(f"map {self.name}", f"folder {self.name}")

    @property
    def in_list(self) -> Both:
        """Since when and why it waits, and what is shown, after its name."""
        since = moment_words(self.since)
        return Both(f" sinds {since.nl}: ", f" since {since.en}: ") + self.why + ". " + self.shown

    @property
    def shown(self) -> Both:
        """Which figures are shown instead."""
        if self.rows_from is None or self.rows_at is None:
            return Both("Er is nog niets van gepubliceerd.", "Nothing of it has been published yet.")
        day = date_words(self.rows_at)
        return Both(
            f"Getoond worden de cijfers van uitgave {self.rows_from} van {day.nl}.",
            f"The figures shown are those of release {self.rows_from} of {day.en}.",
        )


@dataclass(frozen=True)
class Owner:
    """An organisation with figures in a release."""

    organisation_id: str
    name: str
    rows_from: str
    """The release that made its rows."""
    rows_at: dt.datetime
    waits: Waits | None = None


def owners(served: Served) -> dict[str, Owner]:
    """By id, the organisations that a release has reports of, by name.

    A release of before organisations could wait made all of its rows itself.
    """
    waiting = {one.organisation_id: one for one in waits(served)}
    rows_from = "release.organisation" if _says_whose(served) else (
        "(SELECT NULL AS organisation_id, NULL AS rows_from_release, NULL AS rows_from_at)"
    )  # fmt: skip
    rows = served.rows(
        f"""
        SELECT
            o.organisation_id, o.name, coalesce(w.rows_from_release, r.release_id) AS rows_from,
            coalesce(w.rows_from_at, r.released_at) AS rows_at
        FROM core.organisation AS o
        LEFT JOIN {rows_from} AS w ON o.organisation_id = w.organisation_id
        CROSS JOIN release.release AS r
        WHERE o.organisation_id IN (SELECT organisation_id FROM core.report)
        ORDER BY o.name, o.organisation_id
        """
    )
    return {row["organisation_id"]: Owner(**row, waits=waiting.get(row["organisation_id"])) for row in rows}


def waits(served: Served) -> list[Waits]:
    """Who waits in a release, those that wait longest first; nobody in one of before anybody could."""
    if not _says_whose(served):
        return []
    titles = {row["report_id"]: row["title"] for row in served.rows("SELECT report_id, title FROM core.report")}
    return [
        Waits(
            row["organisation_id"],
            row["name"],
            row["waits_since"],
            row["waits_because"],
            tuple(titles.get(report, report) for report in row["waiting_reports"] or ()),
            row["waiting_count"],
            row["rows_from_release"],
            row["rows_from_at"],
        )
        for row in served.rows(
            "SELECT * FROM release.organisation WHERE waits_since IS NOT NULL ORDER BY waits_since, name"
        )
    ]


def about(found: Iterable[Owner], release: Mapping[str, Any]) -> dict[str, Any]:
    """What a page of some organisations says of them: the newest release that made rows of theirs, and who waits.

    A page of nobody's figures speaks of the release itself.
    """
    known = sorted(found, key=lambda owner: (owner.rows_at, owner.rows_from))
    spoken = {"release_id": known[-1].rows_from, "released_at": known[-1].rows_at} if known else dict(release)
    return {"release": spoken, "waits": [owner.waits for owner in known if owner.waits]}


def _says_whose(served: Served) -> bool:
    return bool(
        served.rows("SELECT 1 FROM duckdb_tables() WHERE (schema_name, table_name) = ('release', 'organisation')")
    )
