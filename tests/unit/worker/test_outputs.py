import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seaway.blobs.local import LocalArtifacts
from seaway.errors import DataError
from seaway.worker.outputs import INLINE_BYTES, Text, check_declared, parse_output_file, to_reference


def test_names_with_values_blocks_and_json_lines_are_read():
    data = b'rows=12\r\nname=a=b\n\ntext<<END\none\ntwo\nEND\n{"list": [1, 2], "rows": 13}\nempty=\n'
    assert parse_output_file(data) == {
        "rows": 13,
        "name": "a=b",
        "text": "one\ntwo",
        "list": [1, 2],
        "empty": "",
    }


@pytest.mark.parametrize(
    ("data", "line", "what"),
    [
        (b"a=1\nhello\n", 2, "`hello` is no output"),
        (b"a b=1\n", 1, "no output"),
        (b"x<<END\nfoo\n", 1, "no closing `END`"),
        (b"x<<\nfoo\n", 1, "no word after it"),
        (b'\n\n{"a": }\n', 3, "no JSON object"),
        (b'{"a b": 1}\n', 1, "no name for an output"),
        (b"9=1\n", 1, "no output"),
    ],
)
def test_a_line_that_is_no_output_is_named(data, line, what):
    with pytest.raises(DataError) as caught:
        parse_output_file(data)
    assert f"line {line}:" in caught.value.message
    assert what in caught.value.message
    assert caught.value.hint


@given(st.binary(max_size=200))
def test_garbage_is_an_error_or_outputs_and_nothing_else(data):
    with contextlib.suppress(DataError):
        parse_output_file(data)


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("string", Text("x"), "x"),
        ("integer", Text(" 12 "), 12),
        ("integer", 3.0, 3),
        ("number", Text("1.5"), 1.5),
        ("number", 2, 2),
        ("boolean", Text("true"), True),
        ("boolean", Text("False"), False),
        ("date", "2026-01-02", "2026-01-02"),
        ("datetime", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05+00:00"),
        ("list", Text("[1, 2]"), [1, 2]),
        ("list", [1], [1]),
        ("json", Text('{"a": 1}'), {"a": 1}),
        ("json", "text", "text"),
    ],
)
def test_declared_outputs_get_their_types(tmp_path, kind, given, expected):
    checked = check_declared({"x": given}, {"x": kind}, tmp_path)
    assert checked == {"x": expected}
    assert type(checked["x"]) is type(expected)


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("string", 1),
        ("integer", Text("twelve")),
        ("integer", 1.5),
        ("integer", True),
        ("number", Text("x")),
        ("boolean", Text("yes")),
        ("date", "02.01.2026"),
        ("list", {"a": 1}),
        ("json", Text("{")),
        ("file", "missing.csv"),
        ("file", "../../etc/passwd"),
    ],
)
def test_an_output_that_is_something_else_is_named(tmp_path, kind, given):
    with pytest.raises(DataError, match="output `x`") as caught:
        check_declared({"x": given}, {"x": kind}, tmp_path)
    assert caught.value.hint


def test_a_declared_file_must_be_there(tmp_path):
    (tmp_path / "out.csv").write_text("a\n")
    assert check_declared({"x": "out.csv"}, {"x": "file"}, tmp_path) == {"x": "out.csv"}


def test_a_missing_output_is_named_beside_those_that_came(tmp_path):
    with pytest.raises(DataError, match=r"`rows` is missing; given: row, other"):
        check_declared({"row": 1, "other": 2}, {"rows": "integer"}, tmp_path)


def test_small_outputs_stay_inline_and_large_ones_go_to_the_store(tmp_path):
    store = LocalArtifacts(tmp_path)
    assert to_reference({}, store) is None
    assert json.loads(to_reference({"a": 1}, store)) == {"a": 1}
    large = {"rows": ["x" * 100] * (INLINE_BYTES // 100)}
    reference = json.loads(to_reference(large, store))
    assert set(reference) == {"$ref"}
    assert json.loads(store.get_bytes(reference["$ref"])) == large
