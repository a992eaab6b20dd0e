# The habits of the project. `make run` and `make test` need only Python 3.11 or newer and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2

.PHONY: run test lint format types tests quick audit release-check docs bench bench-desk bench-batch fuzz mutants mutants-of-law screenshots documents translations trust clean

run: $(VENV)/run.stamp  ## decide the example case, then open the officer's desk on it; Ctrl-C ends it
	$(BIN)/totalisation assess examples/example.json
	$(BIN)/totalisation serve --demo

test: lint types tests  ## everything that must pass

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/test.stamp
	$(BIN)/mypy

tests: $(VENV)/test.stamp
	$(BIN)/pytest -n $(WORKERS)

quick: $(VENV)/test.stamp  ## the loop while working
	$(BIN)/pytest -n $(WORKERS) -m "not slow"

audit: $(VENV)/test.stamp $(VENV)/audit.stamp  ## hold what we depend on against what is known of it
	$(BIN)/python .ci/audit/check.py $(VENV)/audit/bin/pip-audit

release-check: $(VENV)/test.stamp  ## build, look into, install and use what is released
	$(BIN)/python .ci/check_release.py

docs: $(VENV)/test.stamp  ## build the documentation site into build/site; a warning is an error
	$(BIN)/mkdocs build --strict

format: $(VENV)/test.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/test.stamp  ## time of one assess, and of the command line's first answer
	$(BIN)/python -m benchmarks.single_case

bench-desk: $(VENV)/test.stamp  ## requests a second of the desk's API, beside a bare route
	$(BIN)/python -m benchmarks.desk

bench-batch: $(VENV)/test.stamp  ## the batch beside other ways to do the same work; PERSONS="10000 100000"
	$(BIN)/python -m benchmarks.batch $(if $(PERSONS),--persons $(PERSONS))

fuzz: $(VENV)/test.stamp  ## give every reader of files and requests broken input; SECONDS=300 for each
	$(BIN)/python -m tests.fuzz $(if $(SECONDS),--seconds $(SECONDS))

mutants: $(VENV)/test.stamp  ## deliberately wrong agreements and engines, and how many the suite catches
	$(BIN)/python -m tests.conformance.mutants

mutants-of-law: $(VENV)/test.stamp  ## small changes of the law's own lines, and how many the tests notice; it goes on where it stopped
	nice -n 15 $(BIN)/python -m tests.mutation

trust: $(VENV)/test.stamp  ## what stands behind the figures, tried now, a line for each; takes some minutes
	$(BIN)/python -m tests.trust

screenshots: $(VENV)/test.stamp  ## take the pictures of docs/officers.md anew
	$(BIN)/python -m tests.web.browser.screenshots

documents: $(VENV)/test.stamp  ## make the worked example of docs/worker-back-from-korea.md anew
	$(BIN)/python -m tests.documented

translations: $(VENV)/test.stamp  ## bring the catalogues up to date with the messages in the code
	@mkdir -p build
	$(BIN)/pybabel -q extract -F totalisation/locale/babel.cfg -k message --no-location --sort-output \
		-o build/totalisation.pot totalisation
	$(BIN)/pybabel -q update -D totalisation -i build/totalisation.pot -d totalisation/locale \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -w 110
	$(BIN)/pybabel -q compile -D totalisation -d totalisation/locale
	$(BIN)/pybabel -q extract -F web/babel.cfg -k _l -k lazy_gettext --no-location --sort-output \
		-o build/desk.pot web
	$(BIN)/pybabel -q update -D messages -i build/desk.pot -d web/translations \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -w 110
	$(BIN)/pybabel -q compile -D messages -d web/translations

$(VENV)/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: name it with PYTHON=…" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.stamp: $(VENV)/python.stamp pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[web]'
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

# pip-audit stands apart, so that what it needs is not taken for what we need.
$(VENV)/audit.stamp: $(VENV)/python.stamp
	$(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/pip install --quiet --disable-pip-version-check --upgrade pip pip-audit || \
		echo "pip-audit cannot be installed: the audit says what it did not check" >&2
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
