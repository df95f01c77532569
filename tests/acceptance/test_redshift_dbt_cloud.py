"""The template `redshift-dbt-cloud` from the shell, on stand-ins for Redshift and dbt Cloud."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from tests.acceptance.shell import Hands
from tests.integration.blueprints.sql.databases import postgres_fields
from tests.servers.dbt_cloud import Account, result
from tests.servers.redshift import redshift_server
from tests.servers.redshift_s3 import ROLE, Bucket
from tests.support.postgres import Server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

DAY = "2026-01-31"
RIGHT = f"payment_id,day,amount\n1,{DAY},2.50\n2,{DAY},7.25\n"
RUN = ("run", "redshift-dbt-cloud", "--logical-date", DAY)
TWICE = f"payment_id,day,amount\n1,{DAY},2.50\n1,{DAY},\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """The warehouse around Seaway, its bucket, and the account in dbt Cloud."""

    warehouse: "psycopg.Connection[Any]"
    bucket: Bucket
    account: Account

    def arrives(self, content: str) -> None:
        self.bucket.put(f"s3://{self.bucket.name}/payments/{DAY}/a.csv", content.encode())


@pytest.fixture
def sides(hands: Hands, postgres_server: Server, postgres_url: str) -> Iterator[Sides]:
    """The template as it is made, with an empty table; a run in dbt Cloud ends at the second look."""
    name = postgres_url.rpartition("/")[2].partition("?")[0]
    account, bucket = Account(ends_by_itself=True), Bucket()
    with (
        postgres_fields(postgres_server, name) as fields,
        redshift_server(postgres_server, name, bucket) as redshift,
        account.server,
    ):
        given = {**redshift.fields, "search_path": fields["search_path"], "s3_role": ROLE}
        made = {"WAREHOUSE": {"type": "redshift", **given}, "DBT": account.fields}
        hands._env.update({f"SEAWAY_CONNECTION_{each}": json.dumps(made[each]) for each in made})
        hands._env["SEAWAY_PRIVATE_NETWORKS"] = "loopback"
        hands.type("init", "--template", "redshift-dbt-cloud", expect=0)
        place = hands.folder / "workflows/redshift-dbt-cloud.yaml"
        place.write_text(place.read_text().replace("poll: 15s", "poll: 100ms"))
        with redshift.admin() as around:
            around.execute(f"SET search_path TO {fields['search_path']}")
            around.execute("CREATE TABLE payments (payment_id BIGINT, day DATE, amount DECIMAL(12, 2))")
            yield Sides(warehouse=around, bucket=bucket, account=account)
    assert account.server.problems == []


def test_a_verified_load_runs_the_job_and_a_broken_model_is_repaired_alone(
    hands: Hands, sides: Sides
) -> None:
    sides.arrives(RIGHT)
    sides.account.plan = [result("model.shop.revenue", "error", "no column nope")]
    said = hands.type(*RUN, expect=1)
    assert "model.shop.revenue: no column nope" in said.out + said.err
    (failed,) = hands.type("runs", "list", "--json", expect=0).json["runs"]
    sides.warehouse.execute("DELETE FROM payments WHERE payment_id = 2")
    sides.account.plan = [result("model.shop.revenue", rows=2), result("test.shop.a.1", "pass")]
    hands.type("runs", "rerun", failed["run_id"], "--failed", expect=0)
    assert sides.warehouse.execute("SELECT payment_id FROM payments").fetchall() == [(1,)]  # not loaded again
    assert len(sides.account.runs) == 2
    causes = [str(run["trigger"]["cause"]) for run in sides.account.runs.values()]
    assert all(cause.startswith(f"Payments of {DAY} are verified Seaway") for cause in causes)


def test_rows_that_are_not_right_leave_dbt_cloud_alone(hands: Hands, sides: Sides) -> None:
    sides.arrives(TWICE)
    said = hands.type(*RUN, expect=1)
    told = " ".join((said.out + said.err).split())
    assert "2 arrived, 1 twice, 1 without an amount, 0 of other days" in told
    assert sides.account.runs == {}
