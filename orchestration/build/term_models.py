"""What is made of the list of term models: the model that unites them, and what `_terms.yml` says of each.

A model whose name begins with `quality__term_` emits terms of rules, and its first comment says what they compare.
Remake both files after one came or went: `make docs`.
"""

from __future__ import annotations

import json
from itertools import takewhile
from pathlib import Path
from typing import Any

import yaml

from orchestration.home import DBT_PROJECT

FOLDER = DBT_PROJECT / "models" / "quality"
PREFIX = "quality__term_"
UNITED = "quality__united_term"
MADE = "Made by `make docs` from the names and first comments of the models quality__term_*."


def made_files(folder: Path = FOLDER) -> dict[Path, str]:
    """The files that follow from the term models in a folder, with the text that each should have.

    Raises ValueError where a model does not begin with a comment.
    """
    models = {path.stem: _first_comment(path) for path in sorted(folder.glob(f"{PREFIX}*.sql"))}
    columns = next(model["columns"] for model in _described(folder) if model["name"] == UNITED)
    return {
        folder / f"{UNITED}.sql": _union([name.removeprefix(PREFIX) for name in models]),
        folder / "_terms.yml": _descriptions(models, columns),
    }


def _first_comment(path: Path) -> str:
    lines = takewhile(lambda line: line.startswith("--"), path.read_text(encoding="utf-8").splitlines())
    comment = " ".join(line.removeprefix("--").strip() for line in lines)
    if not comment:
        raise ValueError(f"{path.name} does not begin with a comment that says what its rules compare")
    return comment


def _described(folder: Path) -> list[dict[str, Any]]:
    models: list[dict[str, Any]] = yaml.safe_load((folder / "_models.yml").read_text(encoding="utf-8"))["models"]
    return models


def _union(families: list[str]) -> str:
    names = "\n".join(f'    "{family}"{"," if family != families[-1] else ""}' for family in families)
    return (
        f"{{#- {MADE} -#}}\n"
        '{{ config(materialized="table") }}\n\n'
        f"{{% for family in [\n{names}\n] -%}}\n"
        "select\n"
        "    rule_id, about_number, about, relation, side, combine, coefficient, figure_number, constant, counts_as,\n"
        "    rounding, gap\n"
        f"from {{{{ ref('{PREFIX}' ~ family) }}}}\n"
        "{% if not loop.last %}union all{% endif %}\n"
        "{% endfor %}\n"
    )


def _descriptions(models: dict[str, str], columns: list[dict[str, Any]]) -> str:
    lines = [f"# {MADE}", "version: 2", "", "models:"]
    for number, (name, comment) in enumerate(models.items()):
        said = json.dumps(f"One row per term of an identity. {comment}", ensure_ascii=False)
        lines += [f"  - name: {name}", f"    description: {said}"]
        lines += ["    columns: *term_columns"] if number else ["    columns: &term_columns", *map(_column, columns)]
    return "\n".join(lines) + "\n"


def _column(column: dict[str, Any]) -> str:
    return f"      - {json.dumps(column, ensure_ascii=False)}"


if __name__ == "__main__":
    for path, text in made_files().items():
        path.write_text(text, encoding="utf-8")
