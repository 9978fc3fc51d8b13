# Communiqué: set-up, running and checks. `make` alone lists the targets.
# It needs Python 3.11 or newer and make; everything else goes into .venv.

PYTHON ?= python3
UV ?= uv
VENV := .venv
# Programs are started as modules: the scripts in .venv/bin name the folder they were installed in,
# so they would break once the folder moves.
IN_VENV := $(VENV)/bin/python
STAMP := $(VENV)/.installed
# What is measured beside us stays out of .venv.
BENCH_VENV := .venv-bench
IN_BENCH := $(BENCH_VENV)/bin/python
BENCH_STAMP := $(BENCH_VENV)/.installed
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.DEFAULT_GOAL := help
.PHONY: help setup run test format lint types facts eval check coverage bench lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

setup: $(STAMP) ## install into .venv, and nothing else

run: $(STAMP) ## start the bot; without a token, the console
	@$(IN_VENV) -m bot run

test: $(STAMP) ## run the tests; ARGS="-k words" picks some
	@$(IN_VENV) -m pytest --numprocesses auto $(ARGS)

format: $(STAMP) ## bring the code into its format
	@$(IN_VENV) -m ruff format .
	@$(IN_VENV) -m ruff check --fix .

lint: $(STAMP) ## check format and style
	@$(IN_VENV) -m ruff format --check .
	@$(IN_VENV) -m ruff check .

types: $(STAMP) ## check types, strictly
	@$(IN_VENV) -m mypy

facts: $(STAMP) ## check the fact file that ships
	@$(IN_VENV) -m bot check

eval: $(STAMP) ## ask the golden questions and print the table; ARGS=--misses lists what misses
	@$(IN_VENV) -m bot eval knowledge/golden $(ARGS)

check: lint types test facts ## all of it: format, lint, types, tests, shipped facts

coverage: $(STAMP) ## run the tests and show the lines they miss
	@$(IN_VENV) -m coverage run -m pytest $(ARGS)
	@$(IN_VENV) -m coverage report

bench: $(BENCH_STAMP) ## measure: beside rapidfuzz, beside search engines as facts grow (an hour), the calibration
	@$(IN_BENCH) -m benchmarks.answering
	@$(IN_BENCH) -m benchmarks.opening
	@$(IN_BENCH) -m benchmarks.inspecting
	@$(IN_BENCH) -m benchmarks.writing
	@$(IN_BENCH) -m benchmarks.editing
	@$(IN_BENCH) -m benchmarks.publishing
	@$(IN_BENCH) -m benchmarks.killing
	@$(IN_BENCH) -m benchmarks.growth --picture docs/images/growth.png $(ARGS)
	@$(IN_BENCH) -m benchmarks.calibrate

# A new lock starts from an empty folder: nothing stays behind that it no longer names.
# Set-up talks on standard error and reads nothing, because `make run` answers lines that are piped to it.
$(STAMP): requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Communiqué needs Python 3.11 or newer. If it has another name: make PYTHON=python3.13" >&2; exit 1; }
	@echo "Installing into $(VENV) …" >&2
	@$(PYTHON) -m venv --clear $(VENV) </dev/null >&2
	@$(IN_VENV) -m pip -qq --disable-pip-version-check --no-input \
		install --require-hashes --requirement requirements-dev.txt </dev/null >&2
	@touch $@

$(BENCH_STAMP): requirements-bench.txt
	@echo "Installing into $(BENCH_VENV) …" >&2
	@$(PYTHON) -m venv --clear $(BENCH_VENV) </dev/null >&2
	@$(IN_BENCH) -m pip -qq --disable-pip-version-check --no-input \
		install --require-hashes --requirement requirements-bench.txt </dev/null >&2
	@touch $@

# Pins that still fit pyproject.toml stay; `make lock UPGRADE=--upgrade` takes the newest.
lock: ## write the requirements files anew from pyproject.toml (needs uv)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv/" >&2; exit 1; }
	$(COMPILE) $(UPGRADE) pyproject.toml --output-file requirements.txt
	$(COMPILE) $(UPGRADE) pyproject.toml --group pyproject.toml:dev --output-file requirements-dev.txt
	$(COMPILE) $(UPGRADE) pyproject.toml --group pyproject.toml:bench --output-file requirements-bench.txt

clean: ## remove .venv and what the tools left; never data or config.yaml
	rm -rf $(VENV) $(BENCH_VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage htmlcov dist
	find . -type d -name __pycache__ -prune -exec rm -rf {} +
