"""What an attempt records is one form on disk, in `--json` and in the code; what older versions wrote is still read."""

from __future__ import annotations

import dataclasses
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orchestration import attempt
from orchestration.attempt import Attempt
from orchestration.plain_data import as_plain, from_plain, to_json
from orchestration.problems import Problem
from orchestration.record import Changes, Finding, Summary, Telling

PROBLEM = {
    "file": "dorp-2021/started.csv", "row": 4, "column": 2, "message": "no number", "next_step": "Compare.",
    "report_id": "dorp-2021", "table_id": "started", "text": "1.36", "place": "dorp-2021/started.csv, row 4, column 2",
}  # fmt: skip
CELL = {
    "identity_id": "sum:a", "side": "left", "coefficient": 1, "figure_key": "dorp:started:dorp:-:2021",
    "report_id": "dorp-2021", "file": "dorp-2021/started.csv", "row_number": 4, "column_number": 2,
    "document_line": None, "value_printed": "1.361", "findings_of_cell": 1,
}  # fmt: skip
FINDING = {
    "identity_id": "sum:a", "rule_id": "sum", "severity": "critical", "scope": "a", "relation": "=",
    "left_value": 1361, "right_value": 1360.5, "difference": 0.5, "tolerance": 0, "status": "open",
    "sentence_nl": "Dat klopt niet.", "sentence_en": "Not so.", "remark": "new", "waiver_reason": None,
    "waiver_reason_nl": None, "waiver_evidence": None, "waiver_evidence_nl": None, "waiver_owner": None,
    "waiver_review_by": None, "next_steps": "Compare.", "next_steps_nl": "Vergelijk.", "first_seen_release": None,
    "first_seen_at": None, "organisation_id": "dorp", "cells": [CELL],
}  # fmt: skip
SUSPECT = {
    "block_id": 1, "set_number": 1, "rank": 1, "is_tied": False, "figure_id": "dorp-2021/started/r4c2",
    "figure_key": "dorp:started:dorp:-:2021", "report_id": "dorp-2021", "table_id": "started",
    "file": "dorp-2021/started.csv", "row_number": 4, "column_number": 2, "document_line": 7,
    "value_printed": "1.361", "implied_value": 1360.5, "implied_low": 1360.5, "implied_high": 1360.5,
    "slip": "one digit", "why": "one digit", "implied_text": "1,360.5", "implied_low_text": "1,360.5",
    "implied_high_text": "1,360.5",
}  # fmt: skip
COUNTS = {
    "identities": 3, "holding": 1, "failing": 1, "not_evaluable": 1, "declared": 0, "open_findings": 1,
    "waived_findings": 0,
}  # fmt: skip
SUMMARY: dict[str, Any] = {
    "notices": [PROBLEM],
    "reports": [{"report_id": "dorp-2021", "status": "new", "cells": 12, "checksum": "ab"}],
    "cells": 12,
    "recognised": ["dorp-2021/t.csv: read as semicolons"],
    "inputs": "abcd",
    "all_or_nothing": True,
    "scope": {
        "base": "20250101T000000Z-aaaaaaaa", "organisations": ["dorp"], "why_all": "it was asked for",
        "organisations_in_all": 3,
    },
    "waiting": [
        {
            "organisation_id": "dorp", "name": "Buurtteam Dorp", "why": "refused", "since": "2026-01-01",
            "reports": ["dorp-2021"], "counts": 1, "rows_from": None,
        }
    ],
    "waiting_findings": [FINDING],
    "waiting_suspects": [],
    "compared": {
        "release_id": "20260101T000000Z-aaaaaaaa", "tables": {"core.figure": {"only_served": 1, "only_anew": 0}},
    },
    "models": "built",
    "figures": 4,
    "identities": 3,
    "titles": {"sum": {"nl": "Som", "en": "Sum"}},
    "findings": [FINDING],
    "suspects": [
        {
            "block_id": 1, "findings": 1, "identity_ids": ["sum:a"], "cells": 1, "outcome": "one_cell", "sets": 1,
            "cells_per_set": 1, "why": "one cell repairs all of it",
            "suspect_sets": [{"set_number": 1, "cells": [SUSPECT]}],
        }
    ],
    "totals": {
        "open": 1, "waived": 0, "suspect_blocks": {"one_cell": 1},
        "by_report": [{"report_id": "dorp-2021", "open": 1, "waived": 0, "worst": "critical"}],
    },
    "unjudged": [{"identity_id": "sum:b", "rule_id": "sum", "why": "only 2 are printed"}],
    "rules": [
        {
            "rule_id": "sum", "severity": "critical", "success": False, "error": None,
            "failing_rows": [{"rule_id": "sum", "identity_id": "sum:a", "left_value": 1361.0}], "counts": COUNTS,
            "minimum_evaluated_share": 0.5, "next_steps": "Compare.", "organisations": ["dorp"],
        }
    ],
    "changes": {
        "new": 1, "changed": 1, "gone": 0,
        "examples": [{"kind": "new", "figure_key": "k", "was": None, "becomes": "1.361", "figure_id": "i"}],
        "marts": {"flow.team_year": {"new": 1, "changed": 0, "gone": 0}},
        "moves": [{"mart": "flow.team_year", "row": "dorp", "value_of": "started", "was": None, "becomes": "1361"}],
        "compared_with": None, "instead_of": None,
    },
    "release_id": "20260101T000000Z-aaaaaaaa",
    "pruned": ["20250101T000000Z-aaaaaaaa"],
    "pages": "pages/x",
    "pages_failed": [{"page": "wijk/west.html", "error": "KeyError: 'x'"}],
    "open_findings": 1,
    "waived_findings": 0,
    "hold": {"instead_of": "b", "since": "2026-01-01"},
    "alerts": {
        "open": 1, "untold": 0, "channels": ["json://127.0.0.1"],
        "failing": [
            {"name": "c", "failures": 2, "since": "2026-01-01", "last_error": "554", "retry_after": "2026-01-02"}
        ],
        "problems": [],
    },
}  # fmt: skip
RECORD: dict[str, Any] = {
    "attempt_id": "a", "started_at": "2026-01-01T00:00:00+00:00", "outcome": "refused", "finished_at": None,
    "error": None, "problems": [PROBLEM], "problems_in_all": None, "summary": SUMMARY, "job": "refresh",
}  # fmt: skip


