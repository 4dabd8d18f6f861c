"""The files that describe the downloads hold to their standards, as the libraries of these standards judge it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import jsonschema
import open_data_contract_standard
import openpyxl
import pandas as pd
import pyshacl
import pytest
import rdflib
import yaml
from open_data_contract_standard.model import OpenDataContractStandard
from rdflib.namespace import DCAT, DCTERMS, FOAF

from orchestration.pages.build import build_pages
from orchestration.pages.standards.publisher import Publisher
from tests.conftest import Place
from tests.pages.conftest import BuiltSite

SHAPES = Path(__file__).with_name("dcat_ap_nl.ttl")
ODCS = json.loads((Path(open_data_contract_standard.__file__).parent / "schema.json").read_text(encoding="utf-8"))

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

STATED = Publisher(
    name="Gemeente Voorbeeld",
    identifier="https://identifier.overheid.nl/tooi/id/gemeente/gm9999",
    homepage="https://www.voorbeeld.example/",
    contact_name="Team Onderzoek",
    contact_email="onderzoek@voorbeeld.example",
    licence="https://creativecommons.org/licenses/by/4.0/",
    licence_name="CC BY 4.0",
    site="https://cijfers.voorbeeld.example/buurt",
)


@pytest.fixture(scope="module")
def stated_site(invented: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the invented reports, of which a publisher says all that can be said."""
    out = tmp_path_factory.mktemp("stated")
    assert build_pages(invented, out, publisher=STATED) == []
    return out


@pytest.fixture(params=["real", "invented", "stated"])
def folder(request: pytest.FixtureRequest) -> Iterator[Path]:
    """Pages of the real reports, of invented ones of every kind, and of those with a publisher that says it all."""
    if request.param == "real":
        yield request.getfixturevalue("site").folder
    else:
        yield request.getfixturevalue("invented_site" if request.param == "invented" else "stated_site")


def _package(folder: Path) -> dict[str, Any]:
    package: dict[str, Any] = json.loads((folder / "downloads" / "datapackage.json").read_text(encoding="utf-8"))
    return package


def _contract(folder: Path) -> dict[str, Any]:
    contract: dict[str, Any] = yaml.safe_load((folder / "downloads" / "contract.odcs.yaml").read_text(encoding="utf-8"))
    return contract


def test_frictionless_finds_the_package_and_every_row_right(folder: Path) -> None:
    found = frictionless.Package(str(folder / "downloads" / "datapackage.json")).validate()
    assert found.flatten(["name", "rowNumber", "fieldName", "type", "note"]) == []
    assert found.valid
    there = {file.name for file in (folder / "downloads").glob("*.csv")}
    assert {resource["path"] for resource in _package(folder)["resources"]} == there
    assert len(there) > 30


def test_frictionless_finds_a_row_that_breaks_the_package(site: BuiltSite, tmp_path: Path) -> None:
    """What it is told of types, keys and words is told so that it looks."""
    for file in (site.folder / "downloads").iterdir():
        if file.suffix in (".csv", ".json"):
            (tmp_path / file.name).write_bytes(file.read_bytes())
    table = tmp_path / "flow.team_year.csv"
    first, second, third, *rest = table.read_text(encoding="utf-8").splitlines()
    wrong = third.replace("2021-01-01", "2021-13-01").replace(third.rsplit(",", 1)[1], "another release")
    table.write_text("\n".join([first, second, second, wrong, *rest]) + "\n", encoding="utf-8")
    found = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    wrong_tables = {task.name: {error.type for error in task.errors} for task in found.tasks if task.errors}
    assert wrong_tables == {
        "flow.team_year": {"primary-key", "type-error", "constraint-error", "hash-count", "byte-count"}
    }


def test_the_package_says_who_and_under_which_licence_only_if_told(site: BuiltSite, stated_site: Path) -> None:
    unstated, stated = _package(site.folder), _package(stated_site)
    assert "licenses" not in unstated
    assert "contributors" not in unstated
    assert stated["licenses"] == [{"path": STATED.licence, "title": "CC BY 4.0"}]
    assert stated["contributors"][0]["title"] == "Gemeente Voorbeeld"
    assert [source["version"] for source in unstated["sources"]] == [
        "lokalis-2018-h1", "lokalis-2019-h1", "lokalis-2020-h1", "bto-sociaal-2021", "lokalis-2022",
    ]  # fmt: skip


