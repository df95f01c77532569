#!/bin/sh
# Find a Python that is new enough and let it set up .venv: sh tools/setup.sh demo|ui|dev
# PYTHON=/path/to/python chooses one.
set -eu
cd "$(dirname "$0")/.."

is_new_enough='import sys; sys.exit(sys.version_info < (3, 11))'
found=''
for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3 python}; do
    # Not `command -v`: a pyenv shim is there for versions that are not.
    version=$("$candidate" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) || continue
    if "$candidate" -c "$is_new_enough" 2>/dev/null; then
        exec "$candidate" tools/setup.py "$@"
    fi
    found="${found:+$found, }$candidate is $version"
done

echo "Seaway needs Python 3.11 or newer; found: ${found:-no Python}." >&2
echo "Install one, for example with 'apt-get install python3.11 python3.11-venv' or 'brew install python@3.12'," >&2
echo "or name one: make PYTHON=/path/to/python3.11 ..." >&2
exit 1
