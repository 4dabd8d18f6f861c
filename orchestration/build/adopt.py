"""Moves a metric that a report defines to the seeds, where every report finds it.

Both files are made anew and looked at before either is written: what cannot be moved is left as it is.
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from pathlib import Path
from typing import Any

import yaml

from orchestration.build.seed_files import SEED_FILES, SEED_FOLDER, seed_problems
from orchestration.files import write_whole
from orchestration.ingest.report_file import Report, read_report
from orchestration.ingest.report_rows import metric_row
from orchestration.problems import BadInputError
from orchestration.report_folders import REPORT_FILE

SEED = "seed__metric"


def adopt_metric(sources: Path, report_id: str, metric_id: str, seeds: Path = SEED_FOLDER) -> tuple[Path, Path]:
    """Move the metric from the report's `define` to the seeds; returns the two files that were written.

    Raises BadInputError where the report or the seeds with the metric are wrong, and ValueError, in words for the
    person who asked, where there is nothing to move or a file cannot be written.
    """
    path = sources / report_id / REPORT_FILE
    if not path.is_file():
        raise ValueError(f"there is no report {report_id} in {sources}")
    report = read_report(path, sources)
    position = {new.id: number for number, new in enumerate(report.define.metrics)}.get(metric_id)
    if position is None:
        defined = ", ".join(new.id for new in report.define.metrics) or "no metric"
        raise ValueError(f"{path} does not define the metric {metric_id}; it defines {defined}")
    seed = seeds / f"{SEED}.csv"
    line = _csv_line(metric_row(report.define.metrics[position]))
    texts = {seed: _with_line(seed, line, seeds), path: _without_metric(path, report, position)}
    try:
        for file, text in texts.items():
            write_whole(file, text)
    except OSError as error:
        raise ValueError(f"{error.filename} cannot be written: {error.strerror}") from None
    return seed, path


def _csv_line(row: tuple[object, ...]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(row)
    return text.getvalue()


def _with_line(seed: Path, line: str, seeds: Path) -> str:
    """The seed with one line more, if all seeds make sense with it."""
    text = seed.read_text(encoding="utf-8")
    text += line if text.endswith("\n") else f"\n{line}"
    with tempfile.TemporaryDirectory() as folder:
        for name in SEED_FILES:
            shutil.copyfile(seeds / f"{name}.csv", Path(folder) / f"{name}.csv")
        (Path(folder) / seed.name).write_text(text, encoding="utf-8")
        if problems := seed_problems(Path(folder)):
            raise BadInputError(problems)
    return text


def _without_metric(path: Path, report: Report, position: int) -> str:
    """The report file without the lines of one metric, and with all else as it stands."""
    text = path.read_text(encoding="utf-8")
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    define, metrics = _value(root, "define"), _value(_value(root, "define"), "metrics")
    metric = metrics.value[position]
    if len(metrics.value) > 1:
        first = metric.start_mark.line
    else:
        # What is left without an entry goes too.
        first = _line_of(root, "define") if len(define.value) == 1 else _line_of(define, "metrics")
    lines = text.splitlines(keepends=True)
    end = _end(lines, first, metric)
    text = "".join(lines[:first] + lines[end:])
    expected = report.model_copy(deep=True)
    del expected.define.metrics[position]
    if Report.model_validate(yaml.load(text, Loader=yaml.BaseLoader)).model_dump() != expected.model_dump():
        raise ValueError(f"the metric cannot be cut out of {path}: put each one under `metrics` on lines of its own")
    return text


def _end(lines: list[str], first: int, node: yaml.Node) -> int:
    """The line after the last of a node, which ends where the next begins or, in braces, within its line."""
    end = node.end_mark.line
    if end < len(lines) and lines[end][: node.end_mark.column].strip(" -"):
        return end + 1
    while end > first and lines[end - 1].strip()[:1] in ("", "#"):
        end -= 1
    return end


def _value(node: yaml.Node | None, key: str) -> Any:
    return next(value for name, value in _entries(node) if name.value == key)


def _line_of(node: yaml.Node | None, key: str) -> int:
    return int(next(name for name, _ in _entries(node) if name.value == key).start_mark.line)


def _entries(node: yaml.Node | None) -> list[tuple[yaml.Node, yaml.Node]]:
    return node.value if isinstance(node, yaml.MappingNode) else []
