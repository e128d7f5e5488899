# Two commands set up everything on a machine with python3 and make: `make demo` and `make test`.

PYTHON ?= python3
PORT   ?= 8000
SERVE  ?= 1
BENCH  ?= *

VENV  := .venv
BIN   := $(VENV)/bin
READY := $(VENV)/.ready
UV    := $(shell command -v uv 2>/dev/null)

FAST  := tests/architecture tests/behaviour tests/views

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test check bench mutants golden lock docs lint machine

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(READY) ## play the Bandung story, tell what an inspector finds, and serve it (PORT=8000; SERVE=0 only tells)
	SERVE=$(SERVE) $(BIN)/jejak demo --port $(PORT)

test: machine $(READY) lint ## everything: house rules and every test, PostgreSQL and a real browser included
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: $(READY) lint ## the fast part, under a minute: house rules, behaviour, views, architecture
	$(BIN)/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder $(FAST)

bench: $(READY) ## measure and print ratios with machine and date (BENCH=append runs one)
	@for program in $(basename $(notdir $(wildcard tests/bench/bench_$(BENCH).py))); do \
		$(BIN)/python -m tests.bench.$$program || exit 1; \
	done

mutants: $(READY) ## change domain/ in a thousand small ways and see which no test notices (half an hour)
	$(BIN)/python -m tests.mutation domain application infrastructure --rules
	$(BIN)/python -m tests.mutation domain

golden: $(READY) ## write the golden files anew; read the difference before you commit it
	JEJAK_GOLDEN=write $(BIN)/python -m pytest -q $$(grep -rl 'tests\.golden' tests --include='test_*.py')

lock: $(READY) ## pin every dependency with its hashes; no address may enter the lock
	$(if $(UV),,$(BIN)/python -m pip install --quiet --disable-pip-version-check uv)
	$(or $(UV),$(BIN)/uv) pip compile --quiet --universal --upgrade --generate-hashes --no-header --no-annotate \
		--extra test --extra e2e --extra build -o requirements.lock pyproject.toml
	! grep -nE '://|file:' requirements.lock

docs: $(READY) ## write the generated pages of docs/ anew (the command line, the reference)
	JEJAK_GOLDEN=write $(BIN)/python -m pytest -q \
		tests/architecture/test_command_line_reference.py tests/architecture/test_reference.py

lint: $(READY)
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports

machine:
	@bash .ci/machine python postgresql browser referee curl

$(READY): requirements.lock pyproject.toml
	@bash .ci/machine python
ifeq ($(UV),)
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
else
	@$(BIN)/python -c '' 2>/dev/null || uv venv --quiet --clear --python $(PYTHON) $(VENV)
	uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
endif
	@touch $@