def test_columns_are_described_and_named_as_on_the_pages(site: BuiltSite) -> None:
    resources = {resource["name"]: resource for resource in _package(site.folder)["resources"]}
    fields = {field["name"]: field for field in resources["flow.team_quarter"]["schema"]["fields"]}
    assert fields["wait_workdays"]["type"] == "number"
    assert fields["wait_workdays"]["title"] == "Wachttijd tot eerste gesprek"
    assert resources["flow.team_quarter"]["schema"]["primaryKey"] == ["organisation_id", "area_id", "period_id"]
    assert all(field["description"] for resource in resources.values() for field in resource["schema"]["fields"])


@pytest.mark.parametrize(("which", "every"), [("site", 1), ("invented_site", 9), ("stated_site", 9)])
def test_the_contract_holds_to_the_schema_of_its_standard(
    request: pytest.FixtureRequest, which: str, every: int
) -> None:
    """Of all tables of the real reports; of the others every ninth, since the schema is slow to judge by."""
    place = request.getfixturevalue(which)
    contract = _contract(place if isinstance(place, Path) else place.folder)
    contract["schema"] = contract["schema"][::every]
    problems = [
        f"{list(error.absolute_path)}: {error.message}"
        for error in jsonschema.Draft201909Validator(ODCS).iter_errors(contract)
    ]
    assert problems == []
    read = OpenDataContractStandard.from_string(yaml.safe_dump(contract))
    assert read.schema_ is not None
    assert len(read.schema_) == len(contract["schema"])
    spoilt = contract | {"status": 3, "apiVersion": "v9"}
    assert len(list(jsonschema.Draft201909Validator(ODCS).iter_errors(spoilt))) == 2


def test_the_contract_has_every_rule_and_the_release_keeps_the_critical_ones(released: Place, site: BuiltSite) -> None:
    contract = {table["name"]: table for table in _contract(site.folder)["schema"]}
    rules = {rule["name"]: rule for rule in contract["core.figure"]["quality"] if rule["type"] == "sql"}
    with duckdb.connect(str(released.link), read_only=True) as connection:
        known = connection.execute("SELECT rule_id, severity FROM quality.rule_result").fetchall()
        assert {name: rule["severity"] for name, rule in rules.items()} == dict(known)
        for name, rule in rules.items():
            found = connection.execute(rule["query"]).fetchall()
            if rule["severity"] == "critical":
                assert found == [(rule["mustBe"],)], name
        # What the library of checks of the standard would ask of keys and words.
        asked = 0
        for table in contract.values():
            for check in table.get("quality", []):
                if check["type"] == "library":
                    key = ", ".join(check["arguments"]["properties"])
                    twice = f"SELECT count(*) FROM (SELECT 1 FROM {table['name']} GROUP BY {key} HAVING count(*) > 1)"
                    assert connection.execute(twice).fetchall() == [(check["mustBe"],)], table["name"]
                    asked += 1
            for column in table["properties"]:
                for check in column.get("quality", []):
                    words = check["arguments"]["validValues"]
                    other = f"SELECT count(*) FROM {table['name']} WHERE NOT list_contains(?, {column['name']})"
                    assert connection.execute(other, [words]).fetchall() == [(check["mustBe"],)], column["name"]
                    asked += 1
                if column.get("required"):
                    null = f"SELECT count(*) FROM {table['name']} WHERE {column['name']} IS NULL"
                    assert connection.execute(null).fetchall() == [(0,)], (table["name"], column["name"])
        assert asked > 60


def test_the_contract_names_every_column(released: Place, site: BuiltSite) -> None:
    contract = {
        (table["name"], column["name"]): column["physicalType"]
        for table in _contract(site.folder)["schema"]
        for column in table["properties"]
    }
    with duckdb.connect(str(released.link), read_only=True) as connection:
        there = connection.execute(
            "SELECT schema_name || '.' || table_name, column_name, data_type FROM duckdb_columns() "
            "WHERE schema_name IN ('core', 'reach', 'flow', 'satisfaction', 'workforce')"
        ).fetchall()
    assert contract == {(table, column): kind for table, column, kind in there}


def _graph(folder: Path, base: str) -> rdflib.Graph:
    text = (folder / "catalog.jsonld").read_text(encoding="utf-8")
    return rdflib.Graph().parse(io.StringIO(text), format="json-ld", publicID=base)


