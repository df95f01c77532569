#!/bin/sh
# Resolve what pyproject.toml asks for into requirements/*.txt, with hashes and without addresses.
# Keeps what is locked; `sh tools/lock.sh --upgrade` takes the newest.
set -eu
cd "$(dirname "$0")/.."
export UV_CUSTOM_COMPILE_COMMAND='sh tools/lock.sh'

compile() {
    output=$1
    shift
    .venv/bin/python -m uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
        --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
        --output-file "$output" "$@"
}

compile requirements/dev.txt --extra dev "$@"
# The same versions, so that the small set is part of the large one.
compile requirements/demo.txt --extra data --group build --constraint requirements/dev.txt
compile requirements/ui.txt --extra data --group build --group ui --constraint requirements/dev.txt

# Environments of their own, beside .venv's: what tests talk to, and dbt.
apart() {
    name=$1
    shift
    .venv/bin/python -m uv pip compile --group "pyproject.toml:$name" --quiet --universal --no-strip-extras --python-version 3.11 \
        --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
        --output-file "requirements/$name.txt" "$@"
}
apart bigquery-server "$@"
apart servers "$@"
apart dbt "$@"
