# Two commands do everything on a fresh machine: `make demo` and `make test`.
.DELETE_ON_ERROR:
.PHONY: demo test faults bench unit check docs format setup lock clean
BIN := .venv/bin
PYTEST := $(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile
READY := .venv/ready .emulator/ready

# Compiled modules are kept, in one folder: else every command begins with compiling what it imports.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/.build/bytecode

demo: setup  ## deploy to an embedded AWS, score 1,000 transactions, show what happened
	@$(BIN)/fraudctl demo

test: setup  ## every test, the whole pipeline on the embedded AWS among them
	$(PYTEST)

unit: setup  ## the tests that start no server
	$(PYTEST) --ignore=tests/pipeline --ignore=tests/fuzzing

faults: setup  ## 20,000 transactions under every kind of trouble, and what became of them
	@$(BIN)/python -m tests.faults

bench: setup  ## every figure about speed, memory and cost, and the page of them
	@$(BIN)/python -m bench

check: setup  ## format, lint, types, workflows
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/zizmor --offline --quiet .github
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml

docs: setup  ## write the documents that are generated
	$(BIN)/python -m fraudctl.configuration_page
	$(BIN)/fraudctl graph --into README.md
	$(BIN)/fraudctl graph --into docs/architecture.md

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

setup: $(READY)

.venv/ready: requirements/installer.lock requirements/project.lock pyproject.toml
	@echo "setting up .venv ..."
	@test -x $(BIN)/python || python3 -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/installer.lock
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements/project.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

.emulator/ready: requirements/emulator.lock requirements/layer.lock .venv/ready
	@echo "setting up the embedded AWS ..."
	@test -x .emulator/bin/python || $(BIN)/uv venv --quiet --python $(BIN)/python .emulator
	@$(BIN)/uv pip sync --quiet --python .emulator/bin/python --require-hashes requirements/emulator.lock
	@$(BIN)/python -m fraudctl.local.vendored
	@touch $@

lock: setup  ## pin what the requirements resolve to, with hashes and without addresses
	@for set in installer layer emulator project; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
			--no-emit-index-url --no-emit-find-links requirements/$$set.in --output-file requirements/$$set.lock || exit 1; \
	done

clean:
	rm -rf .venv .emulator .build .fraudctl .mypy_cache .ruff_cache .pytest_cache *.egg-info
