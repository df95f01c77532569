"""What `import seaway` gives."""

import subprocess
import sys

import pytest

import seaway


@pytest.mark.parametrize("name", sorted(seaway._HOMES))
def test_every_name_that_is_offered_is_there(name: str) -> None:
    assert getattr(seaway, name).__name__ == name
    assert name in dir(seaway)


def test_an_unknown_name_is_an_attribute_error_as_usual() -> None:
    with pytest.raises(AttributeError, match="module 'seaway' has no attribute 'nothing'"):
        seaway.nothing  # noqa: B018 - the access is the test


def test_importing_it_loads_nothing_else() -> None:
    shown = "import sys, seaway; print([name for name in sys.modules if name.startswith('seaway.')])"
    done = subprocess.run([sys.executable, "-c", shown], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
