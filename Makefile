# make demo   read the sample dossiers from scans to exported records
# make test   all checks and tests
# Both first install what is missing (tools/setup.sh).

BIN := .venv/bin
export OMP_THREAD_LIMIT := 1

.PHONY: demo test lint types contracts pytest messages clean

demo:
	@tools/setup.sh demo
	@tools/demo.sh

test:
	@tools/setup.sh test
	@$(MAKE) --no-print-directory lint types contracts pytest

lint:
	$(BIN)/ruff check .

types:
	$(BIN)/mypy

contracts:
	$(BIN)/lint-imports

pytest:
	$(BIN)/python -m pytest -n auto --maxprocesses 8

messages:
	$(BIN)/python tools/messages.py

clean:
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