def load(folder: Path, record: Any) -> list[Attempt]:
    (folder / "a.json").write_text(json.dumps(record), encoding="utf-8")
    return list(attempt.newest_first(folder))


def test_a_record_keeps_its_keys_and_shapes(tmp_path: Path) -> None:
    assert {field.name for field in dataclasses.fields(Summary)} == set(SUMMARY)
    [record] = load(tmp_path, RECORD)
    attempt.save(tmp_path, record)
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == RECORD


def test_numbers_are_exact_in_the_code(tmp_path: Path) -> None:
    [record] = load(tmp_path, RECORD)
    [finding] = record.summary.open
    assert (finding.left_value, finding.right_value, finding.cells[0].document_line) == (
        Decimal(1361), Decimal("1360.5"), None,
    )  # fmt: skip
    assert record.problems == [Problem(**{key: value for key, value in PROBLEM.items() if key != "place"})]  # type: ignore[arg-type]


def test_what_an_attempt_did_not_get_to_is_no_key(tmp_path: Path) -> None:
    begun = attempt.begin(tmp_path, "b")
    assert json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))["summary"] == {}
    begun.summary.findings = []
    assert as_plain(begun.summary) == {"findings": []}
    assert "compared_with" not in as_plain(Changes())


def without(data: Any, *keys: str) -> Any:
    """Plain data without some keys, at whatever depth."""
    if isinstance(data, dict):
        return {key: without(one, *keys) for key, one in data.items() if key not in keys}
    return [without(one, *keys) for one in data] if isinstance(data, list) else data


