"""Values in Python scripts, run by a real Python: each arrives whole, and none is run."""

import contextlib
import io
import math
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seaway.spec.expressions import ExpressionError
from seaway.spec.quoting import render_script
from tests.unit.spec.nasty import NASTY, texts

# Each puts what arrived into `got`; the lambda says what that must be.
CONTEXTS = {
    "code": ("got.append({{ x }})", str),
    "argument": ("got.append(str({{ x }}, ))", str),
    "single quotes": ("got.append('a{{ x }}b')", lambda x: f"a{x}b"),
    "double quotes": ('got.append("a{{ x }}b")', lambda x: f"a{x}b"),
    "after an escape": (r"got.append('\\{{ x }}\'')", lambda x: f"\\{x}'"),
    "three quotes": ('got.append("""a\n"{{ x }}"\n""")', lambda x: f'a\n"{x}"\n'),
    "three single quotes": ("got.append('''a\n'{{ x }}' ''')", lambda x: f"a\n'{x}' "),
    "raw": ("got.append(r'\\d{{ x }}\\w')", lambda x: f"\\d{x}\\w"),
    "raw with a method": ("got.append(r'{{ x }}'.join(['a', 'b']))", lambda x: f"a{x}b"),
    "formatted": ("got.append(f'{1 + 1}{{ x }}{2:>3}')", lambda x: f"2{x}  2"),
    "formatted after braces": ("got.append(f'{% raw %}{{a}}{% endraw %}{{ x }}')", lambda x: f"{{a}}{x}"),
    "raw formatted": ("got.append(rf'\\d{{ x }}{1}')", lambda x: f"\\d{x}1"),
    "bytes": ("got.append(b'a{{ x }}'.decode())", lambda x: f"a{x}"),
    "list": ("got.append([{{ x }}, 'b'][0])", str),
    "keyword": ("got.append(dict(a={{ x }})['a'])", str),
    "comment": ("# {{ x }}\n# {{ x }}\n# {{ x }}\ngot.append({{ x }})", str),
    "trailing comment": ("got.append({{ x }})  # {{ x }} 'not open", str),
    "docstring": ("def f():\n    '''about {{ x }}'''\n\ngot.append(f.__doc__[6:])", str),
    "mapping": ("got.append({{ {'k': x} }}['k'])", str),
}


def run(source):
    got: list[object] = []
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(source, "script", "exec", dont_inherit=True), {"got": got})
    return got


@pytest.mark.parametrize("value", NASTY)
@pytest.mark.parametrize("name", CONTEXTS)
def test_a_value_arrives_whole_in_every_context(name, value):
    source, expected = CONTEXTS[name]
    script = render_script(source, "python", {"x": value})
    assert script.env == {}
    assert run(script.source) == [expected(value)]


@given(parts=st.lists(st.sampled_from(sorted(CONTEXTS)), min_size=1, max_size=5), value=texts)
def test_scripts_of_many_contexts_hold(parts, value):
    script = render_script("\n".join(CONTEXTS[part][0] for part in parts), "python", {"x": value})
    assert run(script.source) == [CONTEXTS[part][1](value) for part in parts]


def test_a_real_interpreter_reads_it_the_same(tmp_path):
    source = "got = []\n" + "\n".join(text for text, _ in CONTEXTS.values()) + "\nprint(ascii(got))\n"
    value = '\'; import os\n"""\\ ☃ \u2028 # coding: utf-7 +AAo-'
    script = tmp_path / "script.py"
    script.write_text(render_script(source, "python", {"x": value}).source)
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout.strip() == ascii([expected(value) for _, expected in CONTEXTS.values()])


@pytest.mark.parametrize(
    "value",
    [None, True, 0, -5, 2**70, 1.5, -0.25, [1, [None, "a'b"]], {"k": {"n": -1}}, [], {}, [-0.0]],
)
def test_values_keep_their_type(value):
    assert run(render_script("got.append({{ x }})", "python", {"x": value}).source) == [value]


def test_odd_numbers_are_numbers():
    infinite, undefined = run(
        render_script("got += [{{ a }}, {{ b }}]", "python", {"a": -math.inf, "b": math.nan}).source
    )
    assert infinite == -math.inf
    assert math.isnan(undefined)


def test_dates_are_texts():
    assert run(render_script("got.append({{ x }})", "python", {"x": date(2024, 1, 2)}).source) == [
        "2024-01-02"
    ]


@pytest.mark.parametrize(
    "source",
    [
        "f{{ x }}",
        "r{{ x }}",
        "got.append('a'{{ x }})",
        "name_{{ x }} = 1",
        "{{ x }}{{ x }}",
        "got.append(f'{ {{ x }} }')",
        "got.append('\\{{ x }}')",
        "got.append(r'\\{{ x }}')",
        "import {{ x }}",
        "def {{ x }}(): pass",
        "this is {{ x }} no python",
        "got.append(f'{'{{ x }}'}')",
    ],
)
def test_places_where_a_value_could_become_code_are_refused(source):
    with pytest.raises(ExpressionError) as caught:
        render_script(f"got = []\n{source}", "python", {"x": "os"})
    assert caught.value.hint


def test_the_first_lines_can_not_declare_an_encoding():
    script = render_script("# {{ x }}\ngot.append({{ x }})", "python", {"x": "coding: utf-7"})
    assert script.source.startswith("# (value)\n")


def test_unquoted_text_is_pasted():
    assert run(render_script("got.append({{ x | unquoted }})", "python", {"x": "1 + 1"}).source) == [2]