def test_the_catalogue_has_what_the_standard_demands(folder: Path) -> None:
    graph = _graph(folder, "http://127.0.0.1/catalog.jsonld")
    conforms, _, text = pyshacl.validate(graph, shacl_graph=str(SHAPES), inference="none")
    assert conforms, text
    assert len(list(graph.subjects(rdflib.RDF.type, DCAT.Dataset))) > 30
    assert len(list(graph.subjects(rdflib.RDF.type, DCAT.Distribution))) > 90


def test_the_shapes_find_a_catalogue_that_lacks_something(site: BuiltSite) -> None:
    for mandatory in (DCTERMS.license, DCTERMS.creator, DCAT.contactPoint, DCAT.theme, FOAF.name):
        graph = _graph(site.folder, "http://127.0.0.1/catalog.jsonld")
        graph.remove((None, mandatory, None))
        conforms, *_ = pyshacl.validate(graph, shacl_graph=str(SHAPES), inference="none")
        assert not conforms, mandatory


def test_what_nobody_stated_is_not_claimed(site: BuiltSite) -> None:
    graph = _graph(site.folder, "http://127.0.0.1/catalog.jsonld")
    licences = {str(licence) for licence in graph.objects(None, DCTERMS.license)}
    assert licences == {"http://standaarden.overheid.nl/owms/terms/licentieonbekend"}
    names = {(str(name), getattr(name, "language", None)) for name in graph.objects(None, FOAF.name)}
    assert names == {("niet opgegeven", "nl"), ("not stated", "en")}
    rights = {str(right).rsplit("/", 1)[1] for right in graph.objects(None, DCTERMS.accessRights)}
    assert rights == {"NON_PUBLIC"}, "who has no address for others gives it to nobody"
    places = {str(place) for place in graph.objects(None, DCTERMS.spatial)}
    assert places == {"https://identifier.overheid.nl/tooi/id/gemeente/gm0344"}


def test_what_the_publisher_stated_stands_in_every_file(stated_site: Path) -> None:
    graph = _graph(stated_site, "http://nowhere.example/catalog.jsonld")
    assert {str(licence) for licence in graph.objects(None, DCTERMS.license)} == {STATED.licence}
    assert {str(agent) for agent in graph.objects(None, DCTERMS.publisher)} == {STATED.identifier}
    downloads = [str(address) for address in graph.objects(None, DCAT.downloadURL)]
    assert all(address.startswith("https://cijfers.voorbeeld.example/buurt/downloads/") for address in downloads)
    assert "nowhere.example" not in graph.serialize(format="nt")
    contract = _contract(stated_site)
    assert contract["support"][0]["url"] == "mailto:onderzoek@voorbeeld.example"
    about = (stated_site / "about.html").read_text(encoding="utf-8")
    for said in ("Gemeente Voorbeeld", "CC BY 4.0", "mailto:onderzoek@voorbeeld.example"):
        assert said in about


def test_downloads_lead_to_files_as_large_as_said(site: BuiltSite) -> None:
    graph = _graph(site.folder, "http://127.0.0.1/catalog.jsonld")
    looked = 0
    for distribution in graph.subjects(rdflib.RDF.type, DCAT.Distribution):
        path = str(graph.value(distribution, DCAT.downloadURL)).removeprefix("http://127.0.0.1/")
        assert int(str(graph.value(distribution, DCAT.byteSize))) == (site.folder / path).stat().st_size
        looked += 1
    assert looked > 90


def test_every_download_has_the_id_of_the_release_inside(released: Place, site: BuiltSite) -> None:
    ((release_id,),) = released.query("SELECT release_id FROM release.release")
    downloads = site.folder / "downloads"
    tables = [*sorted(downloads.glob("*.csv")), *sorted(site.folder.glob("figures/*/*.csv"))]
    assert len(tables) > 100
    for file in tables:
        table = pd.read_csv(file, dtype=str)
        assert list(table.columns)[-1] == "release_id", "the columns of before stand where they stood"
        assert set(table["release_id"]) <= {release_id}
    for file in sorted(downloads.glob("*.parquet")):
        keys = duckdb.sql(f"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{file}')").fetchall()
        assert dict(keys)["release_id"] == release_id
        assert dict(keys)["table"] == file.stem
    for file in sorted(downloads.glob("*.xlsx"))[:5]:
        notes = openpyxl.load_workbook(file, read_only=True)["metadata"]
        assert ["release", None, release_id] in [list(row[:3]) for row in notes.iter_rows(values_only=True)]
