#!/usr/bin/env bash
# Run every check and all tests, each whatever the others say, and end by naming those that failed.
cd "$(dirname "$0")/.." || exit 1
bin=.venv/bin
failed=()

check() {
    local name=$1
    shift
    printf '\n== %s: %s\n' "$name" "$*"
    "$@" || failed+=("$name (to see it again: $*)")
}

check style "$bin/ruff" check .
check types "$bin/mypy"
check imports "$bin/lint-imports"
check tests "$bin/python" -m pytest -n auto --maxprocesses 8

if [ "${#failed[@]}" -gt 0 ]; then
    printf '\nFailed:\n' >&2
    printf '  %s\n' "${failed[@]}" >&2
    exit 1
fi
