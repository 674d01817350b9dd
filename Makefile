# Needs make and a Python 3.12 or newer. Bare `make` lists the targets.
.DEFAULT_GOAL := help
.PHONY: help setup run test cover check fix bench load pin permissions
PYTHON_IN = .venv/bin/python

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## make .venv with everything that development needs
	@bin/setup dev

run: ## run Waymark on http://127.0.0.1:8000/ (PORT, WAYMARK_DATA), with a demonstration organisation at first
	@bin/setup runtime
	@exec $(PYTHON_IN) manage.py up

test: setup ## run all tests: SQLite, PostgreSQL and Redis where they answer, journeys in Chromium
	@bin/test

cover: setup ## say which lines the tests on SQLite do not reach
	@.venv/bin/coverage erase
	@.venv/bin/coverage run -m pytest -n auto -m "not journey and not postgres"
	@.venv/bin/coverage combine --quiet
	@.venv/bin/coverage report

check: setup ## lint, types, import arrows, templates, compose file, deployment settings, packages, migrations
	@bin/check

fix: setup ## put right what ruff can
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

bench: setup ## measure against the floors, into var/bench.json
	@$(PYTHON_IN) manage.py bench

load: setup ## many people at once, five minutes, on PostgreSQL with Redis and on SQLite, into var/load.json
	@bin/load

pin: setup ## write the requirement files anew from pyproject.toml
	@bin/pin

permissions: setup ## write docs/permissions.md anew from the policies and the addresses
	@WAYMARK_WRITE_PERMISSIONS=1 .venv/bin/pytest -q tests/permissions
