"""The releases for machines: `releases.json` says what became of each, and the Atom feed what each of them moved.

Both are about all releases, not the one whose pages they stand beside: going back to one writes them anew.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from lxml.builder import ElementMaker

from orchestration.attempt import newest_first
from orchestration.dutch import number
from orchestration.explain.bilingual import Both, date_words, period_words
from orchestration.explain.served import Served, literals
from orchestration.files import write_whole
from orchestration.home import Home
from orchestration.pages.figures import QueryRow
from orchestration.pages.standards.publisher import Publisher
from orchestration.problems import visible
from orchestration.record import Changes, FigureChange
from orchestration.release.history import HistoryEntry, history
from orchestration.release.readable import readable_served

FEED, LIST = "feed.atom", "releases.json"

ATOM, XHTML = "http://www.w3.org/2005/Atom", "http://www.w3.org/1999/xhtml"

SHOWN_MOVES = 10
"""Figures that an entry names of all that its release moved."""

SERVED, KEPT, WITHDRAWN, REMOVED, DAMAGED = "served", "kept", "withdrawn", "removed", "damaged"
STATUSES = {
    SERVED: Both("wordt getoond", "served"),
    KEPT: Both("bewaard, opgevolgd door een latere uitgave", "kept; a later release took its place"),
    WITHDRAWN: Both("ingetrokken: een eerdere uitgave wordt getoond", "withdrawn: an earlier release is served"),
    REMOVED: Both("opgeruimd; niet meer op te vragen", "removed; no longer there to ask for"),
    DAMAGED: Both("beschadigd; niet te lezen", "damaged; cannot be read"),
}


@dataclass(frozen=True)
class ListedRelease:
    """A release that is there, or was."""

    release_id: str
    released_at: str
    """UTC, ISO 8601."""
    status: str
    changes: Changes | None
    """What it moved against the one before it, where that is known."""


def write_releases(home: Home, folder: Path, publisher: Publisher) -> None:
    """Write the list and the feed into the folder of a site. Raises NothingServedError, OSError."""
    listed = listed_releases(home)
    with Served(readable_served(home)) as served:
        feed = _feed(served, listed, publisher)
    write_whole(folder / FEED, feed)
    write_whole(folder / LIST, _list(listed))


def listed_releases(home: Home) -> list[ListedRelease]:
    """All releases that are kept, and those that were there once and whose record is; the newest first."""
    entries = [entry for entry in history(home) if entry.status in (SERVED, KEPT, DAMAGED)]
    newer_than_served = any(entry.status == SERVED for entry in entries)
    changes = {
        attempt.summary.release_id: attempt
        for attempt in reversed(list(newest_first(home.attempts)))
        if attempt.summary.release_id and attempt.outcome == "released"
    }
    listed = []
    for entry in entries:
        newer_than_served = newer_than_served and entry.status != SERVED
        status = WITHDRAWN if newer_than_served and entry.status == KEPT else entry.status
        attempt = changes.pop(entry.entry_id, None)
        moved = attempt.summary.changes if attempt else _counted(entry)
        listed.append(ListedRelease(entry.entry_id, f"{entry.moment}Z", status, moved))
    for release_id, attempt in changes.items():
        moment = (attempt.finished_at or attempt.started_at)[:19]
        listed.append(ListedRelease(release_id, f"{moment}Z", REMOVED, attempt.summary.changes))
    return sorted(listed, key=lambda release: release.released_at, reverse=True)


def _counted(entry: HistoryEntry) -> Changes | None:
    """What a release says itself of how much it moved; it does not say which figures."""
    if entry.new is None or entry.changed is None or entry.gone is None:
        return None
    return Changes(entry.new, entry.changed, entry.gone)


def _list(listed: Sequence[ListedRelease]) -> str:
    """The list as JSON: for the page that somebody's citation leads to, and for whoever keeps a copy."""
    releases = []
    for release in listed:
        status = STATUSES[release.status]
        moved = release.changes
        counts = {"new": moved.new, "changed": moved.changed, "gone": moved.gone} if moved else {}
        releases.append(
            {
                "release_id": release.release_id,
                "released_at": release.released_at,
                "status": release.status,
                "status_nl": status.nl,
                "status_en": status.en,
                **counts,
            }
        )
    served = next((release.release_id for release in listed if release.status == SERVED), None)
    return json.dumps({"served": served, "releases": releases}, indent=1, ensure_ascii=False)


