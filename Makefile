# One command for everything; CI runs the same ones. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
WORKERS := 2
PYTEST := $(BIN)/python -m pytest
UV_VERSION := 0.13.9
MUTMUT_VERSION := 3.8.1
LOCK := .cache/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header $(UPGRADE)

.PHONY: help setup demo test test-full check bench scale mutants lock licences fmt test-all-pythons clean

help: ## show this list
	@sed -n 's/^\([a-z][a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; do \
		printf '  make %-18s %s\n' "$$name" "$$text"; done

.venv/.runtime: requirements/runtime.txt pyproject.toml
	@PYTHON="$(PYTHON)" sh scripts/setup.sh runtime

.venv/.dev: requirements/dev.txt requirements/runtime.txt pyproject.toml
	@PYTHON="$(PYTHON)" sh scripts/setup.sh dev

setup: .venv/.runtime ## create the environment (.venv/bin/graph-service); PYTHON=… chooses the interpreter

demo: .venv/.runtime ## load the sample, propagate, print a summary, serve; ARGS=--once: without serving
	@$(BIN)/graph-service demo $(ARGS)

test: .venv/.dev ## run every test, installing what it needs; says what could not run and why
	@$(BIN)/python scripts/test_prerequisites.py
	@$(PYTEST) -n $(WORKERS) $(ARGS)

test-full: .venv/.dev ## 21,000 random worlds against each engine and the slow reference; every kill, failed call and hostile file
	@$(BIN)/python scripts/test_prerequisites.py
	@FULL_TESTS=1 $(PYTEST) tests/rules/test_engine_against_oracle.py tests/rules/test_case_strength.py tests/propagation_engines \
		tests/backup tests/faults tests/generate tests/identity/test_random_judgements.py tests/loaders/test_hostile.py --timeout 3600 $(ARGS)

check: .venv/.dev ## format, lint, strict types, import layers, sizes, docs against code
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(PYTEST) tests/meta -m "not slow" -q

bench: .venv/.dev ## measure; writes .benchmarks/latest.json and the table in docs/benchmarks.md
	@mkdir -p .benchmarks
	@$(PYTEST) tests/benchmarks -o python_files='bench_*.py' --benchmark-enable --benchmark-only --timeout 1800 \
		--benchmark-json .benchmarks/latest.json $(ARGS)
	@$(BIN)/python scripts/write_benchmarks.py .benchmarks/latest.json

scale: .venv/.dev ## measure 10^4 to 10^6 events over 10^7 offices (minutes, 4 GiB), then a load of 10^6 dirty rows; writes docs/scale.md
	@$(BIN)/python -m scripts.scaling --write $(ARGS)
	@$(BIN)/python -m scripts.load_scale

mutants: .venv/.dev ## change policy and propagation in small ways and see whether a test fails (hours); SAMPLE=20: 20 of each module
	@MUTMUT_VERSION=$(MUTMUT_VERSION) sh scripts/mutants.sh

fmt: .venv/.dev ## put the code into the house format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: .cache/lock/bin/uv ## refresh requirements/*.txt from pyproject.toml; UPGRADE=--upgrade takes the newest versions
	@$(LOCK) --extra embedded --group install pyproject.toml -o requirements/runtime.txt >/dev/null
	@$(LOCK) --extra embedded --extra postgres --group install --group dev -c requirements/runtime.txt \
		pyproject.toml -o requirements/dev.txt >/dev/null
	@$(LOCK) --group spark -c requirements/dev.txt -o requirements/spark.txt >/dev/null
	@$(LOCK) --group spark-build -c requirements/dev.txt -o requirements/spark-build.txt >/dev/null
	@echo "requirements/ is up to date; now: make licences"

licences: .venv/.dev ## rewrite THIRD_PARTY_LICENSES.md from the installed packages
	@$(BIN)/python scripts/third_party_licenses.py --write

.cache/lock/bin/uv:
	@python3 -m venv .cache/lock
	@.cache/lock/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

test-all-pythons: .venv/.dev ## run the tests that start no server with the other supported Pythons found here
	@sh scripts/test_all_pythons.sh

clean: ## remove what the tools wrote, the environment included (never the data of an instance)
	@rm -rf .venv .cache .benchmarks .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis mutants dist build
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
