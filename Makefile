# Quanju: `make demo` to see it, `make test` and `make check` before a change.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
BROWSER := frontend/.built

.PHONY: demo test test-long check bench picture fmt setup clean
.DEFAULT_GOAL := help

help:
	@echo "make demo    the invented branch on http://127.0.0.1:8000/"
	@echo "make test    what is quick: on SQLite, in a real browser, what commits on PostgreSQL too"
	@echo "make test-long  what takes minutes: faults of machines, fuzzers, the demo, all verbs on PostgreSQL"
	@echo "make check   style, types, house contracts, licences, translations, migrations"
	@echo "make bench   the benchmarks, each printing JSON"
	@echo "make picture the picture of the README, taken by the tests"
	@echo "make fmt     put the code into the house style"

# uv is an order of magnitude faster than pip; without it pip does the same.
$(STAMP): pyproject.toml constraints.txt
	@echo "· Python packages"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install -q --disable-pip-version-check uv || true
	@if $(BIN)/python -m uv --version >/dev/null 2>&1; then \
	  $(BIN)/python -m uv pip install -q -p $(BIN)/python -c constraints.txt -e . --group dev --group build; \
	else \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --upgrade "pip>=25.1" && \
	  $(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e . --group dev --group build; \
	fi
	@touch $@

setup: $(STAMP)
	@$(BIN)/python frontend/build.py

demo: setup
	@$(BIN)/quanju demo

test: setup
	@$(BIN)/python -m tests.run

test-long: setup
	@$(BIN)/python -m tests.run --long

check: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djangofmt --check -q src tests
	@$(BIN)/python tests/checks/templates.py
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/python tests/checks/licences.py
	@$(BIN)/python tests/checks/languages.py
	@$(BIN)/python tests/checks/migrations.py
	@$(BIN)/python frontend/build.py --check
	@$(BIN)/python frontend/build.py --test

picture: setup
	@QUANJU_PICTURES=docs/pictures DJANGO_ALLOW_ASYNC_UNSAFE=1 $(BIN)/python -m pytest -q --long tests/journeys/test_demo.py

bench: setup
	@for file in benchmarks/*.py; do echo "· $$file"; $(BIN)/python $$file; done

fmt: setup
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djangofmt -q src tests
	@$(BIN)/python frontend/build.py --fmt

clean:
	rm -rf $(VENV) var build src/quanju/static frontend/node_modules
