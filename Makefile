# `make` lists what there is. ARGS goes to the command behind a target: make test ARGS='-k ingest'
# WORKERS says how many processes run the tests: make test WORKERS=0 ARGS='--pdb -k ingest' runs them in one.
# PYTHON names the interpreter to make the environment with: make PYTHON=/opt/python/bin/python3.12

VENV = .venv
ARGS =
REPORTS = 100
WORKERS = 2
PYTHON ?=
PYTEST = $(VENV)/bin/python -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder

# Neither pip nor uv looks for news of itself, and uv fetches no interpreter.
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export UV_PYTHON_DOWNLOADS = never

# Where no bytecode may be kept, every process compiles every library anew, which takes three times as long as to import.
export PYTHONDONTWRITEBYTECODE =

# A function that installs in the environment, with pip where there is no uv. uv leaves out pip, so pip is added where uv
# made the environment and is no longer there.
define INSTALL
if command -v uv >/dev/null; then with=uv; else with=pip; fi; \
install() { \
  if [ $$with = uv ]; then uv pip install --quiet --python $(VENV)/bin/python --no-deps "$$@"; \
  else \
    $(VENV)/bin/python -c "import pip" 2>/dev/null || $(VENV)/bin/python -m ensurepip >/dev/null 2>&1; \
    $(VENV)/bin/python -m pip install -qq --no-compile --no-deps "$$@"; \
  fi; \
}
endef

.PHONY: help env refresh test test-all lint docs export drill country bench dagster superset lock clean \
  spark spark-env spark-up spark-down parity

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

refresh: env ## read the sources, build and check the warehouse, publish it as a release
	@$(VENV)/bin/warehouse refresh $(ARGS)

test: env ## run the tests that share a refresh of the real reports
	@$(PYTEST) $(ARGS)

test-all: env ## run all tests: whole lives of a warehouse, the service, kills, full disks, drills too (an hour)
	@$(PYTEST) -m "" --hypothesis-profile=anew $(ARGS)

lint: env ## check style, types and SQL
	@bad=0; \
	$(VENV)/bin/ruff check --quiet || bad=1; \
	$(VENV)/bin/ruff format --check --quiet || bad=1; \
	$(VENV)/bin/mypy --no-error-summary || bad=1; \
	$(VENV)/bin/sqlfluff lint --quiet --processes 0 dbt_project/models || bad=1; \
	exit $$bad

docs: env ## remake what docs/ takes from elsewhere: the schema of report.yml, the rules and their terms, the questions (needs a release)
	@$(VENV)/bin/python -m orchestration.ingest.report_schema
	@$(VENV)/bin/python -m expectations.rules_page
	@$(VENV)/bin/python -m orchestration.pages.questions_page
	@$(VENV)/bin/python -m orchestration.build.term_models

export: env ## keep what the served release says of the real reports, for the tests to compare (a change that is meant)
	@$(VENV)/bin/python -m tests.export.export

drill: env ## make slips on purpose and see whether the checks find and name them (needs a release)
	@$(VENV)/bin/python -m tests.drill $(ARGS)

country: env ## make REPORTS=n folders of an invented country to test with (ARGS='--errors 0.01' spoils some numbers)
	@$(VENV)/bin/python -m tests.country $(REPORTS) $(ARGS)

bench: env ## measure a refresh of many reports
	@$(VENV)/bin/python -m tests.bench $(ARGS)

dagster: env ## open Dagster's pages on this machine
	@$(VENV)/bin/warehouse dagster $(ARGS)

superset: ## show the release in Superset on this machine (installs it; bi/superset/README.md)
	@exec bi/superset/start

spark: spark-up ## refresh with the models built on that cluster, or on the one that WAREHOUSE_SPARK names (docs/scale.md)
	@WAREHOUSE_SPARK="$${WAREHOUSE_SPARK:-spark://127.0.0.1:7077}" $(VENV)/bin/warehouse refresh $(ARGS)

spark-up: spark-env ## start a Spark cluster on this machine: a master and two workers (needs Java 17)
	@if [ -z "$${WAREHOUSE_SPARK:-}" ]; then ops/spark/cluster up; fi

spark-down: ## stop that cluster
	@ops/spark/cluster down

parity: spark-env ## build on DuckDB and on Spark, and compare every row (ARGS='--reports 100' of an invented country)
	@$(VENV)/bin/python -m tests.parity $(ARGS)

# Beside what requirements.lock has; nothing of it is needed otherwise.
spark-env: env
	@set -eu; \
	locked="$$(cksum < ops/spark/requirements.lock)"; \
	if [ "$$(cat $(VENV)/spark-from 2>/dev/null)" != "$$locked" ]; then \
	  echo "make: adding Spark to $(VENV) from ops/spark/requirements.lock" >&2; \
	  $(INSTALL); \
	  install --no-build-isolation --require-hashes -r ops/spark/requirements.lock; \
	  echo "$$locked" > $(VENV)/spark-from; \
	fi

# The override drops a package whose build downloads a binary; only an optional flag of dbt uses it.
lock: ## remake requirements.lock (needs uv; ARGS=--upgrade for newer versions)
	@command -v uv >/dev/null || { echo "make lock: uv is not on PATH, and only it makes the lock" >&2; exit 1; }
	@echo "dbt-core-experimental-parser ; sys_platform == 'never'" | uv pip compile --quiet \
	  pyproject.toml --group dev --overrides - --no-emit-package dbt-core-experimental-parser \
	  --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --output-file requirements.lock $(ARGS)

clean: ## remove the environment, caches and what dbt left; releases stay
	@rm -rf $(VENV) build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis \
	  dbt_project/target dbt_project/logs
	@find . -name .git -prune -o -name .warehouse -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps hold what the environment was made from and where: a changed date remakes nothing, a checkout copied
# with its .venv does not run the code of the one it was copied from, and a half-made .venv has no stamp.
# Nothing is compiled ahead: a first run imports a fraction of what is installed.
env:
	@set -eu; \
	locked="$$(pwd) $$(cksum < requirements.lock)"; \
	project="$$(cksum < pyproject.toml)"; \
	$(INSTALL); \
	if ! [ -x $(VENV)/bin/python ] || [ "$$(cat $(VENV)/made-from 2>/dev/null)" != "$$locked" ]; then \
	  probe='import sys; assert sys.version_info >= (3, 11); print(sys._base_executable)'; \
	  if [ $$with = pip ]; then probe="import ensurepip; $$probe"; fi; \
	  if [ -n "$(PYTHON)" ]; then set -- "$(PYTHON)"; else set -- python3.11 python3; fi; \
	  python=; \
	  for candidate; do python="$$("$$candidate" -c "$$probe" 2>/dev/null)" && break; done; \
	  if [ -z "$$python" ]; then \
	    echo "make: needs Python 3.11 or newer with its venv module; tried: $$*." >&2; \
	    echo "make: install it, or name one: make PYTHON=/path/to/python3.11" >&2; \
	    exit 1; \
	  fi; \
	  echo "make: making $(VENV) with $$with from requirements.lock" >&2; \
	  rm -rf $(VENV); \
	  if [ $$with = uv ]; then uv venv --quiet --python "$$python" $(VENV); else "$$python" -m venv $(VENV); fi; \
	  install --require-hashes -r requirements.lock; \
	  echo "$$locked" > $(VENV)/made-from; \
	fi; \
	if [ "$$(cat $(VENV)/project-from 2>/dev/null)" != "$$project" ]; then \
	  install --no-build-isolation -e .; \
	  echo "$$project" > $(VENV)/project-from; \
	fi
