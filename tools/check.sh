#!/bin/sh
# Run every check and say at the end which failed, so that one run shows all there is to do.
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=''

check() {
    name=$1
    shift
    printf '== %s\n' "$name"
    "$@" || failed="$failed $name"
}

check format "$bin/ruff" format --check --quiet .
check lint "$bin/ruff" check --quiet .
check types "$bin/mypy"
check layers "$bin/lint-imports" --no-logo
check ui "$bin/python" tools/ui.py check
check project "$bin/python" -m pytest --quiet -m "not slow" tests/project

if [ -n "$failed" ]; then
    printf 'Failed:%s\n' "$failed"
    exit 1
fi
echo "All checks passed."
