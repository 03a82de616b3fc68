# `make help` lists what there is. Every target sets up what it needs first and again when the requirements change.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ASSETS := network/web/static/dist/manifest.json
FRONTEND := $(shell find frontend -path frontend/node_modules -prune -o -type f -print)
ARGS ?=

.DEFAULT_GOAL := help

.PHONY: help setup browser demo test coverage check lint bench faults clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) $(ASSETS) ## Make .venv from the locked requirements and build the page assets

$(READY): requirements-dev.lock requirements-build.lock pyproject.toml hatch_build.py
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock -r requirements-build.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)

$(ASSETS): $(FRONTEND) hatch_build.py | $(READY)
	$(BIN)/python hatch_build.py
	touch $(ASSETS)

browser: ## Install what the tests drive and read with: Chromium, Chinese fonts, PDF tools (Debian, as root)
	@sh scripts/browser.sh

demo: setup ## Make the demo network and serve it (ARGS=--no-serve to stop after the files)
	$(BIN)/servicemark demo $(ARGS)

test: setup browser ## Run every test
	$(BIN)/pytest -rs --numprocesses auto --maxprocesses 4 --dist loadscope --no-loadscope-reorder $(ARGS)

coverage: setup browser ## Run every test and tell which lines none of them reaches (takes half as long again)
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadscope --no-loadscope-reorder --cov --cov-report=term $(ARGS)

check: setup ## Lint, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --quiet tests/house $(ARGS)

bench: setup ## Measure against lower bounds and alternatives, in one run (adds WeasyPrint)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	$(BIN)/python -m tests.benchmarks $(ARGS)

faults: setup browser ## The long runs: many kills of the server and of PostgreSQL, every page in all sizes, everyone at every door, 100 seeds
	SERVICEMARK_FAULTS=20 $(BIN)/pytest tests/faults tests/journeys tests/authorisation tests/web/test_assets.py tests/scorecards/test_effect_simulation.py tests/scorecards/rules/test_whole_model.py --no-cov $(ARGS)

clean: ## Remove what was made: .venv, built assets, caches (not the data in var)
	rm -rf $(VENV) network/web/static/dist frontend/node_modules .mypy_cache .ruff_cache .hypothesis .coverage
