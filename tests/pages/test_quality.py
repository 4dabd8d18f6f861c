"""The page about quality: the plain answer for each state of a release, and the detail behind it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration.explain.bilingual import Both
from orchestration.explain.served import Served
from orchestration.pages.quality import MOST_LISTED, in_words, write_quality
from orchestration.pages.site import new_site
from orchestration.pages.trust import Trust, headline, told
from tests.pages.conftest import BuiltSite
from tests.pages.html import Page, read

KNOWN = Trust(2_511, 2_459, 42, 0, 0, 10, 49, 0)


@pytest.mark.parametrize(
    ("trust", "verdict", "nl", "en"),
    [
        (
            KNOWN,
            "known",
            "U kunt de cijfers gebruiken. Op 10 plaatsen spreekt een verslag zichzelf tegen",
            "In 10 places",
        ),
        (replace(KNOWN, waived=1), "known", "Op één plaats spreekt", "In one place a report contradicts itself"),
        (replace(KNOWN, waived=0), "good", "alles wat na te rekenen is, klopt", "all that can be checked holds"),
        (replace(KNOWN, open=1), "careful", "Op één plaats klopt iets niet", "In one place something does not"),
        (replace(KNOWN, open=10_000), "careful", "Op 10.000 plaatsen", "In 10.000 places"),
        (replace(KNOWN, open=3, open_critical=1), "bad", "Wees voorzichtig. Op 3 plaatsen", "Be careful. In 3 places"),
        (Trust(0, 0, 0, 0, 0, 0, 0, 0), "unchecked", "viel niets na te rekenen", "could be checked"),
    ],
)
def test_the_answer_of_each_state(trust: Trust, verdict: str, nl: str, en: str) -> None:
    assert trust.verdict == verdict
    said = headline(trust)
    assert nl in said.nl
    assert en in said.en
    assert "{" not in said.nl + said.en


def test_what_is_told_beside_it() -> None:
    said = [sentence.nl for sentence in told(replace(KNOWN, open=2, withheld=1))]
    assert [sentence.split(".")[0].split(":")[0].split(",")[0] for sentence in said] == [
        "2",
        "12 controles kloppen niet",
        "Daarvan zijn er 2 nog niet verklaard; van de andere is nagekeken dat het zo gedrukt staat",
        "Over 42 controles is geen oordeel mogelijk",
        "49 getallen zijn in de verslagen niet te lezen",
        "Eén getal houdt het verslag zelf achter",
    ]
    assert said[0].startswith("2.459 van de 2.511 controles kloppen. ")
    assert told(Trust(0, 0, 0, 0, 0, 0, 0, 0)) == []
    assert told(Trust(1, 1, 0, 0, 0, 0, 0, 0))[0].en.startswith("1 of the 1 checks holds. ")
    one = [sentence.en for sentence in told(Trust(3, 0, 1, 1, 1, 1, 1, 0))]
    assert "Of these, one is not explained yet; of the others somebody has seen that it is printed so." in one
    assert all("{" not in sentence for sentence in one)


@pytest.mark.parametrize(
    ("nl", "said"),
    [
        ("(Unieke gezinnen, Utrecht, 2018-H1).", "(Unieke gezinnen, Utrecht, 1e halfjaar 2018)."),
        ("in 2021-Q4 en 2021-03", "in 4e kwartaal 2021 en maart 2021"),
        ("van 2018-07/2019-06.", "van juli 2018 t/m juni 2019."),
        ("op 2021-12-31; er staat 11.654 (Utrecht, 2021)", "op 31 december 2021; er staat 11.654 (Utrecht, 2021)"),
        ("telt op tot 2021", "telt op tot 2021"),
        ("0,3915% van 12021-034", "0,3915% van 12021-034"),
    ],
)
def test_periods_in_sentences_are_said_as_people_say_them(nl: str, said: str) -> None:
    assert in_words(Both(nl, nl)).nl == said


def test_the_real_page_says_first_whether_the_figures_can_be_used(site: BuiltSite) -> None:
    page = site.pages["quality.html"]
    assert page.text.index("U kunt de cijfers gebruiken") < page.text.index("Waar een verslag zichzelf tegenspreekt")
    assert "Op 10 plaatsen" in page.text
    assert "(Unieke gezinnen, Utrecht, 1e halfjaar 2018)" in page.text
    # What lies furthest apart comes first.
    assert page.text.index("er staat 0,02%") < page.text.index("het totaal is 5.457")


def _page(release: Path, folder: Path) -> Page:
    folder.mkdir()
    with Served(release) as served:
        site = new_site(folder, served)
        site.environment.globals["has_docs"] = False
        write_quality(site, served, (), [])
    return read(folder / "quality.html")


def test_ten_thousand_findings_are_capped_and_counted(invented: Path, tmp_path: Path) -> None:
    release = tmp_path / invented.name
    shutil.copyfile(invented, release)
    release.chmod(0o644)
    with duckdb.connect(str(release)) as connection:
        connection.execute("DELETE FROM quality.finding")
        connection.execute(
            """
            INSERT INTO quality.finding BY NAME
            SELECT
                'sum_over_areas:' || lpad(n::VARCHAR, 5, '0') AS identity_id, 'sum_over_areas' AS rule_id,
                'warning' AS severity, 'x' AS scope, '=' AS relation, n AS left_value, 1 AS right_value,
                n - 1 AS difference, 0 AS tolerance, 'open' AS status, 'new' AS remark,
                'Links staat ' || n || '; rechts 1 (2018-H1).' AS sentence_nl,
                'On the left is ' || n || '; on the right 1 (2018-H1).' AS sentence_en
            FROM range(1, 10001) AS t(n)
            """
        )
        connection.execute("UPDATE quality.rule_result SET failing = 10000 WHERE rule_id = 'sum_over_areas'")
    page = _page(release, tmp_path / "site")
    assert "Op 10.000 plaatsen klopt iets niet" in page.text
    assert sum(one.startswith("sum_over_areas:") for one in page.ids) == MOST_LISTED
    assert "En nog" in page.text
    assert "9.800" in page.text
    # The largest difference first, its period in words.
    assert page.text.index("Links staat 10000; rechts 1 (1e halfjaar 2018).") < page.text.index("Links staat 9999;")


def test_without_findings_it_says_so(invented: Path, tmp_path: Path) -> None:
    release = tmp_path / invented.name
    shutil.copyfile(invented, release)
    release.chmod(0o644)
    with duckdb.connect(str(release)) as connection:
        connection.execute("DELETE FROM quality.finding")
        connection.execute("UPDATE quality.rule_result SET failing = 0")
    page = _page(release, tmp_path / "site")
    assert "U kunt de cijfers gebruiken: alles wat na te rekenen is, klopt." in page.text
    assert "Nergens: alles wat na te rekenen is, klopt met elkaar." in page.text
