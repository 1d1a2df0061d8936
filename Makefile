# Everything a target needs is set up by the target itself. On the machine: make, and Python 3.11 or newer
# with venv and pip. What is installed stays in .venv; it is made anew when the lock changes.

PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
READY := $(VENV)/ready
READY_DEV := $(VENV)/ready-dev
ON_POSTGRESQL := tests/site/jobs tests/site/payouts/test_at_once.py tests/site/payouts/test_path.py \
	tests/site/disputes tests/site/outcomes tests/site/platform/test_lock.py tests/site/api/test_writing.py
FRONTEND := hatch_build.py $(wildcard frontend/*.* frontend/.npmrc frontend/*/*.css frontend/*/*.js)
UV := .venv-lock/bin/uv
# uv reads no settings of pip; --no-config: none of its own either, so a lock is the same on every machine.
COMPILE := $(UV) pip compile --no-config --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet $(UPGRADE)

.PHONY: help demo test test-slow bench docs format lock clean
.DEFAULT_GOAL := help
# A recipe that fails leaves no half-made stamp.
.DELETE_ON_ERROR:

help:
	@echo 'make demo     build the example company and serve its site'
	@echo 'make test     format, lint, types, layers and tests'
	@echo 'make test-slow  tests that take long, and the site on PostgreSQL; CI runs both'
	@echo 'make docs     the handbook as a site, in build/handbook'
	@echo 'make bench    speed and memory, side by side with polars and pandas'
	@echo 'make format   mend format and what the linter can mend'
	@echo 'make lock     write the lock files anew; UPGRADE=--upgrade takes newer versions'
	@echo 'make clean    remove what the other targets installed'

demo: $(READY)
	@$(BIN)/boji demo

test: $(READY_DEV)
	@echo '== Format (ruff format)'
	@$(BIN)/ruff format --check .
	@echo '== Lint (ruff check)'
	@$(BIN)/ruff check .
	@echo '== Types (mypy)'
	@$(BIN)/mypy
	@echo '== Layers (import-linter)'
	@$(BIN)/lint-imports --no-logo
	@echo '== Tests (pytest)'
	@$(BIN)/pytest -n auto -m 'not slow'

test-slow: $(READY_DEV)
	@echo '== Slow tests: processes killed at any moment, Apache Spark, whole example companies (pytest)'
	@$(BIN)/pytest -n auto -m slow
	@echo '== Tests of the site in which the database matters, on PostgreSQL'
	@$(BIN)/python -m tests.postgresql $(BIN)/pytest -n auto $(ON_POSTGRESQL)

docs: $(READY_DEV)
	@rm -rf docs/handbook/pictures
	@BOJI_SHOTS=docs/handbook/pictures $(BIN)/pytest -q -n 0 tests/site/browser/company/test_paths.py
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo 'The handbook is in build/handbook; open build/handbook/index.html'

bench: $(VENV)/ready-bench
	@$(BIN)/python -m bench

format: $(READY_DEV)
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

lock: $(UV)
	$(COMPILE) --group install --output-file requirements.lock pyproject.toml
	$(COMPILE) --group dev --extra spark --constraints requirements.lock \
		--output-file requirements-dev.lock pyproject.toml
	$(COMPILE) --group bench --constraints requirements-dev.lock --output-file requirements-bench.lock

clean:
	rm -rf .venv .venv-lock frontend/node_modules boji/site/static/built boji/platform/built

$(VENV)/locked: requirements.lock
	@test -n '$(PYTHON)' || { echo 'boji needs Python 3.11 or newer: none found; name one with PYTHON=…' >&2; exit 1; }
	@echo '== Installing the locked packages in $(VENV)'
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

# Installing builds the front end (hatch_build.py).
$(READY): $(VENV)/locked pyproject.toml boji/__init__.py $(FRONTEND)
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(READY_DEV): $(READY) requirements-dev.lock
	@echo '== Installing the locked packages of the tests in $(VENV)'
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/ready-bench: $(READY_DEV) requirements-bench.lock
	@echo '== Installing the locked packages of the bench in $(VENV)'
	@$(PIP) install --require-hashes -r requirements-bench.lock
	@touch $@

$(UV): Makefile
	@$(PYTHON) -m venv .venv-lock
	@.venv-lock/bin/python -m pip --disable-pip-version-check --no-input -qq install uv==0.13.9
	@touch $@
