# Everything one types. `make help` lists it.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
FAKETIME := $(shell command -v faketime)
NGINX := $(shell command -v nginx || ls /usr/sbin/nginx 2>/dev/null)
ROOT := $(if $(filter 0,$(shell id -u)),,sudo -n)
APT := $(ROOT) apt-get update -qq && $(ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y $(if $(CHROMIUM),,chromium) $(if $(FAKETIME),,faketime) $(if $(NGINX),,nginx-light) >/dev/null
.DEFAULT_GOAL := help
.PHONY: help setup demo run test test-thorough test-fast test-postgresql bench bench-full bench-compare check fix messages browser

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

.venv/uv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Samtalerum needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	@echo "Building the environment: once, about a minute."
	@$(PYTHON) -m venv .venv || { echo "python3 could not make an environment: install your system's python3-venv."; exit 1; }
	@$(PYTHON) -m venv .venv/uv && .venv/uv/bin/pip install --quiet --disable-pip-version-check uv==0.13.9

.venv/runtime: requirements.txt .venv/uv/bin/uv
	@.venv/uv/bin/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.txt
	@touch $@

.venv/development: requirements-dev.txt .venv/runtime
	@.venv/uv/bin/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.txt
	@touch $@

setup: .venv/development ## build the environment alone

demo: .venv/runtime ## an invented university on http://localhost:8000 (PORT=)
	@exec $(BIN)/python -m config.cli demo --port $(PORT)

run: .venv/runtime ## the real thing, without demo data
	@exec $(BIN)/python -m config.cli serve --port $(PORT)

browser: # the browser that tests drive, a clock that can be wrong and a proxy: without these two their tests are skipped
	@if [ -z "$(CHROMIUM)" ] || [ -z "$(FAKETIME)" ] || [ -z "$(NGINX)" ]; then \
	  if command -v apt-get >/dev/null && $(ROOT) true 2>/dev/null; then $(APT) || true; fi; fi
	@command -v chromium chromium-browser google-chrome >/dev/null || \
	  { echo "The browser tests need Chromium: install your system's package chromium."; exit 1; }

test: .venv/development browser ## everything, the browser included; what is asked over again: test-thorough
	@$(BIN)/python -m tests.run

test-thorough: .venv/development browser ## the same questions of every role, phase and language
	@$(BIN)/python -m tests.run -m thorough

test-fast: .venv/development ## everything but the browser
	@$(BIN)/python -m pytest -q -n 2 -m "not browser"

# Where the two databases behave differently: at the same moment, in two stores, in several processes.
POSTGRESQL_TESTS ?= tests/test_races.py tests/test_postgresql.py tests/test_killed.py tests/test_live.py \
	tests/test_faults_database.py tests/test_backup.py samtalerum/vault

test-postgresql: export DATABASE_URL ?= postgresql://postgres@127.0.0.1:5432/postgres
test-postgresql: .venv/development ## what differs there, on the server of DATABASE_URL; all of it: DATABASE_URL=… make test
	@$(BIN)/python -m tests.stores
	@$(BIN)/python -m tests.run $(POSTGRESQL_TESTS)

bench: .venv/development ## how fast it is, in five minutes, on PostgreSQL (BENCH_ON=sqlite: there); docs/performance.md
	@$(BIN)/python -m bench

bench-full: .venv/development ## the same with 100,000 dialogues and 2,000 rooms, in half an hour
	@$(BIN)/python -m bench --full

bench-compare: .venv/development ## two runs side by side: A=old.json B=new.json
	@$(BIN)/python -m bench compare $(A) $(B)

check: .venv/development ## style, types, imports, templates, migrations, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --lint --quiet samtalerum
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m config.catalogues check

fix: .venv/development ## format, and mend what can be mended
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

messages: .venv/development ## collect sentences to translate into locale/
	$(BIN)/python -m config.catalogues update
	$(BIN)/python -m config.catalogues compile
