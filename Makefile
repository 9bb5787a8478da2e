# Everything runs in .venv, which dev/setup.sh makes, on databases below .state, which dev/database.py makes.
SHELL := /bin/bash
python := .venv/bin/python
database := $(python) dev/database.py
# What shares modules: of dev/ and, with the proof, of tests/kit.
shared := PYTHONPATH=.:dev:tests $(python)
addons := $(patsubst %/__manifest__.py,%,$(wildcard acct_link_*/__manifest__.py))

# What to test: files, folders or pytest options.
TESTS ?=
# A second name lets two test runs go on in one checkout.
DB ?= test
# Which screens `make screenshots` takes.
NAMES ?=
# What `make kill` and `make soak` draw from, and how many kills or actions.
SEED ?=
N ?=
# Which rows `make faults` plays (a pattern).
ROWS ?=
# Which accounting system `make demo`, `make kill`, `make faults` and `make soak` play on
# (tests/kit/systems); the tests play on all, or on the one that is named.
SYSTEM ?=
export SYSTEM
# Where `make demo` serves the web client, if 8069 is taken.
PORT ?=
# Pay sheets are no documents: theirs is a kit of its own.
pays := $(filter xero-payroll,$(SYSTEM))
kit := kit$(if $(pays),.sheets)
demo := demo$(if $(pays),_payroll)

# To Odoo it outranks the database of a config file.
unexport PGDATABASE

.PHONY: help setup browser demo demo-once test test-fast proof lint lint-odoo packaging kill faults soak bench screenshots manual pot po stop clean

help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: ## Python, Odoo and everything else into .venv
	@dev/setup.sh

browser:
	@dev/setup.sh --browser
	@dev/node.sh

demo: setup ## a running demo to click through; PORT=8070 serves it there
	@$(shared) dev/$(demo).py $(if $(PORT),--port $(PORT))

demo-once: setup ## the demo, played through once without anybody
	@$(shared) dev/$(demo).py --once

test: browser ## all tests; TESTS="path ..." narrows them
	@$(python) dev/run_tests.py $(DB) $(TESTS)

test-fast: setup ## the tests that show most in little time
	@$(python) dev/run_tests.py fast --fast

proof: browser ## what `make test` leaves out: docs/proof.md says why it may
	@$(python) dev/run_tests.py $(DB) --left

lint: setup lint-odoo ## style and Odoo's rules
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	@core=$$($(python) -c 'import pathlib, odoo.release as r; print(pathlib.Path(r.__file__).parent)')/addons; set -x; \
	    .venv/bin/manifestoo --odoo-series 19.0 --no-addons-path-from-import-odoo --addons-path $$core,$(wildcard .venv/lib/python3*/site-packages/odoo/addons) -d . \
	    check-licenses --transitive

# <field name="sequence">10</field> is how Odoo itself writes it, so numeric-without-eval is off.
lint-odoo:
	$(python) -m pylint --disable=missing-readme,consider-merging-classes-inherited \
	    $(addons) $(wildcard tests/addons/*)
	.venv/bin/oca-checks-odoo-module --disable=xml-field-numeric-without-eval \
	    $(addons) $(wildcard tests/addons/*)

packaging: setup ## build the wheel, install it in a clean environment and use it there
	@$(python) dev/check_wheel.py

kill: setup ## kill the upload at every step and look for lost or doubled documents
	@$(shared) -m $(kit).kill $(if $(SEED),--seed $(SEED)) $(if $(N),--kills $(N))
	@$(if $(pays),,EVERY_CASE=1 SYSTEM=$(or $(SYSTEM),xero) $(python) dev/run_tests.py $(DB) \
	    $(addprefix tests/kit/test_,walk.py kill.py kill_follow_ups.py kill_at_random.py in_flight.py \
	    at_once.py settle.py signed_in.py))

faults: setup ## every fault of the stand-in at every kind of call, first, middle and last chunk
	@$(shared) -m $(kit).faults $(if $(ROWS),--rows "$(ROWS)")

soak: setup ## act at random on both sides of the link and compare; SEED=n plays the same again
	@$(shared) -m $(kit).soak $(if $(SEED),--seed $(SEED)) $(if $(N),--actions $(N))

bench: setup ## measure
	@for part in upload parallel interfaces list install file pull webhook server; do $(shared) -m bench.$$part || exit; done

screenshots: browser ## pictures of every screen (dev/pictures), also those in docs; NAMES="..." narrows
	@$(shared) dev/screenshots.py $(NAMES)

manual: setup ## the page "When something fails" from the catalogue of Problems
	@$(python) dev/manual.py

pot: setup ## the terms to translate
	@conf=$$($(database) fresh test pot $(addons)) && eval "$$($(database) env)" && \
	    $(python) -m odoo i18n export -c $$conf $(addons); status=$$?; $(database) drop pot; exit $$status

po: ## bring the translations up to these terms (docs/translations.md)
	@$(python) dev/translations.py

stop: ## stop the database server
	@[ ! -x $(python) ] || $(database) stop

clean: stop ## also remove .venv and all databases; downloads stay in the cache
	rm -rf .venv .state build dist *.egg-info
