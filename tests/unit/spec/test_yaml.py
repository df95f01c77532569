import pytest

from seaway.spec.document import Document
from seaway.spec.problems import Problem
from seaway.spec.yaml import decode, load, read_file


def data_of(text: str) -> object:
    loaded = load(text, file="w.yaml")
    assert not loaded.problems, loaded.problems
    return loaded.data


def problem_of(text: str) -> Problem:
    [problem] = load(text, file="w.yaml").problems
    return problem


@pytest.mark.parametrize("word", ["no", "off", "on", "yes", "y", "NO", "2024-01-01", "12:30", "1_000", "0b1"])
def test_what_yaml_1_1_would_convert_stays_text(word: str):
    assert data_of(f"a: {word}") == {"a": word}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-7", -7),
        ("007", 7),
        ("0o17", 15),
        ("0xff", 255),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("'1'", "1"),
        ('"true"', "true"),
        ("!!str 1", "1"),
        ("!!int 1", 1),
    ],
)
def test_scalars_follow_the_core_schema_of_yaml_1_2(written: str, value: object):
    assert data_of(f"a: {written}") == {"a": value}


def test_keys_are_always_text():
    assert data_of("1: a\ntrue: b\nno: c") == {"1": "a", "true": "b", "no": "c"}


def test_anchors_aliases_and_merge_keys_work_and_own_keys_win():
    text = "x-a: &a {k: 1, l: 2}\nb: *a\nc: {<<: *a, l: 3}\nd: {<<: [*a, {m: 4}]}"
    assert data_of(text) == {
        "x-a": {"k": 1, "l": 2},
        "b": {"k": 1, "l": 2},
        "c": {"l": 3, "k": 1},
        "d": {"k": 1, "l": 2, "m": 4},
    }


def test_a_byte_order_mark_and_windows_line_ends_are_no_problem():
    assert data_of("\ufeffa: 1\r\nb: |\r\n  x\r\n  y\r\n") == {"a": 1, "b": "x\ny\n"}


def test_an_alias_bomb_is_an_error_at_the_alias_that_is_too_much():
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    for name, before in zip("bcdefghi", "abcdefgh", strict=True):
        lines.append(f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]")
    problem = problem_of("\n".join(lines))
    assert problem.code == "alias_bomb"
    assert (problem.line, problem.text) == (6, "*e")
    assert "100,000" in problem.message


def test_a_deep_nest_is_an_error_and_not_a_crash():
    assert problem_of("[" * 200_000).code == "too_deep"


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "says"),
    [
        ("a: 1\nb: 2\na: 3", "duplicate_key", 3, 1, "the first is in line 1"),
        ("a:\n  b: 1\n  b: 2", "duplicate_key", 3, 3, "second time"),
        ("a:\n\tb: 1", "syntax", 2, 1, "A tab can't be used here"),
        ("a: b: c", "syntax", 1, 5, "a `: ` too many"),
        ("a: [1, 2\n", "syntax", 1, 4, "not closed"),
        ("a: {x: 1\n", "syntax", 1, 4, "not closed"),
        ("a: 'x\nb: 2\n", "syntax", 1, 4, "never closed"),
        ('a: "\\q"', "syntax", 1, 5, "backslash"),
        ("a: @x", "syntax", 1, 4, "can't begin with `@`"),
        ("a: {{ inputs.day }}", "unquoted_expression", 1, 4, "in quotes"),
        ("- {{ x }}", "unquoted_expression", 1, 3, "in quotes"),
        ("? [a]\n: b", "bad_key", 1, 3, "A key must be text"),
        ("a: *b", "unknown_alias", 1, 4, "no anchor `&b`"),
        ("a: &a [*a]", "alias_of_itself", 1, 8, "inside of what it names"),
        ("a: !thing x", "bad_scalar", 1, 4, "no meaning"),
        ("a: !!int x", "bad_scalar", 1, 4, "does not fit"),
        ("a: .nan", "bad_scalar", 1, 4, "finite"),
        ("a: {<<: 3}", "bad_merge", 1, 5, "takes a map"),
        ("---\na: 1\n---\nb: 2", "two_documents", 3, 1, "one document"),
        ("a: x\0", "bad_character", 1, 5, "NUL"),
        ("a: \ud800", "bad_character", 1, 4, "surrogate"),
        ("a: \x07", "syntax", 1, 4, "control character"),
        ("", "empty", 1, 1, "empty"),
        ("# nothing\n", "empty", 1, 1, "empty"),
    ],
)
def test_what_yaml_can_not_read_is_told_with_its_place(
    text: str, code: str, line: int, column: int, says: str
):
    problem = problem_of(text)
    assert (problem.code, problem.line, problem.column) == (code, line, column)
    assert says in problem.message


def test_all_duplicate_keys_are_told_at_once():
    loaded = load("a: 1\na: 2\nb: {c: 1, c: 2}", file="w.yaml")
    assert [(problem.line, problem.column) for problem in loaded.problems] == [(2, 1), (3, 11)]


def test_bytes_that_are_not_utf_8_are_told_with_their_place():
    text, [problem] = decode("name: Zürich\n".encode("latin-1"), file="w.yaml")
    assert text == ""
    assert (problem.code, problem.line, problem.column) == ("not_utf8", 1, 8)


def test_a_missing_file_and_a_huge_one_are_problems(tmp_path):
    assert read_file(tmp_path / "none.yaml")[1][0].code == "unreadable"
    huge = tmp_path / "huge.yaml"
    huge.write_bytes(b"#" * (10 * 1024 * 1024 + 1))
    assert read_file(huge)[1][0].code == "too_large"


def document(text: str) -> Document:
    return load(text, file="w.yaml").document


def test_every_key_and_value_knows_its_place():
    doc = document("tasks:\n  report:\n    timeout: 10m\n    needs: [a, b]\n")
    assert doc.value_span(("tasks", "report", "timeout"))[:4] == (3, 14, 3, 17)
    assert doc.key_span(("tasks", "report", "timeout"))[:4] == (3, 5, 3, 12)
    assert doc.value_span(("tasks", "report", "needs", 1))[:2] == (4, 16)
    assert doc.value_span(("tasks", "report", "not", "there"))[:2] == (2, 3)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('a: "x {{ one.two }} {{ one.three }}"', (1, 28)),
        ("a: 'it''s {{ one.two }} {{ one.three }}'", (1, 32)),
        ("a: |\n  x {{ one.two }}\n  y {{ one.three }}\n", (3, 12)),
        ("a: >-\n  x {{ one.two }}\n  y\n  {{ one.three }}\n", (4, 10)),
        ('a: "x\\n{{ one.two }}\\t{{ one.three }}"', (1, 30)),
        ("a: x {{ one.two }} {{ one.three }}", (1, 27)),
    ],
)
def test_a_word_is_found_in_the_file_in_every_style_of_text(text: str, place: tuple[int, int]):
    doc = document(text)
    value = doc.node(("a",)).value
    span = doc.within(("a",), "three", value.index("three"))
    assert (span.line, span.column) == place
