# Everything runs in .venv, which is made on the first call, and brought up to date when what it is made from changes.
#   make demo     build the sample documents into exports/ and say what to open
#   make install  .venv with .venv/bin/kg in it       make test   all tests       make check  ruff and strict mypy
#   make bench    how fast it is                      make clean  remove what was made
# Another Python (3.11 to 3.13): make install PYTHON=/path/to/python3

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
FITS := import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	if $$p -c '$(FITS)' >/dev/null 2>&1; then echo $$p; break; fi; done)
# One thread each: the arithmetic is small, and two tests or workers run side by side.
export OMP_NUM_THREADS ?= 1

.PHONY: install demo test check bench clean
.DELETE_ON_ERROR:

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml constraints.txt
	@test -x $(BIN)/python || test -n "$(PYTHON)" || { \
		echo "make: no Python 3.11 to 3.13 with venv found — install one (on Debian: python3 python3-venv), or name it: make PYTHON=…" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --constraint constraints.txt pip setuptools
	$(PIP) install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PIP) install --quiet --constraint constraints.txt --group dev --editable '.[llm,train]'
	@touch $@

$(VENV)/.installed-bench: $(VENV)/.installed-dev
	$(PIP) install --quiet --constraint constraints.txt --group bench
	@touch $@

demo: install
	$(BIN)/kg build seeds/documents --out exports
	@echo
	@echo '$$ kg query "Who founded what?"'
	@$(BIN)/kg query "MATCH (who:Entity)-[:FOUNDED]->(what:Entity) RETURN who.name AS founder, what.name AS founded ORDER BY founder, founded"
	@echo 'Open exports/graph.html in a browser; ask on with $(BIN)/kg show DeepSeek, or $(BIN)/kg --help.'

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy kg tests models/recipes

bench: $(VENV)/.installed-bench
	$(BIN)/python -m tests.bench.bench_build --language ko
	$(BIN)/python -m tests.bench.bench_build --language en
	$(BIN)/python -m tests.bench.bench_load

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find exports -mindepth 1 ! -name README.md -delete
