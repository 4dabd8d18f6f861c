"""`sources/_organisations/<id>.yml`: what holds for all reports of an organisation, said once.

Its words and meanings are those of each of these reports, as if their report.yml said them; what a report.yml says
itself of its cells is narrower, and wins. Nothing in this module opens a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import model_validator

from orchestration.ingest.marks import DASHES, is_alone, plain_mark
from orchestration.ingest.report_fields import Slug, Strict, Text
from orchestration.ingest.report_file import Report
from orchestration.ingest.report_tables import Meaning
from orchestration.ingest.report_vocabulary import NewOrganisation, Vocabulary
from orchestration.problems import BadInputError, Problem
from orchestration.yaml_file import Location, MisfitError, YamlFile, clip

KEYS = {
    "organisations": ("id",),
    "areas": ("id",),
    "breakdowns": ("id",),
    "categories": ("breakdown", "id"),
    "metrics": ("id",),
    "aliases": ("dimension", "breakdown", "label", "table"),
}
"""What tells the definitions of a kind apart."""


class OrganisationFile(Strict):
    """The whole of an organisation's file."""

    id: Slug
    """The organisation's id: the name of the file, and `organisation` in its reports."""
    name: Text | None = None
    """The name as readers know it; left out where the common vocabulary has the organisation."""
    area: Text | None = None
    """The area that the organisation works in as a whole; it goes with `name`."""
    means: Meaning = Meaning()
    """What every cell of its reports means unless the report says otherwise."""
    define: Vocabulary = Vocabulary()
    """Words that its reports share: areas, categories, metrics and labels."""

    @model_validator(mode="after")
    def _make_sense(self) -> OrganisationFile:
        misfits: list[tuple[Location, str]] = []
        for one, other in (("name", "area"), ("area", "name")):
            if getattr(self, one) is not None and getattr(self, other) is None:
                misfits.append(((one,), f"`{one}` and `{other}` go together"))
        misfits += [
            (("means", key), f"`{key}` is for a report to say")
            for key in ("organisation", "period")
            if getattr(self.means, key) is not None
        ]
        misfits += [
            (("define", "aliases", number, "table"), "a table is that of one report: leave it out")
            for number, alias in enumerate(self.define.aliases)
            if alias.table is not None
        ]
        if self.name is None and self.means == Meaning() and self.define == Vocabulary():
            misfits.append((("id",), "the file defines nothing: it has no `name`, `means` or `define`"))
        if misfits:
            raise MisfitError(misfits)
        return self

    def vocabulary(self) -> Vocabulary:
        """Its words, the organisation itself among them."""
        if self.name is None or self.area is None:
            return self.define
        own = NewOrganisation(id=self.id, name=self.name, area=self.area)
        return self.define.model_copy(update={"organisations": [own, *self.define.organisations]})


def to_organisation(file: YamlFile, organisation: str) -> OrganisationFile:
    """What the file of this organisation says; raises BadInputError with all that is wrong with it."""
    found = file.to_model(OrganisationFile)
    if found.id != organisation:
        message = f"the id is {clip(found.id)} and the file is called {clip(organisation)}"
        raise BadInputError([file.problem(("id",), message, "Name the file after the organisation")])
    return found


def with_organisation(report: Report, shared: OrganisationFile, file: YamlFile, shared_name: str) -> Report:
    """The report, with what its organisation's file says besides.

    `file` is the report's own. Raises BadInputError with the words that the two define differently.
    """
    problems: list[Problem] = []
    words: dict[str, list[Any]] = {}
    for kind in Vocabulary.model_fields:
        key = KEYS[kind]
        known = {_key(entry, key): entry for entry in getattr(shared.vocabulary(), kind)}
        own = getattr(report.define, kind)
        for number, entry in enumerate(own):
            other = known.pop(_key(entry, key), entry)
            # What a report says of a label of its own is narrower.
            if other != entry and kind != "aliases":
                which = ", ".join(filter(None, _key(entry, key)))
                message = f"{which} is defined in {shared_name} as another: {', '.join(_differences(entry, other))}"
                place = ("define", kind, number, key[0])
                problems.append(file.problem(place, message, "Leave it out here, or use another id"))
        words[kind] = [*own, *known.values()]
    if problems:
        raise BadInputError(problems)
    means = _over(shared.means, report.means)
    return report.model_copy(update={"define": report.define.model_copy(update=words), "means": means})


def _key(entry: Any, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(entry, name) for name in names)


def _differences(one: Any, other: Any) -> Iterator[str]:
    for name in type(one).model_fields:
        if getattr(one, name) != getattr(other, name):
            yield f"with {name} {clip(getattr(other, name))}"


def _over(wider: Meaning, narrower: Meaning) -> Meaning:
    """What both say, marks one by one; the narrower wins."""
    said = dict(wider) | {key: value for key, value in narrower if value is not None}
    own = {_sign(mark) for mark in narrower.marks or {}}
    said |= {key: None for key in ("dash", "blank") if key in own and getattr(narrower, key) is None}
    own |= {key for key in ("dash", "blank") if getattr(narrower, key) is not None}
    marks = {
        mark: meant
        for mark, meant in (wider.marks or {}).items()
        if _sign(mark) not in own and not (narrower.no_number is not None and is_alone(meant))
    }
    if any(is_alone(meant) for meant in (narrower.marks or {}).values()) and narrower.no_number is None:
        said["no_number"] = None
    return wider.model_copy(update=said | {"marks": marks | (narrower.marks or {}) or None})


def _sign(mark: str) -> str:
    """A mark as it is compared, a dash and a blank by the keys that speak for them too."""
    plain = plain_mark(mark)
    return "dash" if plain in DASHES else plain or "blank"
