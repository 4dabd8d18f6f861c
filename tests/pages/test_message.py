"""The sentences at the top: known ones of the real reports, and what must hold of any report's."""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from orchestration.explain.bilingual import figure_words, period_words
from orchestration.explain.served import Served
from orchestration.home import Home
from orchestration.pages.build import build_pages
from orchestration.pages.change import Change, changes
from orchestration.pages.figures import QueryRow, cell_page, query
from orchestration.pages.grammar import period_in_sentence, when
from orchestration.pages.layout import MOST_TOGETHER
from orchestration.pages.material import Material
from orchestration.pages.message import (
    MOST,
    MOST_OF_DOMAIN,
    OVERVIEW,
    Piece,
    Sentence,
    Writer,
    candidates,
    clause,
    messages,
)
from orchestration.pages.site import new_site
from orchestration.pages.words import DOMAINS
from orchestration.release.stored import served_release
from tests.conftest import Place
from tests.pages.html import read

OVERVIEW_OF_THE_REPORTS = [
    (
        "Wie zich in West meldde, wachtte 13,8 werkdagen op een eerste gesprek, in heel Utrecht 7,6 "
        "(Buurtteamorganisatie Sociaal Utrecht, 2021). Het team had vier maanden een wachtlijst, tot het einde van het "
        "jaar (aldus het verslag).",
        "Those who asked for help in West waited 13,8 working days for a first meeting, in all of Utrecht 7,6 "
        "(Buurtteamorganisatie Sociaal Utrecht, 2021). The team had a waiting list for four months, until the "
        "end of the year (says the report).",
    ),
    (
        "Lokalis: 32 % van de gezinnen had op tijd een eerste gesprek (2022); in 2021 was dat 54 %. Door een breuk in "
        "de reeks vanaf 2022 zijn die twee niet te vergelijken. Het nieuwe registratiesysteem kan niet aangeven dat "
        "een gezin het kennismakingsgesprek later wil.",
        "Lokalis: 32 % of the families had a first meeting in time (2022); in 2021 it was 54 %. Because of a break in "
        "the series from 2022 on, the two cannot be compared. The new registration system cannot mark families who "
        "want the introductory meeting later.",
    ),
    (
        "Lokalis: 10.147 mensen kregen hulp (2022); in 2021 was dat 15.737. Door een breuk in de reeks vanaf 2022 "
        "zijn die twee niet te vergelijken. Mensen worden alleen geregistreerd als er een gezinsplan is; wie geholpen "
        "is in de groeiende collectieve ondersteuning telt dus niet mee in het aantal cliënten.",
        "Lokalis: 10.147 people were helped (2022); in 2021 it was 15.737. Because of a break in the series from 2022 "
        "on, the two cannot be compared. People are registered only where there is a family plan, so those helped in "
        "the growing collective support are left out of the number of clients.",
    ),
    (
        "Buurtteamorganisatie Sociaal Utrecht: 71 % van de klanten kon na de hulp zelf verder (2021), 5 procentpunt "
        "minder dan in 2020 (76 %). De teams weten het niet zeker; problemen lijken zwaarder geworden, ook door "
        "corona, en vragen meer dan het buurtteam kan bieden (aldus het verslag).",
        "Buurtteamorganisatie Sociaal Utrecht: 71 % of the clients could go on by themselves after the support (2021), "
        "5 percentage points less than in 2020 (76 %). The teams are not sure; problems seem to have grown heavier, "
        "also by corona, and ask for more than the team can give (says the report).",
    ),
    (
        "Buurtteamorganisatie Sociaal Utrecht: 30 medewerkers gingen weg (2021), 19 % minder dan in 2020 (37).",
        "Buurtteamorganisatie Sociaal Utrecht: 30 employees left (2021), 19 % fewer than in 2020 (37).",
    ),
]

