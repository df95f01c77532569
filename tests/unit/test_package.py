"""What `import seaway` gives."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import seaway


@pytest.mark.parametrize("name", sorted(seaway._HOMES))
def test_every_name_that_is_offered_is_there(name: str) -> None:
    assert getattr(seaway, name).__name__ == name
    assert name in dir(seaway)


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse(Path(str(seaway.__file__)).read_text())
    hidden = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {
        (node.module, alias.name)
        for node in hidden.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert seen == {(home, name) for name, home in seaway._HOMES.items()}


def test_an_unknown_name_is_an_attribute_error_as_usual() -> None:
    with pytest.raises(AttributeError, match="module 'seaway' has no attribute 'nothing'"):
        getattr(seaway, "nothing")  # noqa: B009 - a type checker knows that it is not there


def test_importing_it_loads_nothing_else() -> None:
    shown = "import sys, seaway; print([name for name in sys.modules if name.startswith('seaway.')])"
    done = subprocess.run([sys.executable, "-c", shown], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
