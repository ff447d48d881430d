# The commands of the house; `make` alone explains them. Needs Python 3.11 or later, and nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PACKAGES := config directory activation oidc
# --no-deps: the locks name everything; left to resolve, pip takes an extra (coverage[toml]) for an unlocked package
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps
UV_COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url

.DEFAULT_GOAL := help
.PHONY: help run test check format messages bench clean lock

help: ## say what each command does
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' Makefile | expand -t 16
	@echo
	@echo "Variables: PORT=8000 (the next two are used too), DATA_DIR=var, RELOAD=1, DATABASE_URL, BROKER_URL, PYTHON=python3"

run: $(VENV)/.run ## install what is missing, then run the whole product (Ctrl-C stops it)
	@exec $(BIN)/python manage.py up

test: $(VENV)/.dev ## run the tests, a process a core; ARGS="tests/oidc -x" chooses
	@$(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4 $(ARGS)

check: $(VENV)/.dev ## format, lint, import contracts, types, system checks, migrations, translations, API documents
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy $(PACKAGES)
	$(BIN)/python manage.py check
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check_translations
	$(BIN)/python manage.py check_documents

format: $(VENV)/.dev ## write the code as the house writes it
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: $(VENV)/.dev ## collect the words of pages and code, and compile the French (needs gettext)
	$(BIN)/python manage.py makemessages --locale fr --no-wrap --no-obsolete --add-location file $(addprefix --ignore=,$(VENV) var tests bench docs)
	$(BIN)/python manage.py compilemessages --locale fr --ignore $(VENV)

bench: $(VENV)/.dev ## list the measurements; ARGS="name" runs one
	@if [ -f bench/__main__.py ]; then $(BIN)/python -m bench $(or $(ARGS),list); else echo "No measurement yet."; fi

clean: ## remove the environment, the caches and the demo's data (var/)
	rm -rf $(VENV) var staticfiles .mypy_cache .ruff_cache .import_linter_cache .hypothesis .pytest_cache
	find $(wildcard $(PACKAGES) tests bench) -name __pycache__ -type d -prune -exec rm -rf {} +

lock: $(VENV)/.dev ## renew requirements.lock and requirements-dev.lock from pyproject.toml
	$(UV_COMPILE) --upgrade pyproject.toml -o requirements.lock
	$(UV_COMPILE) --upgrade --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

# The environment. A stamp is newer than what it was made from, or it is made again.

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "$(PYTHON) is not Python 3.11 or later: install one, or name it with make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "$(PYTHON) has no venv: install it (Debian: apt install python3-venv)" >&2; exit 1; }
	@echo "Environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock | $(BIN)/python
	@echo "Dependencies (once)"
	@$(PIP) -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Tools for tests and checks (once)"
	@$(PIP) -r requirements-dev.lock
	@touch $@