def test_records_of_older_versions_are_read(tmp_path: Path) -> None:
    newer = (
        "job", "declared", "sentence_nl", "sentence_en", "waiver_reason_nl", "next_steps_nl", "unjudged", "notices",
        "minimum_evaluated_share", "checksum", "compared_with", "marts", "moves", "cells", "totals",
    )  # fmt: skip
    [record] = load(tmp_path, without(RECORD | {"summary": without(SUMMARY, "suspects")}, *newer))
    assert record.job == "refresh"
    [finding] = record.summary.open
    assert (finding.sentence_nl, finding.cells) == (None, [])
    [rule] = record.summary.rules or []
    assert rule.judged == (2, 3)
    assert not rule.judged_too_little


def test_what_a_newer_version_added_is_passed_over(tmp_path: Path) -> None:
    [record] = load(tmp_path, RECORD | {"mood": "good", "summary": SUMMARY | {"weather": {"rain": True}}})
    assert record.summary.release_id == SUMMARY["release_id"]


@pytest.mark.parametrize(
    "broken",
    [
        [], {}, RECORD | {"outcome": "odd"}, RECORD | {"summary": []}, RECORD | {"summary": {"findings": 3}},
        RECORD | {"summary": {"findings": [{"identity_id": "sum:a"}]}}, RECORD | {"problems": ["x"]},
        RECORD | {"summary": {"cells": "many"}},
    ],
)  # fmt: skip
def test_what_is_no_record_is_left_out(broken: Any, tmp_path: Path) -> None:
    assert load(tmp_path, broken) == []
    assert not attempt.is_over(tmp_path, "a")


@pytest.mark.parametrize("indent", [None, 1])
def test_records_are_sorted_by_their_first_fields_alone(indent: int | None, tmp_path: Path) -> None:
    for name, started_at, outcome in (
        ("a", "2026-01-03T00:00:00+00:00", "released"),
        ("b", "2026-01-01T00:00:00+00:00", "failed"),
        ("c", "2026-01-02T00:00:00+00:00", "running"),
    ):
        # What a problem quotes is no field.
        problem = PROBLEM | {"text": '"started_at": "2029-01-01", "outcome": "running"'}
        record = RECORD | {"attempt_id": name, "started_at": started_at, "outcome": outcome, "problems": [problem]}
        (tmp_path / f"{name}.json").write_text(json.dumps(record, indent=indent), encoding="utf-8")
    (tmp_path / "d.json").write_bytes(b"\xff half of one")
    assert [one.attempt_id for one in attempt.newest_first(tmp_path)] == ["a", "c", "b"]
    assert [one.attempt_id for one in attempt.left_running(tmp_path)] == ["c"]
    attempt.keep_newest(tmp_path, 2)
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["a", "c"]


def test_a_record_begins_with_what_it_is_sorted_by(tmp_path: Path) -> None:
    attempt.begin(tmp_path, "f47ac10b-58cc-4372-a567-0e02b2c3d479")
    [begun] = attempt.left_running(tmp_path)
    attempt.finish(tmp_path, begun, "failed", "stopped")
    assert not list(attempt.left_running(tmp_path))


def test_json_escapes_what_cannot_be_seen() -> None:
    text = to_json(Telling(problems=["a\u202eb\x9b31m"]))
    assert "\\u202e" in text
    assert "\\u009b" in text
    assert json.loads(text)["problems"] == ["a\u202eb\x9b31m"]


def test_a_row_of_a_query_becomes_a_finding() -> None:
    row = FINDING | {"left_value": Decimal("1361.0000"), "waiver_review_by": "2030-01-01", "own_column": 1}
    assert from_plain(Finding, row).left_value == Decimal(1361)
