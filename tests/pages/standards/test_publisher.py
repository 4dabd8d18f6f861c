"""publisher.yml and the address of the site: what may stand there, and what is said of what may not."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli import warehouse
from orchestration.home import Home
from orchestration.pages.standards.publisher import SITE, Publisher, read_publisher
from orchestration.problems import BadInputError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.delenv(SITE, raising=False)
    place = Home(tmp_path)
    place.create()
    return place


def _write(home: Home, text: str) -> None:
    (home.path / "publisher.yml").write_text(text, encoding="utf-8")


def test_without_a_file_nothing_is_stated(home: Home) -> None:
    publisher = read_publisher(home)
    assert publisher == Publisher()
    assert (publisher.who.nl, publisher.licence_words.en, publisher.base) == ("niet opgegeven", "not stated", "")
    assert publisher.access_right == "NON_PUBLIC"


def test_the_file_says_it(home: Home) -> None:
    _write(home, "name: Gemeente Voorbeeld\nlicence: https://creativecommons.org/publicdomain/zero/1.0/\n")
    publisher = read_publisher(home)
    assert publisher.who.nl == "Gemeente Voorbeeld"
    assert publisher.licence_words.nl == "https://creativecommons.org/publicdomain/zero/1.0/"


def test_the_environment_wins_over_the_file(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(home, "site: https://old.example/\n")
    monkeypatch.setenv(SITE, "https://new.example/figures")
    publisher = read_publisher(home)
    assert publisher.base == "https://new.example/figures/"
    assert publisher.access_right == "PUBLIC"
    assert publisher.model_copy(update={"access": "restricted"}).access_right == "RESTRICTED"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("licence: CC BY 4.0\n", "'CC BY 4.0' is no address"),
        ("name: A\nhomepage: www.example.nl\n", "'www.example.nl' is no address"),
        ("site: javascript:alert(1)\n", "is no address"),
        ("contact_email: team onderzoek\n", "'team onderzoek' is no mail address"),
        ("access: everybody\n", '"everybody" is not one of'),
        ("license: https://creativecommons.org/licenses/by/4.0/\n", "license"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(home: Home, text: str, said: str) -> None:
    _write(home, text)
    with pytest.raises(BadInputError) as refused:
        read_publisher(home)
    (problem,) = refused.value.problems
    assert said in problem.message
    assert (problem.file, problem.row) == ("publisher.yml", text.count("\n"))


def test_an_address_that_is_none_is_refused(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SITE, "cijfers.example.nl")
    with pytest.raises(BadInputError, match="cijfers"):
        read_publisher(home)


def test_the_command_says_what_is_wrong(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from orchestration.pages import publish

    monkeypatch.setattr(publish, "readable_served", lambda _: home.path / "releases" / "r" / "warehouse.duckdb")
    _write(home, "licence: CC BY 4.0\n")
    result = CliRunner().invoke(warehouse, ["pages", "--home", str(home.path)])
    assert result.exit_code == 2
    assert "publisher.yml" in result.output
    assert "'CC BY 4.0' is no address" in result.output