def _feed(served: Served, listed: Sequence[ListedRelease], publisher: Publisher) -> str:
    atom = ElementMaker(namespace=ATOM, nsmap={None: ATOM})
    figures = _figures(served, {move.figure_key for release in listed for move in _moves(release)})
    feed = atom.feed(
        atom.id(_urn(publisher.base or "buurtcijfers")),
        atom.title("Buurtcijfers: uitgaven"),
        atom.subtitle("Wat elke uitgave nieuw bracht, veranderde of wegliet."),
        # A release that is withdrawn changes the feed, and has no moment of its own.
        atom.updated(max((release.released_at for release in listed), default="1970-01-01T00:00:00Z")),
        atom.author(atom.name(publisher.name or "Buurtcijfers"), *_mail(atom, publisher)),
        atom.link(rel="alternate", type="text/html", href=f"{publisher.base}index.html"),
        {"{http://www.w3.org/XML/1998/namespace}lang": "nl"},
    )
    if publisher.base:
        feed.append(atom.link(rel="self", type="application/atom+xml", href=f"{publisher.base}{FEED}"))
    if publisher.licence:
        feed.append(atom.link(rel="license", href=publisher.licence))
        feed.append(atom.rights(publisher.licence_words.nl))
    feed.extend(_entry(atom, release, figures, publisher) for release in listed)
    etree.indent(feed, " ")
    text: str = etree.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _entry(
    atom: ElementMaker, release: ListedRelease, figures: Mapping[str, QueryRow], publisher: Publisher
) -> etree._Element:
    title = _title(release)
    xhtml = ElementMaker(namespace=XHTML, nsmap={None: XHTML})
    body = xhtml.div()
    for language, text in (("nl", title.nl), ("en", title.en)):
        body.append(xhtml.p(visible(text) + ".", {"{http://www.w3.org/XML/1998/namespace}lang": language}))
    if moves := [(move, figures.get(move.figure_key)) for move in _moves(release)]:
        body.append(xhtml.ul(*[xhtml.li(visible(_moved(move, figure))) for move, figure in moves]))
        if release.changes and (more := _more(release.changes) - len(moves)) > 0:
            body.append(xhtml.p(f"En nog {number(more)} andere cijfers."))
    return atom.entry(
        atom.id(_urn(release.release_id)),
        atom.title(title.nl),
        atom.updated(release.released_at),
        atom.link(rel="alternate", type="text/html", href=f"{publisher.base}index.html?release={release.release_id}"),
        atom.category(term=release.status, label=STATUSES[release.status].nl),
        atom.content(body, type="xhtml"),
    )


def _title(release: ListedRelease) -> Both:
    day = date_words(dt.date.fromisoformat(release.released_at[:10]))
    text = Both(f"Uitgave van {day.nl}", f"Release of {day.en}")
    if release.status == WITHDRAWN:
        text = text + Both(" (ingetrokken)", " (withdrawn)")
    moved = release.changes
    if moved is None:
        return text
    if not _more(moved):
        return text + Both(": geen cijfer veranderde", ": no figure changed")
    return text + Both(
        f": {number(moved.new)} cijfers nieuw, {number(moved.changed)} veranderd, {number(moved.gone)} vervallen",
        f": {number(moved.new)} figures new, {number(moved.changed)} changed, {number(moved.gone)} gone",
    )


def _more(changes: Changes) -> int:
    return changes.new + changes.changed + changes.gone


def _moves(release: ListedRelease) -> list[FigureChange]:
    """The figures that an entry names: what changed or went tells more than what came."""
    found = release.changes.examples if release.changes else []
    return sorted(found, key=lambda move: ("changed", "gone", "new").index(move.kind))[:SHOWN_MOVES]


def _figures(served: Served, keys: Collection[str]) -> dict[str, QueryRow]:
    """By key the figures of the served release; where no entry names one it is not asked."""
    if not keys:
        return {}
    return {
        row["figure_key"]: row
        for row in served.rows(
            f"""
            SELECT figure_key, organisation_id, area_name, metric_label_nl, category_label_nl, period_id, value_printed,
                value_status
            FROM core.served_figure WHERE figure_key IN {literals(keys)}
            """
        )
    }


def _moved(move: FigureChange, figure: QueryRow | None) -> str:
    """What became of a figure, in a sentence. No value of one that is not served now: it may be withheld."""
    kinds = {"new": "Nieuw", "changed": "Veranderd", "gone": "Vervallen"}
    if figure is None:
        return f"{kinds[move.kind]}: {move.figure_key}"
    parts = [figure["metric_label_nl"], figure["category_label_nl"], figure["area_name"]]
    named = ", ".join(part for part in [*parts, period_words(figure["period_id"]).nl] if part)
    if figure["value_status"] != "printed" or figure["value_printed"] != move.becomes:
        return f"{kinds[move.kind]}: {named}"
    was = f" (was {move.was})" if move.kind == "changed" and move.was is not None else ""
    return f"{kinds[move.kind]}: {named}: {move.becomes}{was}"


def _urn(text: str) -> str:
    """An id that is the same wherever the site stands."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, text)}"


def _mail(atom: ElementMaker, publisher: Publisher) -> list[etree._Element]:
    return [atom.email(publisher.contact_email)] if publisher.contact_email else []
