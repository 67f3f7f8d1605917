# Every target works alone, on a machine with make and Python 3.11 or later (with venv and pip).

# The first Python that is new enough; choose another by `make PYTHON=...`.
ifndef PYTHON
PYTHON := $(or $(shell for python in python3 python3.11 python3.12 python3.13 python3.14; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done),python3)
endif

VENV := .venv
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check
# How many mutants `make mutants` draws, by which seed, and which are known to be equivalent.
MUTANTS := 100
SEED := 1
EQUIVALENT :=
DEMO := fixtures/2002-HE2_2004-02-25.txt fixtures/2002-HE4_2003-07-25.txt
# What the tests read beside the installed package; never the package or its grammar files.
TEST_FILES := tests fixtures pyproject.toml README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md Makefile \
	docs benchmarks

unexport PYTHONPATH
# Never install outside of a venv, even if .venv is broken.
export PIP_REQUIRE_VIRTUALENV := 1

.NOTPARALLEL:
.PHONY: help demo test check bench bench-batch damage digits laws-templates fuzz mutants wheel-test clean

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile

demo: $(VENV)/installed-cli ## Parse two certificates
	@for file in $(DEMO); do \
		echo "gmacm-grammar parse $$file"; \
		$(VENV)/bin/gmacm-grammar parse "$$file" || exit; \
	done

test: $(VENV)/installed-all ## Run the tests (PYTEST_ARGS=...)
	$(VENV)/bin/pytest -n auto $(PYTEST_ARGS)

check: $(VENV)/installed-all ## Check style, format, types, and that imports run only downwards
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy --strict
	$(VENV)/bin/lint-imports --no-cache

bench: $(VENV)/installed-bench ## Run the benchmark (BENCH_ARGS=...)
	$(VENV)/bin/python benchmarks/bench.py $(BENCH_ARGS)
	$(VENV)/bin/python benchmarks/months.py
	$(VENV)/bin/python benchmarks/explaining.py

damage: $(VENV)/installed-all ## Damage every certificate and count what is noticed (DAMAGE_ARGS=80: 100,000 times)
	$(VENV)/bin/python benchmarks/damage.py $(DAMAGE_ARGS)

digits: $(VENV)/installed-all ## Change single digits and count what is noticed (DIGITS_ARGS=--show: where none is)
	$(VENV)/bin/python benchmarks/digits.py $(DIGITS_ARGS)

laws-templates: $(VENV)/installed-all ## Read 50,000 mutated texts with and without templates
	LAWS_TIMES=100 $(VENV)/bin/pytest -n auto tests/test_templates.py

fuzz: $(VENV)/installed-fuzz ## Fuzz the readers of texts, pages and formats (FUZZ_ARGS=...)
	$(VENV)/bin/python tests/fuzz.py $(FUZZ_ARGS)

mutants: $(VENV)/installed-all ## Change the code and see whether tests notice (MUTANTS=100 SEED=1 EQUIVALENT=ID,ID)
	$(VENV)/bin/python tests/mutants.py $(MUTANTS) --seed $(SEED) --equivalent "$(EQUIVALENT)"

bench-batch: $(VENV)/installed-all ## Time batch over 10,000 filings (BENCH_ARGS=...)
	$(VENV)/bin/python benchmarks/batch.py $(BENCH_ARGS)

wheel-test: ## Build the wheel and test it in an empty venv, away from the sources
	@set -e; \
	tmp=$$(mktemp -d); trap 'rm -rf "$$tmp"' EXIT; trap 'exit 1' INT TERM; \
	$(PYTHON) -m venv "$$tmp/venv"; python="$$tmp/venv/bin/python"; \
	"$$python" -m pip wheel --quiet --disable-pip-version-check --no-deps -w "$$tmp/dist" .; \
	"$$python" $(PIP_INSTALL) "$$(echo "$$tmp"/dist/*.whl)[cli,tables,remote,distributed,test]"; \
	mkdir -p "$$tmp/run/grammar"; \
	cp -R $(wildcard $(TEST_FILES)) "$$tmp/run"; \
	cp grammar/README.md "$$tmp/run/grammar"; \
	cd "$$tmp/run"; \
	"$$python" -c 'import gmacm_grammar as g; print(g.__file__); assert "site-packages" in g.__file__'; \
	"$$python" -P -m pytest -n auto -p no:cacheprovider tests/test_command.py tests/test_golden.py

clean: ## Remove all that make has made
	rm -rf $(VENV) build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Installed again only when pyproject.toml has changed.
$(VENV)/installed-cli: pyproject.toml | $(VENV)/bin/pip
	$(VENV)/bin/python $(PIP_INSTALL) --editable '.[cli]'
	@touch $@

$(VENV)/installed-all: pyproject.toml | $(VENV)/bin/pip
	$(VENV)/bin/python $(PIP_INSTALL) --editable '.[all]'
	@touch $(VENV)/installed-cli $@

$(VENV)/installed-bench: pyproject.toml | $(VENV)/bin/pip
	$(VENV)/bin/python $(PIP_INSTALL) --editable '.[all,bench]'
	@touch $(VENV)/installed-cli $(VENV)/installed-all $@

$(VENV)/installed-fuzz: pyproject.toml | $(VENV)/bin/pip
	$(VENV)/bin/python $(PIP_INSTALL) --editable '.[all,fuzz]'
	@touch $(VENV)/installed-cli $(VENV)/installed-all $@

$(VENV)/bin/pip:
	$(PYTHON) -m venv $(VENV)
