"""Templates from the shell: `seaway init --template`, servers on loopback, `seaway run`."""

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg
import pymysql
import pytest
from psycopg.conninfo import make_conninfo

from tests.acceptance.shell import Hands
from tests.integration.blueprints.sql.databases import mysql_fields, postgres_fields
from tests.servers import s3
from tests.servers.github import TOKEN, Repository
from tests.servers.places import Place
from tests.support.postgres import Server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

DAY = "2026-01-31"
TABLE = "CREATE TABLE orders (order_id INT PRIMARY KEY, day DATE, shop VARCHAR(20), amount DECIMAL(10, 2))"
ORDERS = [(number, DAY, "lisbon", Decimal(number) / 4) for number in range(1, 8)]
ANOTHER_DAY = (8, "2026-02-01", "tokyo", Decimal("1.50"))
RUN = ("run", "database-to-database", "--logical-date", DAY, "-i", "rows_per_file=3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Both databases, and the bucket between them."""

    shop: "psycopg.Connection[Any]"
    reports: Any
    bucket: Place

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Of the reports."""
        with self.reports.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    def arrived(self) -> list[tuple[Any, ...]]:
        rows = self.ask("SELECT order_id, day, shop, amount FROM orders ORDER BY order_id")
        return [(number, str(day), shop, amount) for number, day, shop, amount in rows]


@pytest.fixture
def sides(hands: Hands, postgres_server: Server, postgres_url: str, moto: s3.Moto) -> Iterator[Sides]:
    """The template as it is made, with 7 orders of the day in the shop, and one of the next."""
    name = postgres_url.rpartition("/")[2].partition("?")[0]
    with (
        postgres_fields(postgres_server, name) as shop,
        mysql_fields() as reports,
        connected(shop, reports, s3.bucket(moto)) as found,
    ):
        made = {
            "SHOP": {"type": "postgres", **shop},
            "BUCKET": found.bucket.values,
            "REPORTS": {"type": "mysql", **reports},
        }
        hands._env.update({f"SEAWAY_CONNECTION_{name}": json.dumps(each) for name, each in made.items()})
        hands._env["SEAWAY_PRIVATE_NETWORKS"] = "loopback"
        hands.type("init", "--template", "database-to-database", expect=0)
        yield found


@contextmanager
def opened(shop: dict[str, Any]) -> "Iterator[psycopg.Connection[Any]]":
    """As the person who owns the schema."""
    fields = {
        "host": shop["host"],
        "port": shop["port"],
        "dbname": shop["database"],
        "user": shop["username"],
    }
    conninfo = make_conninfo(**fields, options=f"-c search_path={shop['search_path']}")
    with psycopg.connect(conninfo, autocommit=True) as connection:
        yield connection


@contextmanager
def connected(shop: dict[str, Any], reports: dict[str, Any], bucket: Place) -> Iterator[Sides]:
    mysql = {"host": reports["host"], "user": reports["username"], "database": reports["database"]}
    with opened(shop) as source, pymysql.connect(**mysql, autocommit=True) as target:
        source.execute(TABLE)
        with source.cursor() as cursor:
            cursor.executemany("INSERT INTO orders VALUES (%s, %s, %s, %s)", [*ORDERS, ANOTHER_DAY])
        target.cursor().execute(TABLE)
        yield Sides(shop=source, reports=target, bucket=bucket)


def test_a_day_moves_in_batches_and_leaves_the_bucket_empty(hands: Hands, sides: Sides) -> None:
    hands.type(*RUN, expect=0)
    assert sides.arrived() == ORDERS
    assert sides.bucket.names() == []
    sides.shop.execute("UPDATE orders SET shop = 'porto' WHERE order_id = 2")
    hands.type(*RUN, expect=0)
    assert sides.arrived() == [(2, DAY, "porto", Decimal("0.50")) if one[0] == 2 else one for one in ORDERS]


def test_a_row_that_does_not_fit_is_named_and_loads_nothing_and_is_repaired(
    hands: Hands, sides: Sides
) -> None:
    sides.ask("ALTER TABLE orders MODIFY shop VARCHAR(3)")
    said = hands.type(*RUN, expect=1)
    assert "orders-0001.parquet" in said.out + said.err
    assert "shop" in said.out + said.err
    assert sides.arrived() == []
    assert len(sides.bucket.names()) == 3
    sides.ask("ALTER TABLE orders MODIFY shop VARCHAR(20)")
    (failed,) = hands.type("runs", "list", "--json", expect=0).json["runs"]
    hands.type("runs", "rerun", failed["run_id"], "--failed", expect=0)
    assert sides.arrived() == ORDERS
    assert sides.bucket.names() == []


def test_sides_that_differ_fail_with_both_counts_and_keep_the_files(hands: Hands, sides: Sides) -> None:
    sides.ask(f"INSERT INTO orders VALUES (99, '{DAY}', 'nowhere', 1)")
    said = hands.type(*RUN, expect=1)
    assert f"The shop has 7 orders of {DAY}, the reports have 8." in said.out + said.err
    assert len(sides.bucket.names()) == 3


@pytest.fixture
def site(hands: Hands, postgres_server: Server, postgres_url: str) -> Iterator[tuple[Any, Repository]]:
    """The shop's database with an empty table of orders, and the repository of the website."""
    name = postgres_url.rpartition("/")[2].partition("?")[0]
    repository = Repository()
    with (
        postgres_fields(postgres_server, name) as shop,
        opened(shop) as database,
        repository.server,
    ):
        database.execute("CREATE TABLE orders (day DATE, product TEXT, quantity INT)")
        github = {"type": "github", "token": TOKEN, "base_url": repository.server.url}
        hands._env["SEAWAY_CONNECTION_SHOP"] = json.dumps({"type": "postgres", **shop})
        hands._env["SEAWAY_CONNECTION_GITHUB"] = json.dumps(github)
        hands._env["SEAWAY_PRIVATE_NETWORKS"] = "loopback"
        hands.type("init", "--template", "website-data", expect=0)
        yield database, repository
    assert repository.server.problems == []


SHOW = ("run", "website-data", "--logical-date", DAY)


def test_the_best_sellers_are_committed_once(hands: Hands, site: tuple[Any, Repository]) -> None:
    database, repository = site
    sold = [("tea", 2), ("jam", 9), ("tea", 4), ("salt", 1)]
    with database.cursor() as cursor:
        cursor.executemany("INSERT INTO orders VALUES (%s, %s, %s)", [(DAY, *each) for each in sold])
    hands.type(*SHOW, expect=0)
    content = repository.content("main")
    lines = content["data/best-sellers.csv"].decode().splitlines()
    assert list(csv.reader(lines)) == [["product", "sold"], ["jam", "9"], ["tea", "6"], ["salt", "1"]]
    assert "README.md" in content
    made = repository.refs["main"]
    assert repository.commits[made]["message"] == f"Best sellers of {DAY}"
    hands.type(*SHOW, expect=0)
    assert repository.refs["main"] == made
    assert repository.issues == []


def test_too_few_best_sellers_leave_the_website_and_open_one_issue(
    hands: Hands, site: tuple[Any, Repository]
) -> None:
    _, repository = site
    before = repository.refs["main"]
    for _ in range(2):
        hands.type(*SHOW, expect=1)
    assert repository.refs["main"] == before
    (issue,) = repository.issues
    assert issue["title"] == "The best sellers are not up to date"
    ((number, said),) = repository.comments
    assert number == str(issue["number"])
    assert f"too_few failed: 0 best sellers of {DAY}, where at least 3 are expected" in said


def test_the_templates_are_listed_with_what_they_need(hands: Hands) -> None:
    listed = {
        each["name"]: each
        for each in hands.type("init", "--list-templates", "--json", expect=0).json["templates"]
    }
    assert listed["finance-cloud"]["connections"] == {"lake": "gcs", "warehouse": "bigquery", "team": "slack"}
    assert listed["finance-cloud"]["environment"] == ["GOOGLE_KEY", "SLACK_TOKEN"]
    assert listed["first-steps"]["connections"] == {}


def test_a_template_that_is_a_single_file_runs_as_it_stands(hands: Hands) -> None:
    hands.type("init", "--template", "first-steps", "trial", expect=0)
    hands.folder /= "trial"
    hands.type("run", expect=0)


def test_a_template_says_what_to_set_and_takes_the_name_of_the_folder(hands: Hands) -> None:
    said = hands.type("init", "--template", "finance-cloud", "shop", expect=0)
    assert "export GOOGLE_KEY=… SLACK_TOKEN=…" in said.out
    assert "seaway connections test warehouse" in said.out
    assert 'name = "shop"' in (hands.folder / "shop/seaway.toml").read_text()
    assert "x-template" not in (hands.folder / "shop/workflows/finance-cloud.yaml").read_text()
    hands.folder /= "shop"
    hands.type("validate", expect=0)


def test_a_project_file_that_is_there_stays_and_lacks_what_is_said(hands: Hands) -> None:
    mine = hands.write("seaway.toml", 'name = "mine"\n')
    said = hands.type("init", "--template", "finance-cloud", expect=0)
    assert mine.read_text() == 'name = "mine"\n'
    assert "lake (gcs), warehouse (bigquery), team (slack)" in said.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--template", "finance-clod"), "Did you mean `finance-cloud`?"),
        (("--list-templates", "folder"), "makes no project"),
    ],
)
def test_a_slip_is_answered_and_nothing_is_made(hands: Hands, words: tuple[str, ...], said: str) -> None:
    answer = hands.type("init", *words)
    assert answer.code == 2
    assert said in answer.err
    assert list(hands.folder.iterdir()) == []
