# The few verbs of this project. `make demo` and `make test` need python3 >= 3.11 and nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The verdict that the suite is expected to reach about the honest mock.
EXPECTED_VERDICT := CONFORMANT

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench

help: ## Show this list.
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

demo: $(VENV)/installed ## Start the mock, run the suite against it, write report/.
	@$(BIN)/trustlink demo --expect $(EXPECTED_VERDICT)

test: $(VENV)/installed ## Run all tests.
	@$(BIN)/pytest -n auto --dist worksteal

lint: $(VENV)/installed ## Check style, types, import directions and the contract.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/trustlink contract check
	$(BIN)/trustlink fixtures check

bench: $(VENV)/installed ## Measure speed and memory against peers.
	@$(BIN)/python -m benchmarks

$(VENV)/installed: pyproject.toml constraints.txt hatch_build.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "$(PYTHON) is older than 3.11. Install Python 3.11 or later, or call: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
	  || { echo "Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Setting up $(VENV) (once; about a minute) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  -c constraints.txt -e '.[dev]'
	@touch $@
