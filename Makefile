# Two commands do everything on a fresh machine: `make demo` and `make test`.
.DELETE_ON_ERROR:
.PHONY: help demo test faults mutants engine bench detection unit check docs format setup clients train auditors sbom audit chromium screenshots wheel lock clean
BIN := .venv/bin
PYTEST := $(BIN)/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

# Compiled modules are kept, in one folder: else every command begins with compiling what it imports.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/.build/bytecode

help:  ## what make can do here
	@awk -F ':.*  ## ' '/^[a-z]+:.*  ## / {printf "make %-11s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: setup  ## deploy to an embedded AWS, load a month, decide on 1,000 payments, show what is detected
	@$(BIN)/fraudctl demo

test: setup clients train auditors chromium  ## every test, the whole pipeline on the embedded AWS among them
	$(PYTEST)

unit: setup  ## the quick tests: without those that start a server or `fraudctl`, or try every order of calls
	$(PYTEST) $(addprefix --ignore=tests/,pipeline fuzzing processes interleavings)

faults: setup  ## 20,000 transactions under every kind of trouble, and a ledger of the results
	@$(BIN)/python -m chaos

mutants: setup  ## change the functions' code in 1,000 small places, and see whether the unit tests notice; write docs/mutants.md
	@nice -n 10 $(BIN)/python -m tests.mutants

engine: setup  ## up and destroy by the real Pulumi CLI and AWS provider, on the embedded AWS
	@$(BIN)/python -m tests.engine

bench: setup  ## measure speed, memory and cost, and write docs/performance.md
	@$(BIN)/python -m bench

detection: setup train  ## try rules and models in simulated worlds, and write docs/detection.md
	@$(BIN)/python -m bench.detection

check: setup  ## format, lint, types, who imports whom, workflows, scripts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/zizmor --offline --quiet .github docs/examples/strategies.yml
	@for script in scripts/*.sh; do sh -n $$script || exit 1; done
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml docs/examples/*.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/bug.yml .github/ISSUE_TEMPLATE/feature.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml

docs: setup  ## write the documents that are generated
	$(BIN)/python -m fraudctl.documents.configuration
	$(BIN)/python -m fraudctl.documents.commands
	$(BIN)/python -m fraudctl.documents.features
	$(BIN)/python -m fraudctl.documents.simulation
	$(BIN)/fraudctl graph --into docs/architecture.md
	$(BIN)/fraudctl openapi --into docs/openapi.json

format: setup  ## format the code, and fix what the linter can fix
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

setup:  ## make .venv and .emulator (the other targets do it by themselves); PYTHON=... chooses the Python
	@sh scripts/set-up.sh .venv .emulator

clients: setup  ## make .clients, in which tests generate and run clients of the API (`make test` does it by itself)
	@sh scripts/set-up.sh .clients

train: setup  ## make .train, in which `fraudctl train` makes models (the command and `make test` do it by themselves)
	@sh scripts/set-up.sh .train

auditors: setup  ## make .audit, with which the locks are looked through (`make test` and the next two do it by themselves)
	@sh scripts/set-up.sh .audit

sbom: auditors  ## list every package of Python that the locks pin, as CycloneDX, in .build/sbom; needs no network once .audit is made
	@sh scripts/sbom.sh .build/sbom

audit: auditors clients  ## look up known weaknesses of every package that the locks pin; asks the network
	@sh scripts/audit.sh

chromium:  ## install Chromium, in which tests open the console, where it is missing and this may (`make test` does it)
	@sh scripts/chromium.sh

screenshots: setup chromium  ## open the console's views in a browser, run the demo, and write their pictures into docs
	@$(BIN)/python -m tests.pipeline.console.screenshots
	@$(BIN)/python -m tests.pipeline.terminal_picture

wheel: setup  ## build the wheel of the client and the command line, without the program, into dist
	@$(BIN)/python scripts/build_wheel.py dist

lock: clients  ## pin what the requirements resolve to, with hashes and without addresses
	@for set in installer layer emulator project clients train audit; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
			--no-emit-index-url --no-emit-find-links requirements/$$set.in --output-file requirements/$$set.lock || exit 1; \
	done
	PATH="$(CURDIR)/.clients/bin:$$PATH" npm --prefix requirements/typescript install --silent --package-lock-only \
		--omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund
	$(BIN)/python scripts/without_addresses.py requirements/typescript/package-lock.json

clean:  ## remove everything that is made here, the environments among it
	rm -rf .venv .emulator .clients .train .audit .build dist .import_linter_cache .mypy_cache .ruff_cache .pytest_cache *.egg-info
