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
