"""Values in JavaScript, run by a real node: each arrives whole, and none is run."""

import json
import os
import shutil
import subprocess
from datetime import date

import pytest

from seaway.spec.expressions import ExpressionError
from seaway.spec.quoting import render_script
from tests.unit.spec.nasty import NASTY

CONTEXTS = {
    "code": ("got.push({{ x }});", str),
    "single quotes": ("got.push('a{{ x }}b');", lambda x: f"a{x}b"),
    "double quotes": ('got.push("a{{ x }}b");', lambda x: f"a{x}b"),
    "method of a text": ("got.push('{{ x }}'.concat('c'));", lambda x: f"{x}c"),
    "template": ("got.push(`a{{ x }}b${1 + 1}`);", lambda x: f"a{x}b2"),
    "code in a template": (
        "got.push(`a${ {{ x }} + '{{ x }}' + `${ {{ x }} }` }b`);",
        lambda x: f"a{x}{x}{x}b",
    ),
    "object": ("got.push({k: {{ x }}}.k);", str),
    "after an escape": (r"got.push('\\{{ x }}\'');", lambda x: f"\\{x}'"),
    "comments": ("// {{ x }}\n/* {{ x }} */ got.push({{ x }}); // {{ x }} 'not open", str),
    "after a regular expression": ("/['\"`/]/.test('a'); got.push({{ x }});", str),
    "after a division": ("(4 / 2 / 1); got.push('{{ x }}');", str),
    "regular expression in a call": ("'a'.replace(/[/'\"]/g, ''); got.push('{{ x }}');", str),
}

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="there is no node on this machine")


def run(script, folder):
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), **script.env}
    source = f"const got = [];\n{script.source}\nconsole.log(JSON.stringify(got));"
    done = subprocess.run(
        ["node", "-e", source], env=environment, cwd=folder, capture_output=True, timeout=60, check=False
    )
    assert done.stderr.decode() == ""
    return json.loads(done.stdout)


@needs_node
def test_values_arrive_whole_in_every_context(tmp_path):
    """One process for all: every context with every value."""
    source, expected = [], []
    for text, arrives in CONTEXTS.values():
        for number, value in enumerate(NASTY):
            source.append(text.replace(" x ", f" values[{number}] "))
            expected.append(arrives(value))
    script = render_script("\n".join(source), "node", {"values": NASTY})
    assert run(script, tmp_path) == expected
    assert list(tmp_path.iterdir()) == []


@needs_node
def test_values_keep_their_type(tmp_path):
    value = [None, True, -5, 1.5, {"k": ["a'b"]}]
    script = render_script("got.push({{ x }}, {{ day }});", "node", {"x": value, "day": date(2024, 1, 2)})
    assert run(script, tmp_path) == [value, "2024-01-02"]


@pytest.mark.parametrize(
    "source", ["'\\{{ x }}'", "`\\{{ x }}`", "/a{{ x }}/.test('b')", "x = a ? /{{ x }}/ : 1"]
)
def test_places_where_a_value_can_not_be_safe_are_refused(source):
    with pytest.raises(ExpressionError) as caught:
        render_script(source, "node", {"x": "a"})
    assert caught.value.hint


def test_no_value_is_ever_in_the_source():
    source = "\n".join(text for text, _ in CONTEXTS.values())
    assert "needle" not in render_script(source, "node", {"x": "needle"}).source
