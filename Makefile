# make demo       read the sample dossiers from scans to exported records
# make test       all checks and tests
# make messages   bring the message catalogues up to date
# The first two install what is missing (tools/setup.sh).

export OMP_THREAD_LIMIT := 1

.PHONY: demo test messages clean

demo:
	@tools/setup.sh demo
	@tools/demo.sh

test:
	@tools/setup.sh test
	@tools/check.sh

messages:
	@tools/setup.sh test
	@.venv/bin/python tools/messages.py

clean:
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
