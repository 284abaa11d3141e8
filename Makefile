# make run         the dashboard, on http://127.0.0.1:8501
# make test        every check; on a bare machine it installs what it needs first
# make lint        style and types alone
# make bench       every speed promised, as ratios; make bench CUSTOMERS=100000 for a quick look
# make screenshots every page, light and dark, wide and narrow, into screenshots/

PYTHON  ?= python3
PORT    ?= 8501
ADDRESS ?= 127.0.0.1
SAMPLE  ?= $(or $(LOYALTY_SAMPLE),yes)

CUSTOMERS ?= 1000000

BIN := .venv/bin
export PYTHON

.PHONY: run install install-dev machine lint test bench screenshots clean
.DEFAULT_GOAL := run
.NOTPARALLEL:

run: install
	LOYALTY_SAMPLE=$(SAMPLE) $(BIN)/python -m streamlit run app.py --server.port $(PORT) --server.address $(ADDRESS)

install: .venv/.installed
install-dev: .venv/.installed-dev

machine:
	@.ci/machine

lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Each worker gets neighbours, which share apps, stores and answers; who is done first takes over from the other.
# What asks for every number and looks at every page runs without the measuring of lines, which would take it as long
# again: the lines of the library have tests of their own. A browser mostly waits, so that it comes first, beside what
# computes, and there is one worker more than cores.
PYTEST := $(BIN)/python -m pytest --dist worksteal
UNMEASURED := tests/browser tests/pages tests/metrics/test_contract.py tests/metrics/test_nobody_named.py tests/charts/test_contract.py

test: machine lint
	$(PYTEST) -n 3 $(UNMEASURED)
	$(PYTEST) -n 2 $(addprefix --ignore=,$(UNMEASURED)) --cov --cov-report=term-missing

bench: install-dev
	$(BIN)/python -m benchmarks --customers $(CUSTOMERS)

screenshots: machine install-dev
	$(BIN)/python -m tests.browser.screenshots

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.* screenshots

# The environment. A stamp inside it remembers that the requirements as they stand are installed.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Python 3.11 or newer is needed: install it, or name one with 'make PYTHON=python3.12'." >&2; exit 1; }
	@if command -v uv >/dev/null 2>&1; then uv venv --quiet --seed --python "$$(command -v $(PYTHON))" .venv; \
	else $(PYTHON) -m venv .venv >/dev/null 2>&1; fi \
		|| { rm -rf .venv; echo "Python can't make an environment: install its venv module (on Debian: apt-get install python3-venv) and try again." >&2; exit 1; }

define install_from
	@echo "Installing what $(1) names"
	@if command -v uv >/dev/null 2>&1; then uv pip install --quiet --python $(BIN)/python -r $(1); \
	else $(BIN)/python -m pip install --quiet --disable-pip-version-check -r $(1); fi
	@touch $@
endef

.venv/.installed: requirements.txt | $(BIN)/python
	$(call install_from,requirements.txt)

.venv/.installed-dev: requirements.txt requirements-dev.txt | $(BIN)/python
	$(call install_from,requirements-dev.txt)
	@touch .venv/.installed