OF_INVENTED = {
    ("mean-of-other-periods", "timely_introduction_share"):
        "Organisatie mean-of-other-periods: 32 % van de gezinnen in Stad mean-of-other-periods had op tijd een eerste "
        "gesprek (2022); in 2021 was dat 54 %. Door een breuk in de reeks vanaf 2022 zijn die twee niet te "
        "vergelijken.",
    ("aimed-and-crossed", "client_rating"):
        "Doelstad: klanten gaven de hulp als rapportcijfer 7,2 (2021), 0,4 punt onder de streefwaarde van 7,6.",
    ("only-percentages", "can_continue_share"):
        "Organisatie only-percentages: 75 % van de klanten in Stad only-percentages kon na de hulp zelf verder (2021), "
        "4 procentpunt meer dan in 2020 (71 %).",
    ("bounds", "unique_families"):
        "Organisatie bounds: tussen 60 en 70 gezinnen kregen in Stad bounds hulp (2022), minder dan in 2021 (90); het "
        "verslag geeft geen precies getal.",
    ("bounds", "client_rating"):
        "Organisatie bounds: klanten in Stad bounds gaven de hulp als rapportcijfer ruim 8 (2021); in 2020 was "
        "dat 8,4; hoger of lager is niet te zeggen, want het verslag geeft geen precies getal.",
    ("bounds", "unique_clients"):
        "Organisatie bounds: circa 520 mensen kregen in Stad bounds hulp (2021), circa 4 % meer dan in 2020 (500); het "
        "verslag geeft een benadering.",
    ("one-figure", "headcount"):
        "Organisatie one-figure: er werkten in Stad one-figure 30 mensen (31 december 2021). Een eerder cijfer is er "
        "niet.",
    ("only-quarters", "cases_running"):
        "Organisatie only-quarters: 104 casussen liepen in Stad only-quarters (4e kwartaal 2021), 1 % meer dan in het "
        "derde kwartaal van 2021 (103).",
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """All that could be said of a release, with what it is said of."""

    sentences: list[Sentence]
    rows: list[QueryRow]
    pages: dict[str, list[Sentence]]
    figures: dict[str, QueryRow]
    changes: dict[str, Change]
    names: list[str]
    """Names and labels, which may hold digits."""


def _said(path: Path) -> Said:
    with Served(path) as served:
        figures, found = query(served, "figures"), changes(served)
        writer, rows = Writer(served, figures, found), candidates(served)
        names = served.column(
            "SELECT name FROM core.organisation UNION SELECT name FROM core.area UNION "
            "SELECT label_nl FROM core.metric UNION SELECT label_en FROM core.metric"
        )
        return Said(
            [writer.sentence(row, set()) for row in rows],
            rows,
            messages(served, figures, found),
            {figure["figure_key"]: figure for figure in figures},
            found,
            sorted(names, key=len, reverse=True),
        )


@pytest.fixture(scope="module", params=["real", "invented"])
def said(request: pytest.FixtureRequest) -> Said:
    """What is said of the real reports, and of invented ones."""
    release = request.getfixturevalue("invented" if request.param == "invented" else "released")
    path = served_release(Home(release.home)) if isinstance(release, Place) else release
    assert path
    return _said(path)


@pytest.fixture
def spoiled(invented: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the release of invented reports to write in."""
    shutil.copyfile(invented, tmp_path / invented.name)
    with duckdb.connect(str(tmp_path / invented.name)) as connection:
        yield connection


def test_the_reports_are_said_in_these_words(released: Place) -> None:
    path = served_release(Home(released.home))
    assert path
    said = _said(path)
    assert [(one.text.nl, one.text.en) for one in said.pages[OVERVIEW]] == OVERVIEW_OF_THE_REPORTS
    flow = [one.text.nl for one in said.pages["flow"]]
    assert flow[2] == (
        "Buurtteamorganisatie Sociaal Utrecht: 5.462 casussen werden afgesloten (2021), 20 % meer dan in 2020 (4.544); "
        "het verslag spreekt zichzelf over een van beide tegen. De vertraging van het eerste coronajaar lijkt voorbij: "
        "de hulp duurt minder lang dan eind 2020 (aldus het verslag)."
    )
    # A break that several sentences lie across is explained once.
    satisfied = [one.text.nl for one in said.pages["satisfaction"]]
    assert sum("aanmoedigden" in one for one in satisfied) == 1
    assert sum("Door dezelfde breuk vanaf 2022" in one for one in satisfied) == 2


def test_invented_reports_are_said_in_these_words(invented: Path) -> None:
    said = _said(invented)
    found = {(one.organisation_id, one.metric_id): one.text.nl for one in said.sentences}
    assert {key: found[key] for key in OF_INVENTED} == OF_INVENTED
    # Of what cannot be read nothing is said.
    assert "all-unknown" not in {one.organisation_id for one in said.sentences}


def test_a_page_says_little_and_each_metric_once(said: Said) -> None:
    for page, sentences in said.pages.items():
        assert len(sentences) <= MOST.get(page, MOST_OF_DOMAIN)
        assert len({(one.organisation_id, one.metric_id) for one in sentences}) == len(sentences)
    assert len(said.pages[OVERVIEW]) >= 3
    heard = {one.organisation_id for one in said.pages[OVERVIEW]}
    assert len(heard) == min(len({one.organisation_id for one in said.sentences}), MOST[OVERVIEW])


def test_every_number_is_printed_or_marked_as_computed(said: Said) -> None:
    assert said.sentences
    places: dict[str, list[QueryRow]] = {}
    for figure in said.figures.values():
        places.setdefault(cell_page(figure), []).append(figure)
    for sentence in said.sentences:
        for language, side in (("nl", sentence.nl), ("en", sentence.en)):
            numbers = [piece for piece in side if isinstance(piece, Piece) and piece.kind in ("figure", "computed")]
            assert numbers
            for number in numbers:
                if number.kind == "computed":
                    assert number.href is None
                    continue
                assert number.href
                printed = [figure_words(one, unit) for one in places[number.href] for unit in (True, False)]
                assert number.text in {getattr(words, language) for words in printed}, number
            # No other digit stands in it but those of periods, of names and of the report's own reasons.
            rest = "".join(piece for piece in side if isinstance(piece, str))
            for figure in sentence.figures:
                for words in (when, period_in_sentence, period_words):
                    rest = rest.replace(getattr(words(figure["period_id"]), language), "")
            change = said.changes.get(sentence.figures[0]["figure_key"])
            for broken in change.breaks if change else ():
                rest = rest.replace(getattr(period_in_sentence(broken["period_id"]), language), "")
            for name in said.names:
                rest = rest.replace(name, "")
            assert not re.search(r"\d", rest.replace("out of 10", "")), rest


def test_what_may_not_be_compared_is_never_called_more_or_less(said: Said) -> None:
    looked_at = 0
    for row, sentence in zip(said.rows, said.sentences, strict=True):
        change = said.changes.get(sentence.figures[0]["figure_key"])
        if row["said"] not in ("change", "single") or change is None or not change.forbidding:
            continue
        looked_at += 1
        assert "niet te vergelijken" in sentence.text.nl
        assert "cannot be compared" in sentence.text.en
        assert not any(isinstance(piece, Piece) and piece.kind == "computed" for piece in sentence.nl)
        # A figure of its own may be "minder dan 7,5".
        words = "".join(piece for piece in sentence.nl if isinstance(piece, str))
        assert not re.search(r"(meer|minder|hoger|lager|langer|korter) dan", words)
    assert looked_at


def test_a_provisional_figure_is_called_so(spoiled: duckdb.DuckDBPyConnection, tmp_path: Path, invented: Path) -> None:
    spoiled.execute("UPDATE core.figure SET is_provisional = true WHERE metric_id = 'can_continue_share'")
    spoiled.close()
    (sentence,) = [one for one in _said(tmp_path / invented.name).sentences if one.metric_id == "can_continue_share"]
    assert "75 % (voorlopig) van de klanten" in sentence.text.nl
    assert "(71 % (voorlopig)); een van beide is voorlopig." in sentence.text.nl


def test_a_reason_of_the_report_ends_the_sentence(invented: Path) -> None:
    with Served(invented) as served:
        figures = query(served, "figures")
        for figure in figures:
            if figure["metric_id"] == "can_continue_share":
                figure["reasons"] = [
                    {"reason": "Zuilen began later. So it is.", "reason_nl": "Er kwam meer tijd; dat hielp."}
                ]
        writer = Writer(served, figures, changes(served))
        (row,) = [row for row in candidates(served) if row["metric_id"] == "can_continue_share"]
    text = writer.sentence(row, set()).text
    assert text.nl.endswith("dan in 2020 (71 %). Er kwam meer tijd; dat hielp (aldus het verslag).")
    assert text.en.endswith("than in 2020 (71 %). Zuilen began later. So it is (says the report).")


def test_a_withheld_figure_in_between_is_told_and_not_its_value(
    spoiled: duckdb.DuckDBPyConnection, tmp_path: Path, invented: Path
) -> None:
    for table in ("core.figure", "core.served_figure"):
        spoiled.execute(
            f"UPDATE {table} SET value = NULL, value_status = 'suppressed', value_low = 1, value_high = 77, "
            "value_printed = 'x' WHERE metric_id = 'unique_families' AND period_id = '2021'"
        )
    spoiled.close()
    (sentence,) = [one for one in _said(tmp_path / invented.name).sentences if one.metric_id == "unique_families"]
    assert "minder dan in 2020 (80)" in sentence.text.nl
    assert "het cijfer over 2021 is afgeschermd" in sentence.text.nl
    assert "77" not in sentence.text.nl


def test_where_all_is_withheld_nothing_is_said_of_it(
    spoiled: duckdb.DuckDBPyConnection, tmp_path: Path, invented: Path
) -> None:
    for table in ("core.figure", "core.served_figure"):
        spoiled.execute(f"UPDATE {table} SET value = NULL, value_status = 'suppressed', value_low = 3, value_high = 9")
    spoiled.close()
    said = _said(tmp_path / invented.name)
    assert (said.sentences, said.changes) == ([], {})
    assert build_pages(tmp_path / invented.name, tmp_path / "site") == []
    assert "De verslagen geven over een hele stad geen getal" in read(tmp_path / "site" / "index.html").text


def test_without_reports_there_is_a_page(spoiled: duckdb.DuckDBPyConnection, tmp_path: Path, invented: Path) -> None:
    for table in ("core.figure", "core.served_figure", "core.report", "core.report_table"):
        spoiled.execute(f"DELETE FROM {table}")
    spoiled.close()
    with Served(tmp_path / invented.name) as served:
        material = Material(new_site(tmp_path / "site", served), served)
        assert all(material.messages[page] == [] for page in material.messages)
        assert material.site.failures == []
    build_pages(tmp_path / invented.name, tmp_path / "site")
    assert "Er is nog geen verslag." in read(tmp_path / "site" / "index.html").text


def test_forty_organisations_are_a_list(spoiled: duckdb.DuckDBPyConnection, tmp_path: Path, invented: Path) -> None:
    long = "Zeer lange naam " * 13
    new = {
        "organisation_id": "organisation_id || '-' || n",
        "area_id": "area_id || '-' || n",
        "name": f"'{long}' || n",
        "area_name": f"'{long}' || n",
        "report_id": "report_id || '-' || n",
        "figure_id": "figure_id || '-' || n",
        "figure_key": "figure_key || '-' || n",
    }
    for table in ("core.area", "core.organisation", "core.report", "core.figure", "core.served_figure"):
        columns = {row[0] for row in spoiled.execute(f"DESCRIBE {table}").fetchall()}
        replaced = ", ".join(f"{how} AS {name}" for name, how in new.items() if name in columns)
        whose = "organisation_id" if "organisation_id" in columns else "area_id"
        spoiled.execute(
            f"INSERT INTO {table} BY NAME SELECT * EXCLUDE n REPLACE ({replaced}) "
            f"FROM {table}, range(40) AS many (n) WHERE {whose} = 'only-years'"
        )
    spoiled.close()
    assert build_pages(tmp_path / invented.name, tmp_path / "site") == []
    page = read(tmp_path / "site" / "index.html")
    assert page.text.count(long.strip()) >= 40 > MOST_TOGETHER
    # Of so many no sentence about one is news to all; each has a page of its own with them.
    assert "In het kort" not in page.text
    assert "In het kort" in read(tmp_path / "site" / "organisations/only-years-7/index.html").text
    # As it travels, with names of two hundred characters.
    assert len(gzip.compress((tmp_path / "site" / "index.html").read_bytes())) < 50_000


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Het systeem is nieuw; het oude telde anders.", "Het systeem is nieuw; het oude telde anders"),
        ("Het systeem is nieuw; het oude telde " + "heel " * 50 + "anders.", "Het systeem is nieuw"),
        ("Zuilen is erbij gekomen. In 2021 niet.", "Zuilen is erbij gekomen"),
        ("De grens is 2.5 punt.", "De grens is 2.5 punt"),
        ("  ", ""),
        ("Te lang " * 60, ""),
    ],
)
def test_a_reason_of_a_break_is_said_whole_or_in_its_first_clause(text: str, first: str) -> None:
    assert clause(text) == first


def test_domains_are_pages(said: Said) -> None:
    assert said.pages.keys() <= {OVERVIEW, *DOMAINS}
