"""A new rule is its entry in rules.yml, its terms in SQL, and its test; the rest follows from these."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import jinja2
import pytest
import yaml

from expectations.rules import RULES_FILE
from orchestration.build import rule_files, term_models
from orchestration.build.rule_files import load_rules, refuse_rules_left_out
from orchestration.problems import BadInputError
from tests.dbt.village import Village

TERMS = """-- Complaints against joiners, which nobody in earnest expects to be as many.
select
    concat('as_many_complaints:', figure_key) as identity_id,
    'as_many_complaints' as rule_id,
    '=' as relation,
    case when metric_id = 'complaints' then 'left' else 'right' end as side,
    'sum' as combine, 1 as coefficient, figure_id, value, counts_as, rounding, null as gap
from (select * replace ('dorp:2021' as figure_key) from {{ ref('quality__checked_figure') }})
where metric_id in ('complaints', 'joiners')
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
def with_the_rule(warehouse: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Village:
    """The village with the terms of the rule among the others, as `make docs` unites them, and without its entry."""
    folder = tmp_path / "quality"
    shutil.copytree(term_models.FOLDER, folder)
    (folder / "quality__term_invented.sql").write_text(TERMS, encoding="utf-8")
    monkeypatch.setattr(rule_files, "TERMS", folder)
    made = term_models.made_files(folder)
    models = yaml.safe_load(made[folder / "_terms.yml"])["models"]
    (said,) = [model for model in models if model["name"] == "quality__term_invented"]
    assert "nobody in earnest" in said["description"]
    assert said["columns"] == models[0]["columns"]
    for name, model in (("term_invented", TERMS), ("identity_term", made[folder / "quality__identity_term.sql"])):
        sql = jinja2.Template(model).render(ref=lambda model: model.replace("__", "."))
        warehouse.connection.execute(f"CREATE OR REPLACE VIEW quality.{name} AS {sql}")
    return warehouse


def test_its_entry_and_terms_are_enough(with_the_rule: Village, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yml"
    text = RULES_FILE.read_text(encoding="utf-8") + "\n" + yaml.safe_dump([ENTRY], allow_unicode=True)
    rules.write_text(text, encoding="utf-8")
    (tmp_path / "waivers.yml").write_text("[]\n", encoding="utf-8")
    load_rules(with_the_rule.connection, dt.date(2026, 1, 1), rules, tmp_path / "waivers.yml")
    with_the_rule.print_cells({"complaints dorp 2021": "5", "joiners dorp 2021": "4"})
    refuse_rules_left_out(with_the_rule.connection)
    said = with_the_rule.said_by_gx()["as_many_complaints"]
    assert said.stops_release
    (row,) = said.failing_rows
    assert (row["identity_id"], row["left_value"], row["right_value"]) == (ENTRY["example"], 5, 4)
    assert said.validation["results"][0]["expectation_config"]["type"] == "expect_cross_table_to_agree"
    dutch, english = with_the_rule.sentences("as_many_complaints")
    assert dutch == "Klachten 5, instroom 4 (Ingestroomde medewerkers, Dorp, 2021)."
    assert english.startswith("Complaints 5, joiners 4 (")


def test_terms_without_an_entry_are_told(with_the_rule: Village) -> None:
    with_the_rule.print_cells({"complaints dorp 2021": "5", "joiners dorp 2021": "4"})
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
