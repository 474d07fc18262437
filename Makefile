# Everything here works on a machine with git, make, pip and a Python >= 3.12.
.DEFAULT_GOAL := help
.PHONY: help demo test fast judges test-exchange lighthouse bench bench-pages bench-editor bench-compression bench-hosts bench-import chaos serve reload lint messages screenshots score lock environment developer

PYTHON := .venv/bin/python
# Where bytecode is not kept, each process compiles anew all that it imports: one of the tests for 6 s.
export PYTHONDONTWRITEBYTECODE :=
UV := $(or $(shell command -v uv),var/tools/bin/uv)
LOCK := $(UV) pip compile pyproject.toml --quiet --universal --python-version 3.12 --generate-hashes \
	--no-annotate --custom-compile-command "make lock"

help:
	@echo "make demo     serve a demo blog on PORT (8000)"
	@echo "make serve    serve the site to its readers, on this machine"
	@echo "make reload   switch to the new version in this folder, without refusing a request"
	@echo "make test     run lint and all tests, browser tests included"
	@echo "make fast     run the tests that take milliseconds"
	@echo "make lint     check style, types, JavaScript, CSS, templates, package order, migrations and links"
	@echo "make judges   run third-party validators on every kind of page"
	@echo "make test-exchange  export to WordPress, Ghost, Hugo and Pelican, and import what they made of it"
	@echo "make chaos    test the site while parts of it fail: CHAOS=storms, freshness and others"
	@echo "make bench    measure the cost of cached and uncached requests, against an empty Django view"
	@echo "make bench-pages        measure each kind of page in a small and a large site"
	@echo "make bench-compression  measure each level of gzip and brotli"
	@echo "make bench-editor       measure how long a post of 300 blocks takes to open and to save"
	@echo "make bench-hosts        measure how much load a replica and Valkey take off the database"
	@echo "make bench-import       measure how long readers wait while an import is written"
	@echo "make lighthouse         measure the Lighthouse scores of the page at URL (http://localhost:8000/)"
	@echo "make screenshots        draw the pictures of docs/images/ from the demo, or every page of the desk in DESK"
	@echo "make score      measure how much is extracted rightly from articles and attribution lines"
	@echo "make messages   collect and compile translatable messages"
	@echo "make lock       write the versions that fit pyproject.toml into requirements*.txt"

# exec: Ctrl-C and SIGTERM reach the server itself, no shell in between.
demo: environment
	@exec $(PYTHON) -m config.server.demo

serve: environment
	@exec $(PYTHON) -m config.server.serve

reload: environment
	@exec $(PYTHON) -m config.server.serve --reload

test: developer
	@$(PYTHON) -m config.server.database_errors
	@exec $(PYTHON) scripts/run_tests.py --lint -n 3 --dist worksteal

fast: developer
	@$(PYTHON) scripts/node_packages.py
	@exec $(PYTHON) -m pytest -n 2 --dist worksteal -m "not slow"

judges: developer
	@exec $(PYTHON) scripts/run_tests.py tests/judges

test-exchange: developer
	@exec $(PYTHON) scripts/exchange_programs.py $(EXCHANGE)

bench: developer
	@exec $(PYTHON) -m tests.bench.serving $(BENCH)

bench-pages: developer
	@exec $(PYTHON) -m tests.bench.run $(BENCH)

bench-compression: developer
	@exec $(PYTHON) -m tests.bench.compression

bench-editor: developer
	@exec $(PYTHON) -m tests.bench.editor $(BENCH)

bench-hosts: developer
	@exec $(PYTHON) -m tests.bench.hosts

bench-import: developer
	@exec $(PYTHON) -m tests.bench.importing $(BENCH)

# A timing, so no test: of a site that runs, on a machine that does nothing else.
lighthouse: developer
	@exec $(PYTHON) -m tests.judges.judge lighthouse $(or $(URL),http://localhost:8000/)

lint: developer
	@$(PYTHON) scripts/lint.py

screenshots: developer
	@exec $(PYTHON) $(if $(DESK),scripts/desk_screenshots.py $(DESK),scripts/screenshots.py $(ONLY))

score: developer
	@exec $(PYTHON) -m tests.blog.extraction.score $(SCORE)

messages: developer
	@$(PYTHON) scripts/messages.py

lock:
	$(LOCK) --output-file requirements.txt
	$(LOCK) --group dev --constraints requirements.txt --output-file requirements-dev.txt
	$(subst pyproject.toml,tests/wapiti/requirements.in,$(LOCK)) --output-file tests/wapiti/requirements.txt
	$(subst pyproject.toml,tests/exchange/requirements.in,$(LOCK)) --output-file tests/exchange/requirements.txt

environment:
	@sh scripts/environment.sh requirements.txt

developer:
	@sh scripts/environment.sh requirements-dev.txt

chaos: developer
	@exec $(PYTHON) -m tests.chaos.$(or $(CHAOS),freshness)
