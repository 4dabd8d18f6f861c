"""The models' SQL as dbt renders it for an engine, without dbt and without that engine."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace

import jinja2

from orchestration.home import DBT_PROJECT

MACRO = re.compile(r"{% macro (\w+)\(.*?{%- endmacro %}", re.DOTALL)
"""A macro of the project, by its name."""


class ReturnedError(Exception):
    """What a macro gives back that is no text."""

    def __init__(self, value):
        super().__init__(value)
        self.value = value


class Adapter:
    """What dbt's `adapter` does for the macros: it finds the one for the engine, or else that for all others."""

    def __init__(self, engine, macros):
        self.engine = engine
        self.macros = macros

    def dispatch(self, name):
        return self.macros.get(f"{self.engine}__{name}") or self.macros[f"default__{name}"]


def project_macros(engine, **names):
    """The macros of the project as functions, as dbt would call them for an engine; names: what else they may use."""
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    macros: dict[str, Callable[..., object]] = {}
    names |= {"ref": table_of, "source": "{}.{}".format, "config": lambda **said: "", "return": give_back}
    names |= {"adapter": Adapter(engine, macros), "modules": SimpleNamespace(re=re)}
    for file in sorted((DBT_PROJECT / "macros").glob("*.sql")):
        # What names things in dbt has no part in the SQL.
        if file.stem != "names":
            for found in MACRO.finditer(file.read_text(encoding="utf-8")):
                macros[found[1]] = callable_macro(environment, found[0], found[1], names)
    names |= macros
    return names


def rendered_models(engine):
    """By the name of each model its SQL for an engine; what it reads is called as in the database."""
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    names = project_macros(engine)
    return {
        file.stem: environment.from_string(file.read_text(encoding="utf-8"), globals=names).render().strip()
        for file in sorted((DBT_PROJECT / "models").rglob("*.sql"))
    }


def table_of(model):
    return model.replace("__", ".")


def give_back(value):
    raise ReturnedError(value)


def callable_macro(environment, source, name, names):
    """A macro as a function. Each is a template of its own, so that a macro that calls it gets what it returns."""
    template = environment.from_string(source.replace(f"macro {name}(", "macro called(", 1), globals=names)

    def call(*arguments, **named):
        try:
            return template.module.called(*arguments, **named)
        except ReturnedError as returned:
            return returned.value

    return call
