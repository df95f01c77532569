"""A script is cut where the database would cut it, and a value stands only where one may."""

import pytest

from seaway.errors import InvalidInputError
from seaway.integrations.sql.naming import to_table
from seaway.integrations.sql.protocol import Dialect, Table, standard_literal
from seaway.integrations.sql.script import excerpt, named_statements_of, statements_of

PLAIN = Dialect(name="plain", placeholder="qmark")
POSTGRES = Dialect(
    name="p", placeholder="numeric_dollar", e_strings=True, nested_comments=True, dollar_quotes=True
)
MYSQL = Dialect(name="m", placeholder="format", quote="`", backslash_escapes=True, hash_comments=True)


def texts(sql: str, dialect: Dialect = PLAIN) -> list[str]:
    return [statement.bound(dialect.placeholder)[0] for statement in named_statements_of(sql, {}, dialect)]


@pytest.mark.parametrize(
    ("dialect", "sql", "count"),
    [
        (PLAIN, "SELECT 1; SELECT 2", 2),
        (PLAIN, "SELECT 1;;\n ; ", 1),
        (PLAIN, "-- only; a comment\n/* and; another */", 0),
        (PLAIN, "SELECT ';', \";\", 'it''s;' ; SELECT 2", 2),
        (
            PLAIN,
            "CREATE TRIGGER x AFTER INSERT ON t BEGIN UPDATE t SET a = 1; DELETE FROM u; END; SELECT 2",
            2,
        ),
        (PLAIN, "CREATE TRIGGER x BEGIN SELECT CASE WHEN 1 THEN 2 END; SELECT 3; END; SELECT 2", 2),
        (PLAIN, "CREATE TABLE begin_x (a INT); SELECT 2", 2),
        (POSTGRES, "DO $$ BEGIN a; b; END $$; SELECT 2", 2),
        (POSTGRES, "CREATE FUNCTION f() RETURNS int AS $body$ SELECT 1; $$;$$ $body$; SELECT 2", 2),
        (POSTGRES, "/* a /* nested; */ still; */ SELECT 1; SELECT 2", 2),
        (POSTGRES, r"SELECT E'it\'s;', 'a\'; SELECT 2", 2),
        (MYSQL, r"SELECT 'it\'s;' # note; more" + "\n; SELECT 2", 2),
        (
            MYSQL,
            "CREATE PROCEDURE p() BEGIN IF 1 THEN SELECT 1; END IF; LOOP SELECT 2; END LOOP; END; SELECT 2",
            2,
        ),
    ],
)
def test_a_script_is_cut_at_its_semicolons(dialect: Dialect, sql: str, count: int) -> None:
    assert len(texts(sql, dialect)) == count


def test_a_statement_knows_its_line() -> None:
    found = named_statements_of("SELECT 1;\n\n-- note\nSELECT\n 2; SELECT 3", {}, PLAIN)
    assert [statement.line for statement in found] == [1, 3, 5]


def test_values_stand_where_values_may() -> None:
    (found,) = statements_of("SELECT %(p1)s, '100%%', %(p2)s, %(p1)s", {"p1": 1, "p2": "x"}, POSTGRES)
    assert found.bound("numeric_dollar") == ("SELECT $1, '100%', $2, $3", [1, "x", 1])
    assert found.bound("format") == ("SELECT %s, '100%%', %s, %s", [1, "x", 1])
    assert found.bound("at") == ("SELECT @p1, '100%', @p2, @p3", [1, "x", 1])
    assert found.inlined(standard_literal) == "SELECT 1, '100%', 'x', 1"


@pytest.mark.parametrize("sql", [r"SELECT 'a\' %(p1)s'", "SELECT 1 # %(p1)s", "SELECT 1 # %%%%%(p1)s"])
def test_a_value_in_a_text_or_comment_of_this_database_is_refused(sql: str) -> None:
    with pytest.raises(InvalidInputError, match="inside a quoted text or a comment"):
        statements_of(sql, {"p1": "x"}, MYSQL)


def test_a_percent_sign_that_only_looks_like_a_value_is_none() -> None:
    (found,) = statements_of("SELECT '%%(p1)s', 5 %%(p1)s", {"p1": "x"}, PLAIN)
    assert found.bound("qmark") == ("SELECT '%(p1)s', 5 %(p1)s", [])


def test_a_question_mark_of_its_own_is_refused_beside_values() -> None:
    (found,) = statements_of("SELECT ? + %(p1)s, '?'", {"p1": 1}, PLAIN)
    with pytest.raises(InvalidInputError, match="a `\\?` of its own"):
        found.bound("qmark")
    (found,) = statements_of("SELECT '?', %(p1)s", {"p1": 1}, PLAIN)
    assert found.bound("qmark") == ("SELECT '?', ?", [1])


def test_a_variable_of_the_database_is_left_to_it() -> None:
    own = Dialect(name="own", placeholder="qmark", has_variables=True)
    assert texts("SELECT $mine, t.$1 FROM @stage t", own) == ["SELECT $mine, t.$1 FROM @stage t"]


def test_a_literal_is_quoted_whatever_is_in_it() -> None:
    assert standard_literal("it's; --") == "'it''s; --'"
    assert [standard_literal(value) for value in (None, True, 1.5)] == ["NULL", "TRUE", "1.5"]
    with pytest.raises(InvalidInputError, match="NUL"):
        standard_literal("a\0b")
    with pytest.raises(InvalidInputError, match="type list"):
        standard_literal([1])


def test_the_place_of_an_error_has_a_caret() -> None:
    assert excerpt("SELECT 1,\n\t2 FROMM x", 13) == (2, 4, "2 FROMM x".rjust(10) + "\n   ^")


def test_names_of_tables() -> None:
    assert to_table("staging.payments") == Table(("staging", "payments"))
    assert to_table('"a.b".c') == Table(("a.b", "c"))
    for wrong in ("", "a..b", '"a', "a.b.c.d"):
        with pytest.raises(InvalidInputError, match="is no name of a table"):
            to_table(wrong)
    assert PLAIN.name_of('a"b') == '"a""b"'
    with pytest.raises(InvalidInputError, match="can't be the name"):
        PLAIN.name_of("a\0")
