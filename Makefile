# The verbs of this checkout; `make help` lists them. Each does the set-up it needs, on a machine that has
# Python 3.11 or newer and make.

.DEFAULT_GOAL := help
.PHONY: help setup demo up ui test test-fast check bench simulate clean

BIN := .venv/bin
# One test process more than cores (tests/conftest.py), but not more than four: the tests start processes of their own.
PYTEST := $(BIN)/python -m pytest -n logical --maxprocesses 4 --dist worksteal
PROJECT ?= examples/daily-finance
SEEDS ?= 1000
ARGS ?=

help: ## list the verbs
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | awk -F'\t' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: .venv/.ready-dev ## make .venv with everything that building and testing need
	@echo "Ready: .venv has all it needs."

demo: .venv/.ready-demo ## run the example pipeline, end to end
	@$(BIN)/seaway demo $(ARGS)

up: .venv/.ready-demo src/seaway/server/static/index.html ## run everything for PROJECT=examples/daily-finance, until Ctrl-C
	@bin=$$PWD/$(BIN) && cd $(PROJECT) && $$bin/seaway up $(ARGS)

ui: .venv/.ready-ui ## build the pages into the package, where their sources are newer
	@$(BIN)/python tools/ui.py build

test: .venv/.ready-dev ## run all tests
	@$(BIN)/python tools/ui.py build || echo "The tests of the pages will be skipped."
	@$(PYTEST) $(ARGS)

test-fast: .venv/.ready-dev ## run the tests that take under a minute in all
	@$(PYTEST) -m "not slow" --ignore tests/acceptance --ignore tests/integration --ignore tests/project $(ARGS)

check: .venv/.ready-dev ## format, lint, types, layers, sizes, docs
	@sh tools/check.sh

bench: .venv/.ready-dev ## measure the engine and the size of an install
	@$(BIN)/python -m benchmarks.engine $(ARGS)
	@$(BIN)/python -m benchmarks.install
	@echo "Blueprints on large data: $(BIN)/python -m benchmarks.blueprints sql --rows 10000000, or storage --size 1GB"

simulate: .venv/.ready-dev ## try the engine on SEEDS=1000 seeds of crashes and lost messages
	@$(BIN)/python -m seaway.testing.simulate --seeds $(SEEDS) $(ARGS)

clean: ## remove .venv, the demo's folder, caches and builds
	@rm -rf .venv seaway-demo .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis dist build src/seaway/server/static ui/node_modules
	@find src tests benchmarks examples tools -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps: an environment is made again when what it is made from is newer.
.venv/.ready-dev .venv/.ready-demo .venv/.ready-ui: .venv/.ready-%: requirements/%.txt pyproject.toml tools/setup.py tools/packages.py
	@sh tools/setup.sh $*

# The pages, where there are none yet; `make ui` brings them up to date.
src/seaway/server/static/index.html:
	@$(MAKE) --no-print-directory ui
