"""`catalog.jsonld`: the marts as data sets of a catalogue, by DCAT-AP-NL 3.0, for data portals to read."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from orchestration.explain.bilingual import Both
from orchestration.explain.served import Served
from orchestration.pages.figures import QueryRow
from orchestration.pages.standards.described import Table
from orchestration.pages.standards.publisher import NOT_STATED, Publisher

NAME = "catalog.jsonld"

AUTHORITY = "http://publications.europa.eu/resource/authority"
LICENCE_UNKNOWN = "http://standaarden.overheid.nl/owms/terms/licentieonbekend"
"""What the list of licences of data.overheid.nl has for a licence that nobody stated."""

THEMES = {
    "reach": ("SOCI",),
    "flow": ("SOCI", "GOVE"),
    "satisfaction": ("SOCI", "GOVE"),
    "workforce": ("GOVE", "SOCI"),
}
"""Themes of the European list: population and society, government."""

FORMATS = {
    "csv": ("CSV", "text/csv"),
    "parquet": ("PARQUET", "application/vnd.apache.parquet"),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
"""By the ending of a file: its name in the European list of file types, and its media type."""

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def write_catalogue(site: Path, served: Served, tables: list[Table], release: QueryRow, publisher: Publisher) -> None:
    """Write the catalogue of the downloads of a site. Addresses are of the site's own, or begin at the catalogue."""
    agent = _agent(publisher)
    contact = _contact(publisher)
    places = _places(served)
    moment = {"@value": f"{release['released_at'].isoformat()}Z", "@type": "xsd:dateTime"}
    shared: dict[str, Any] = {
        "dct:publisher": {"@id": agent["@id"]},
        "dct:language": [_listed("language", "NLD"), _listed("language", "ENG")],
        "dct:modified": moment,
        "dcat:contactPoint": {"@id": contact["@id"]},
    }
    datasets = [
        {
            "@id": f"{publisher.base}dictionary/{table.full_name}.html#dataset",
            "@type": "dcat:Dataset",
            "dct:identifier": f"{publisher.base or 'buurtcijfers:'}{table.full_name}",
            "dct:title": _said(table.label),
            "dct:description": {"@value": table.description, "@language": "en"},
            "dct:creator": {"@id": agent["@id"]},
            "dct:accessRights": _listed("access-right", publisher.access_right),
            "dct:accrualPeriodicity": _listed("frequency", "IRREG"),
            "dcat:theme": [_listed("data-theme", theme) for theme in THEMES[table.schema]],
            "dcat:version": release["release_id"],
            "dcat:landingPage": {"@id": f"{publisher.base}dictionary/{table.full_name}.html"},
            "dcat:distribution": _distributions(site, table, moment, publisher),
            **({"dct:spatial": places} if places else {}),
            **_temporal(served, table),
            **shared,
        }
        for table in tables
    ]
    catalogue = {
        "@id": f"{publisher.base}{NAME}#catalog",
        "@type": "dcat:Catalog",
        "dct:title": _said(Both("Buurtcijfers", "Buurtcijfers")),
        "dct:description": _said(
            Both("De cijfers uit gedrukte verslagen, per tabel.", "The figures of printed reports, by table.")
        ),
        "dct:license": {"@id": publisher.licence or LICENCE_UNKNOWN},
        "foaf:homepage": {"@id": publisher.homepage or publisher.site or "index.html"},
        "dcat:dataset": [{"@id": dataset["@id"]} for dataset in datasets],
        **shared,
    }
    graph = {"@context": CONTEXT, "@graph": [catalogue, agent, contact, *datasets]}
    (site / NAME).write_text(json.dumps(graph, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _said(text: Both) -> list[dict[str, str]]:
    return [{"@value": text.nl, "@language": "nl"}, {"@value": text.en, "@language": "en"}]


def _listed(of: str, word: str) -> dict[str, str]:
    """A word of one of the lists of the European Publications Office."""
    return {"@id": f"{AUTHORITY}/{of}/{word}"}


def _agent(publisher: Publisher) -> dict[str, Any]:
    agent = {
        "@id": publisher.identifier or f"{publisher.base}{NAME}#publisher",
        "@type": "foaf:Agent",
        "foaf:name": publisher.name or _said(NOT_STATED),
    }
    return agent | ({"foaf:homepage": {"@id": publisher.homepage}} if publisher.homepage else {})


def _contact(publisher: Publisher) -> dict[str, Any]:
    contact: dict[str, Any] = {
        "@id": f"{publisher.base}{NAME}#contact",
        "@type": "vcard:Organization",
        "vcard:fn": publisher.contact_name or publisher.name or _said(NOT_STATED),
    }
    if publisher.contact_email:
        contact["vcard:hasEmail"] = {"@id": f"mailto:{publisher.contact_email}"}
    if publisher.homepage:
        contact["vcard:hasURL"] = {"@id": publisher.homepage}
    return contact


def _places(served: Served) -> list[dict[str, str]]:
    """The municipalities that the figures are about, by the register of the Dutch government."""
    codes = served.column("SELECT code FROM core.area WHERE kind = 'city' AND code LIKE 'GM%' ORDER BY code")
    return [{"@id": f"https://identifier.overheid.nl/tooi/id/gemeente/{code.lower()}"} for code in codes]


def _temporal(served: Served, table: Table) -> dict[str, Any]:
    """From when until when the figures of a table are; nothing of an empty one."""
    periods = f"SELECT min(p.start_date) AS first, max(p.end_date) AS last FROM {table.full_name} AS t "
    (span,) = served.rows(periods + "INNER JOIN core.period AS p ON t.period_id = p.period_id")
    if span["first"] is None:
        return {}
    days = {"dcat:startDate": span["first"], "dcat:endDate": span["last"]}
    dated = {key: {"@value": day.isoformat(), "@type": "xsd:date"} for key, day in days.items()}
    return {"dct:temporal": {"@type": "dct:PeriodOfTime"} | dated}


def _distributions(site: Path, table: Table, moment: dict[str, str], publisher: Publisher) -> list[dict[str, Any]]:
    found = []
    for ending, (file_type, media_type) in FORMATS.items():
        path = f"downloads/{table.full_name}.{ending}"
        # A mart of very many rows has no workbook.
        if ending == "xlsx" and not (site / path).exists():
            continue
        content = (site / path).read_bytes()
        found.append(
            {
                "@id": f"{publisher.base}{path}#distribution",
                "@type": "dcat:Distribution",
                "dct:title": _said(Both(f"{table.label.nl} ({ending})", f"{table.label.en} ({ending})")),
                "dcat:accessURL": {"@id": f"{publisher.base}dictionary/{table.full_name}.html"},
                "dcat:downloadURL": {"@id": f"{publisher.base}{path}"},
                "dct:format": _listed("file-type", file_type),
                "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media_type}"},
                "dcat:byteSize": {"@value": str(len(content)), "@type": "xsd:nonNegativeInteger"},
                "spdx:checksum": {
                    "@type": "spdx:Checksum",
                    "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                    "spdx:checksumValue": {"@value": hashlib.sha256(content).hexdigest(), "@type": "xsd:hexBinary"},
                },
                "dct:license": {"@id": publisher.licence or LICENCE_UNKNOWN},
                "dct:modified": moment,
            }
        )
    return found
