"""Reads the report.yml of a draft as far as it is filled in, so that people can be shown what becomes of it.

A text that begins with FILL IN stays where any text may stand: no label and no id is written so, and the cells that it
speaks of have no meaning yet. Where only certain words or numbers may stand the first candidate is taken, or nothing is
said there. A table whose header, labels or file have still to be filled in cannot be read, and is left out.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from orchestration.drafts import FILL_IN, Place, candidates, texts_to_fill_in
from orchestration.ingest.report_file import Report, to_report, wrong_beside_the_model
from orchestration.problems import BadInputError
from orchestration.yaml_file import YamlFile, misfits_of

ROUNDS = 20
"""How often what does not fit is taken out before it is given up."""


def to_draft_report(file: YamlFile, path: Path, sources: Path) -> Report:
    """The report that the report.yml of a draft says, without what is still to be filled in.

    Raises BadInputError with all that is wrong with it beside.
    """
    return _to_report(file, path, sources, copy.deepcopy(file.data))


def to_assumed_report(file: YamlFile, path: Path, sources: Path) -> Report:
    """The same, where every question is answered with its first candidate if it has any."""
    data = copy.deepcopy(file.data)
    for place, text in list(texts_to_fill_in(data)):
        if found := candidates(text):
            _put(data, place, found[0])
    return _to_report(file, path, sources, data)


def assumed_in(file: YamlFile) -> list[tuple[str, str]]:
    """What a draft's tables cannot be shown without: the id of the table, and the answer that is taken, in words."""
    data = copy.deepcopy(file.data)
    if not isinstance(data, dict) or not isinstance(data.get("tables"), list):
        return []
    _leave_out_unread_tables(data)
    before = {place: text for place, text in texts_to_fill_in(data) if place[0] == "tables" and len(place) > 2}
    _fit(data, file.data)
    found = []
    for place in before:
        answer = _at(data, place)
        if isinstance(answer, str) and not answer.startswith(FILL_IN):
            found.append((str(_at(data, (*place[:2], "id"))), f"{place[-1]} is {answer}"))
    return found


def _to_report(file: YamlFile, path: Path, sources: Path, data: Any) -> Report:
    if not isinstance(data, dict):
        return to_report(file, path, sources)
    if problems := wrong_beside_the_model(file, path, sources):
        raise BadInputError(problems)
    _leave_out_unread_tables(data)
    report = _fit(data, file.data)
    if report is None:
        # What is wrong beside the questions, or all of it where that does not tell.
        to_report(file, path, sources)
        raise AssertionError("a report.yml that fits is no draft that does not")
    return report


def _fit(data: dict[str, Any], as_written: Any) -> Report | None:
    """The report that the data of a draft says, once what does not fit in it is answered or taken out of the data."""
    asked = {place for place, _ in texts_to_fill_in(as_written)}
    # A table that is left out moves those behind it.
    asked |= {place for place, _ in texts_to_fill_in(data)}
    for _ in range(ROUNDS):
        try:
            return Report.model_validate(data)
        except ValidationError as error:
            places = [_known(data, place) for place, _ in misfits_of(error, Report)]
            # A list gets shorter: what stands last goes first.
            mended = [_mend(data, place, asked) for place in sorted(set(places), key=str, reverse=True)]
            if not any(mended):
                break
    return None


def _leave_out_unread_tables(data: dict[str, Any]) -> None:
    tables = data.get("tables")
    if isinstance(tables, list):
        data["tables"] = [table for table in tables if not _is_unread(table)]


def _is_unread(table: Any) -> bool:
    if not isinstance(table, dict):
        return False
    rows = table.get("rows")
    labels = [row.get("label") if isinstance(row, dict) else row for row in rows] if isinstance(rows, list) else []
    said = [table.get("id"), table.get("file"), table.get("header"), labels]
    return next(texts_to_fill_in(said), None) is not None


def _known(data: Any, place: Place) -> Place:
    """A place without the parts that name a branch of a union; a missing key keeps its name."""
    known: list[int | str] = []
    for number, part in enumerate(place):
        if isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        elif isinstance(data, dict) and str(part) in data:
            data, part = data[str(part)], str(part)
        elif not (isinstance(data, dict) and number == len(place) - 1):
            continue
        known.append(part)
    return tuple(known)


def _mend(data: Any, place: Place, asked: set[Place]) -> bool:
    """Answer or take out what does not fit at a place where something is still to be filled in; whether it was so."""
    below = [one for one in asked if one[: len(place)] == place]
    if not below and place not in asked:
        above = [one for one in asked if one[:-1] == place[:-1]]
        return len(place) > 1 and bool(above) and _take_out(data, place[:-1])
    done = False
    for one in sorted(below, key=str, reverse=True):
        text = _at(data, one)
        if isinstance(text, str) and text.startswith(FILL_IN):
            offered = candidates(text)
            done |= _put(data, one, offered[0]) if offered else _take_out(data, one)
        elif text is None and len(one) > 1:
            # It was taken out and is missed: the entry that it stood in goes too.
            done |= _take_out(data, one[:-1])
    return done or _take_out(data, place)


def _at(data: Any, place: Place) -> Any:
    try:
        for part in place:
            data = data[part]
    except (KeyError, IndexError, TypeError):
        return None
    return data


def _put(data: Any, place: Place, value: Any) -> bool:
    above = _at(data, place[:-1])
    if _at(data, place) is None:
        return False
    above[place[-1]] = value
    return True


def _take_out(data: Any, place: Place) -> bool:
    above: Any = _at(data, place[:-1])
    if not place or _at(data, place) is None:
        return False
    if len(place) > 1 and place[-2] == "columns":
        # The columns of a table are counted: one that says nothing stays.
        is_new = bool(above[place[-1]] != {})
        above[place[-1]] = {}
        return is_new
    del above[place[-1]]
    return True
