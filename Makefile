# Everything here works on a machine with git, make, pip and a Python >= 3.12.
.DEFAULT_GOAL := help
.PHONY: help demo test fast judges lighthouse bench bench-pages bench-editor bench-compression bench-hosts chaos serve reload lint messages lock environment developer

PYTHON := .venv/bin/python
# Where bytecode is not kept, each process compiles anew all that it imports: one of the tests for 6 s.
export PYTHONDONTWRITEBYTECODE :=
UV := $(or $(shell command -v uv),var/tools/bin/uv)
LOCK := $(UV) pip compile pyproject.toml --quiet --universal --python-version 3.12 --generate-hashes \
	--no-annotate --custom-compile-command "make lock"

help:
	@echo "make demo   a blog to look at, on PORT (8000)"
	@echo "make serve  the site for its readers, on this machine; make reload takes a new version in"
	@echo "make test   everything that must hold: lint, and all tests, browser included"
	@echo "make fast   the tests that take milliseconds"
	@echo "make judges every kind of page, by judges that others wrote"
	@echo "make bench  what a request costs this machine, kept pages and made ones, against Django's hello"
	@echo "make bench-pages   what each kind of page costs in a small site and a large one"
	@echo "make bench-compression   what each level of gzip and brotli takes and saves"
	@echo "make bench-editor  how long a post of 300 blocks takes to open and to save"
	@echo "make bench-hosts   what a replica and Valkey take off the database"
	@echo "make lighthouse   the marks of the page at URL (http://localhost:8000/), performance included"
	@echo "make chaos   what the site does while things break: CHAOS=storms, freshness and others"
	@echo "make lint   what reads the code without running it"
	@echo "make messages   collect what is to be translated, compile what was"
	@echo "make lock   write the versions that fit pyproject.toml into requirements*.txt"

# exec: Ctrl-C and SIGTERM reach the server itself, no shell in between.
demo: environment
	@exec $(PYTHON) -m config.server.demo

serve: environment
	@exec $(PYTHON) -m config.server.serve

reload: environment
	@exec $(PYTHON) -m config.server.serve --reload

test: developer
	@$(PYTHON) -m config.server.database_errors
	@$(PYTHON) scripts/lint.py
	@exec $(PYTHON) scripts/run_tests.py -n 2 --dist worksteal

fast: developer
	@exec $(PYTHON) -m pytest -n 2 -m "not slow"

judges: developer
	@exec $(PYTHON) scripts/run_tests.py tests/judges

bench: developer
	@exec $(PYTHON) -m tests.bench.serving $(BENCH)

bench-pages: developer
	@exec $(PYTHON) -m tests.bench.run $(BENCH)

bench-compression: developer
	@exec $(PYTHON) -m tests.bench.compression

bench-editor: developer
	@exec $(PYTHON) -m tests.bench.editor $(BENCH)

bench-hosts: developer
	@exec $(PYTHON) -m tests.bench.past_one

# A timing, so no test: of a site that runs, on a machine that does nothing else.
lighthouse: developer
	@exec $(PYTHON) -m tests.judges.judge lighthouse $(or $(URL),http://localhost:8000/)

lint: developer
	@$(PYTHON) scripts/lint.py

messages: developer
	@$(PYTHON) scripts/messages.py

lock:
	$(LOCK) --output-file requirements.txt
	$(LOCK) --group dev --constraints requirements.txt --output-file requirements-dev.txt
	$(subst pyproject.toml,tests/wapiti/requirements.in,$(LOCK)) --output-file tests/wapiti/requirements.txt

environment:
	@sh scripts/environment.sh requirements.txt

developer:
	@sh scripts/environment.sh requirements-dev.txt

chaos: developer
	@exec $(PYTHON) -m tests.chaos.$(or $(CHAOS),freshness)
