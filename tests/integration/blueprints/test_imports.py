"""What authors import stays light: a worker pays for it at every start."""

import subprocess
import sys

import pytest

HEAVY = ("httpx", "jinja2", "sqlalchemy", "duckdb", "pyarrow", "pydantic", "yaml")


@pytest.mark.parametrize(
    "module",
    [
        "seaway.sdk.context",
        "seaway.sdk.blueprint",
        "seaway.sdk.registry",
        "seaway.integrations.python.blueprints",
    ],
)
def test_the_sdk_imports_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_catalog_loads_no_vendors_package() -> None:
    code = (
        "import sys; from seaway.sdk.registry import Registry; Registry().catalog();"
        "print([name for name in ('httpx', 'duckdb', 'pyarrow', 'sqlalchemy') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
