"""The databases that the tests are given."""

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests.support import postgres

pytestmark = pytest.mark.postgres


def test_any_database_starts_empty_and_takes_a_table(any_database_url: str) -> None:
    engine = create_engine(any_database_url)
    try:
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE note (id INTEGER PRIMARY KEY)"))
            connection.execute(text("INSERT INTO note VALUES (1)"))
            assert connection.execute(text("SELECT count(*) FROM note")).scalar_one() == 1
    finally:
        engine.dispose()


def test_two_tests_do_not_see_each_other(postgres_url: str) -> None:
    with postgres.fresh_schema(postgres_url) as first, postgres.fresh_schema(postgres_url) as second:
        for url in (first, second):
            with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
                connection.execute("CREATE TABLE note (id int)")


def test_a_database_is_gone_after_the_session(postgres_server: postgres.Server) -> None:
    with postgres.fresh_database(postgres_server) as url:
        name = url.split("?")[0].rsplit("/", 1)[1]
    with psycopg.connect(postgres_server.conninfo("postgres")) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
    assert found is None


@pytest.mark.slow
def test_a_private_server_starts_where_there_is_none() -> None:
    with postgres.private_server() as private, postgres.fresh_database(private) as url:
        engine = create_engine(url)
        try:
            with engine.connect() as connection:
                assert connection.execute(text("SELECT 1")).scalar_one() == 1
        finally:
            engine.dispose()
