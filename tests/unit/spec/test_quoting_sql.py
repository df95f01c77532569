"""Values in SQL are bound; names are quoted; run by a real SQLite."""

import sqlite3
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seaway.spec.expressions import ExpressionError
from seaway.spec.quoting import render_sql
from tests.unit.spec.nasty import NASTY, texts


@pytest.fixture
def database():
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (name TEXT, n INTEGER)")
    yield connection
    connection.close()


@pytest.mark.parametrize("style", ["qmark", "named"])
@pytest.mark.parametrize("value", NASTY)
def test_a_value_arrives_whole(value, style, database):
    insert = render_sql("INSERT INTO t VALUES ({{ x }}, 1) -- {{ x }}\n", {"x": value}, style)
    database.execute(insert.text, insert.parameters)
    query = render_sql("SELECT name FROM t WHERE name = {{ x }} /* {{ x }} */", {"x": value}, style)
    assert database.execute(query.text, query.parameters).fetchall() == [(value,)]


@given(value=texts, names=st.lists(texts.filter(bool), min_size=1, max_size=3))
def test_values_and_names_can_not_break_out(value, names):
    context = {"x": value, "names": [name[:200] for name in names]}
    source = (
        "SELECT {% for name in names %}{{ x }} AS {{ name | ident }},{% endfor %} "
        "'it''s {% raw %}{{ }}{% endraw %}', \"t\".n FROM (SELECT 1 AS n) t WHERE {{ x }} = {{ x }}"
    )
    query = render_sql(source, context)
    connection = sqlite3.connect(":memory:")
    try:
        cursor = connection.execute(query.text, query.parameters)
        assert cursor.fetchall() == [(*[value] * len(names), "it's {{ }}", 1)]
        assert [column[0] for column in cursor.description][: len(names)] == context["names"]
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("style", "text", "parameters"),
    [
        ("qmark", "a = ? AND b LIKE '5%' AND c = ?", [1, "x"]),
        ("named", "a = :p1 AND b LIKE '5%' AND c = :p2", {"p1": 1, "p2": "x"}),
        ("format", "a = %s AND b LIKE '5%%' AND c = %s", [1, "x"]),
        ("pyformat", "a = %(p1)s AND b LIKE '5%%' AND c = %(p2)s", {"p1": 1, "p2": "x"}),
        ("numeric_dollar", "a = $1 AND b LIKE '5%' AND c = $2", [1, "x"]),
    ],
)
def test_every_parameter_style_is_written(style, text, parameters):
    query = render_sql("a = {{ a }} AND b LIKE '5%' AND c = {{ c }}", {"a": 1, "c": "x"}, style)
    assert (query.text, query.parameters) == (text, parameters)


def test_blocks_work_and_a_list_is_one_parameter_an_item():
    source = "{% for k in keys %}{{ k | ident }} = {{ loop.index }} AND {% endfor %}n IN ({{ ids }})"
    query = render_sql(source, {"keys": ["a", "b"], "ids": [7, 8]})
    assert query.text == '"a" = ? AND "b" = ? AND n IN (?, ?)'
    assert query.parameters == [1, 2, 7, 8]


def test_an_empty_list_matches_nothing(database):
    query = render_sql("SELECT 1 WHERE 1 IN ({{ ids }})", {"ids": []})
    assert database.execute(query.text, query.parameters).fetchall() == []


def test_mappings_are_bound_as_json_and_dates_as_they_are():
    query = render_sql("{{ m }} {{ day }}", {"m": {"a": 1}, "day": date(2024, 1, 2)})
    assert query.parameters == ['{"a": 1}', date(2024, 1, 2)]


def test_names_are_quoted_in_the_dialect():
    assert render_sql("{{ ['s', 't\"x'] | ident }}", {}).text == '"s"."t""x"'
    assert render_sql("{{ 't`x' | ident }}", {}, identifier_quote="`").text == "`t``x`"


@pytest.mark.parametrize(
    "source",
    ["'{{ x }}'", "'a {{ x }} b", '"{{ x }}"', "`{{ x }}`", "$$ {{ x }} $$", "$f$ {{ x | ident }} $f$"],
)
def test_a_value_inside_quotes_is_refused_with_a_hint(source):
    with pytest.raises(ExpressionError) as caught:
        render_sql(f"SELECT 1,\n {source}", {"x": "a"})
    assert caught.value.line == 2
    assert "bound parameter" in caught.value.hint


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("a = ? AND b = {{ x }}", "`?` of its own"),
        ("{{ '' | ident }}", "1 to 255 characters"),
        ("'\\' {{ x | ident }}", "backslash"),
        ("{% set c %}{{ x }}{% endset %}{{ c }}", "`set` block"),
        ("{{ y }}", "There is no `y`"),
    ],
)
def test_what_can_not_be_bound_is_told(source, words):
    with pytest.raises(ExpressionError, match=words.replace("?", r"\?")):
        render_sql(source, {"x": "a"})


def test_unquoted_text_is_pasted():
    assert render_sql("SELECT {{ x | unquoted }}", {"x": "1 + 1"}).text == "SELECT 1 + 1"
