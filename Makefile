# Chung Tay: `make run` starts it, `make test` proves it, `make help` lists the rest.
MAKEFLAGS += --no-print-directory
PY := .venv/bin/python
# What this machine happens to export must not change what the tests see.
EMBEDDED := env -u DATABASE_URL -u REDIS_URL -u CHUNGTAY_DATA -u DEBUG

.DEFAULT_GOAL := help
.PHONY: help setup setup-run run backup restore demo-reports test t coverage figures benchmarks \
        check fix messages screenshots diagrams lock

help: ## list the targets
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | sort | \
	  awk -F'\t' '{ printf "  make %-14s %s\n", $$1, $$2 }'

setup: ## make .venv with everything that running, testing and checking need
	@sh scripts/setup.sh dev

setup-run:
	@sh scripts/setup.sh run

run: setup-run ## start Chung Tay on this machine (PORT=8000, HOST=0.0.0.0)
	@$(PY) manage.py serve --with-parent

backup: setup-run ## save database and files into one archive (TO=folder)
	@$(PY) manage.py backup $(if $(TO),--to "$(TO)")

restore: setup-run ## put a backup back (FILE=archive); what is there now is kept aside
	@test -n "$(FILE)" || { echo "make restore FILE=path/to/archive.tar.gz"; exit 2; }
	@$(PY) manage.py restore "$(FILE)"

demo-reports: setup ## render the papers of the demonstration to build/demo-reports/
	@$(PY) manage.py demo_reports

test: setup ## run all tests: PostgreSQL and Redis, the embedded default, the browser journeys
	@$(PY) scripts/run_tests.py

t: setup ## run only some tests on SQLite (T=tests/sessions, ARGS="-x -k word")
	@test -n "$(T)$(ARGS)" || { echo "make t T=tests/sessions"; exit 2; }
	@$(EMBEDDED) $(PY) -m pytest -q $(ARGS) $(T)

coverage: setup ## the branch coverage of the last `make test`, gate included
	@$(PY) scripts/coverage_gate.py

figures: setup ## measure and print the project's figures
	@$(PY) scripts/figures.py

benchmarks: setup ## compare with other ways of doing the same
	@$(PY) benchmarks/run.py

check: setup ## format, lint, import directions, types, migrations, translations, templates
	@$(PY) scripts/check.py

fix: setup ## repair what format and lint can repair
	@$(PY) -m ruff check --fix-only --quiet . ; $(PY) -m ruff format .

messages: setup ## collect the texts, compile the Vietnamese catalogue
	@$(PY) scripts/messages.py update

screenshots: setup ## take the pictures of docs/img from a demonstration site
	@$(PY) scripts/screenshots.py

diagrams: setup ## draw the state diagrams of ARCHITECTURE.md from the code
	@$(PY) manage.py state_diagrams --write ARCHITECTURE.md

lock: setup ## write requirements*.txt with hashes from requirements*.in (add ARGS=--upgrade)
	@for name in requirements requirements-dev requirements-setup; do \
	  .venv/bin/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
	    --no-header $(ARGS) $$name.in -o $$name.txt || exit 1; done

-include assets/Makefile
