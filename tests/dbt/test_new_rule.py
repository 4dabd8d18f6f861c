"""A new rule is its entry in rules.yml, its terms in SQL, and its test; the rest follows from these."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import pytest
import yaml

from expectations.rules import RULES_FILE
from orchestration.build import rule_files, term_models
from orchestration.build.rule_files import load_rules, refuse_rules_left_out
from orchestration.home import DBT_PROJECT
from orchestration.problems import BadInputError
from tests.dbt.village import Village, judge

TERMS = """-- Complaints against joiners, which nobody in earnest expects to be as many.
{% for side, metric in [("left", "complaints"), ("right", "joiners")] -%}
select {{ term(("as_many_complaints", "null", "'dorp:2021'"), "=", side, "f.figure_number") }}
from {{ ref('quality__checked_figure') }} as f
inner join {{ ref('quality__series') }} as s on f.series_number = s.series_number
where s.metric_id = '{{ metric }}'
{% if not loop.last %}union all{% endif %}
{% endfor %}
"""

ENTRY = {
    "id": "as_many_complaints",
    "family": "cross-table",
    "severity": "critical",
    "title_nl": "Evenveel klachten als nieuwe medewerkers",
    "title_en": "As many complaints as joiners",
    "description": "Complaints are as many as joiners.",
    "description_nl": "Er zijn evenveel klachten als nieuwe medewerkers.",
    "finding": {"plain": {"nl": "Klachten {left}, instroom {right}", "en": "Complaints {left}, joiners {right}"}},
    "next_steps": "Compare both with the report.",
    "next_steps_nl": "Vergelijk beide met het verslag.",
    "minimum_evaluated_share": 0.5,
    "example": "as_many_complaints:dorp:2021",
}


@pytest.fixture
def with_the_rule(built: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Village]:
    """A village with the terms of the rule among the others, as `make docs` unites them, and without its entry."""
    folder = tmp_path / "quality"
    shutil.copytree(term_models.FOLDER, folder)
    (folder / "quality__term_invented.sql").write_text(TERMS, encoding="utf-8")
    monkeypatch.setattr(rule_files, "TERMS", folder)
    made = term_models.made_files(folder)
    models = yaml.safe_load(made[folder / "_terms.yml"])["models"]
    (said,) = [model for model in models if model["name"] == "quality__term_invented"]
    assert "nobody in earnest" in said["description"]
    assert said["columns"] == models[0]["columns"]
    # The name is the catalog's, which views say.
    file = tmp_path / built.home.build_database.name
    shutil.copyfile(built.home.build_database, file)
    with duckdb.connect(str(file)) as connection:
        tables = built.tables("staging", "core", "quality")
        connection.execute(f"CREATE VIEW quality.term_invented AS {rendered(TERMS)}")
        tables["quality.united_term"] = rendered(made[folder / "quality__united_term.sql"])
        for table in tables:
            connection.execute(f"DELETE FROM {table}")
        yield Village(connection, tables, mark="")


def rendered(model: str) -> str:
    """The SQL of a model, as dbt makes it of the model and the macros for terms."""
    macros = (DBT_PROJECT / "macros" / "term.sql").read_text(encoding="utf-8")
    return str(
        jinja2.Template(macros + model).render(ref=lambda model: model.replace("__", "."), config=lambda **_: "")
    )


def judged(village: Village, rules: Path, waivers: Path) -> None:
    """Print five complaints and four joiners, and judge them by the rules of a file."""
    waivers.write_text("[]\n", encoding="utf-8")
    load_rules(village.connection, dt.date(2026, 1, 1), rules, waivers)
    village.found()
    village.write({"complaints dorp 2021": "5", "joiners dorp 2021": "4"})
    judge(village.connection, village.tables)


def test_its_entry_and_terms_are_enough(with_the_rule: Village, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yml"
    text = RULES_FILE.read_text(encoding="utf-8") + "\n" + yaml.safe_dump([ENTRY], allow_unicode=True)
    rules.write_text(text, encoding="utf-8")
    judged(with_the_rule, rules, tmp_path / "waivers.yml")
    refuse_rules_left_out(with_the_rule.connection)
    said, validation = with_the_rule.said_by_gx()["as_many_complaints"]
    assert said.stops_release
    (row,) = said.failing_rows
    assert (row["identity_id"], row["left_value"], row["right_value"]) == (ENTRY["example"], 5, 4)
    assert validation["results"][0]["expectation_config"]["type"] == "expect_cross_table_to_agree"
    ((dutch, english),) = with_the_rule.sentences("as_many_complaints")
    assert dutch == "Klachten 5, instroom 4 (Ingestroomde medewerkers, Dorp, 2021)."
    assert english.startswith("Complaints 5, joiners 4 (")


def test_terms_without_an_entry_are_told(with_the_rule: Village, tmp_path: Path) -> None:
    judged(with_the_rule, RULES_FILE, tmp_path / "waivers.yml")
    with pytest.raises(BadInputError) as told:
        refuse_rules_left_out(with_the_rule.connection)
    (problem,) = told.value.problems
    assert problem.file == "expectations/rules.yml"
    assert problem.message == "rule as_many_complaints is missing: its identities would go unjudged"


def test_what_is_made_of_the_term_models_is_current() -> None:
    for path, text in term_models.made_files().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: make docs"


def test_a_term_model_says_what_it_compares(tmp_path: Path) -> None:
    (tmp_path / "quality__term_silent.sql").write_text("select 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"quality__term_silent\.sql does not begin with a comment"):
        term_models.made_files(tmp_path)
