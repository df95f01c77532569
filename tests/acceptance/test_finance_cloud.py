"""The finance pipeline in the cloud, from the shell: once well, once with a view that is wrong, once killed.

Real clients: Google's for storage and BigQuery, Slack's own. What they talk to is on loopback; the emulators
of storage and of BigQuery share one folder, as the two services share buckets."""

import csv
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.shell import Hands, eventually
from tests.servers import gcs
from tests.servers.bigquery import PROJECT, BigQueryServer, bigquery_server
from tests.servers.contract import Asked, ContractServer, Reply

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = "2011-11-17"
PROVIDERS = ("stripe", "paypal", "mastercard")
EXPORTS = ["mastercard.csv", "paypal.csv", "stripe.jsonl"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloud:
    """What the pipeline talks to. `bucket` is the folder that the storage keeps its objects in."""

    bigquery: BigQueryServer
    bucket: Path
    storage_url: str
    slack: ContractServer

    @property
    def messages(self) -> list[str]:
        return [str(asked.json["text"]) for asked in self.slack.asked]

    @property
    def raw(self) -> list[str]:
        return sorted(place.name for place in (self.bucket / "raw" / DAY).glob("*.*"))

    def environment(self) -> dict[str, str]:
        lake = {
            "type": "gcs",
            "bucket": self.bucket.name,
            "endpoint_url": self.storage_url,
            "anonymous": True,
        }
        warehouse = {
            "type": "bigquery",
            "project": PROJECT,
            "location": "US",
            "endpoint_url": self.bigquery.url,
        }
        team = {
            "type": "slack",
            "token": "not-a-secret",
            "channel": "#data-team",
            "base_url": f"{self.slack.url}/api/",
        }
        named = {"LAKE": lake, "WAREHOUSE": warehouse, "TEAM": team}
        found = {f"SEAWAY_CONNECTION_{name}": json.dumps(values) for name, values in named.items()}
        return found | {"SEAWAY_PRIVATE_NETWORKS": "loopback"}

    def statements(self) -> list[str]:
        """What each job that BigQuery was sent does, in order."""
        asked = [job.request["configuration"] for job in self.bigquery.jobs.values()]
        return ["load" if "load" in each else str(each["query"]["query"]) for each in asked]

    def revenue(self) -> dict[str, tuple[int, Decimal]]:
        """Payments and sum of each provider, by the view."""
        sql = "SELECT provider, SUM(payments) AS n, SUM(revenue) AS s FROM finance.revenue GROUP BY provider"
        rows = self.bigquery.rows(sql)
        return {str(row[0]): (int(row[1]), Decimal(row[2])) for row in rows}


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Cloud]:
    buckets = tmp_path / "buckets"
    for folder in (buckets, tmp_path / "gcs", tmp_path / "bigquery"):
        folder.mkdir()
    slack = ContractServer()

    @slack.route("POST", "/api/chat.postMessage")
    def post(asked: Asked) -> Reply:
        return Reply({"ok": True, "channel": "C1", "ts": "1.2", "message": {"text": ""}})

    with (
        gcs.server(tmp_path / "gcs", buckets) as storage,
        bigquery_server(tmp_path / "bigquery", buckets) as bigquery,
        slack,
    ):
        for dataset in ("staging", "finance"):
            bigquery.add_dataset(dataset)
        put_exports(storage.client().create_bucket("acme-lake"), tmp_path / "exports")
        yield Cloud(bigquery=bigquery, bucket=buckets / "acme-lake", storage_url=storage.url, slack=slack)


@pytest.fixture
def project(hands: Hands, cloud: Cloud) -> Hands:
    """The example as it stands."""
    shutil.copytree(EXAMPLES / "finance-cloud", hands.folder, dirs_exist_ok=True)
    hands._env.update(cloud.environment())
    return hands


def test_a_night_that_goes_well_ends_in_the_view_and_leaves_no_raw_file(project: Hands, cloud: Cloud) -> None:
    project.type("run", "finance-cloud", "--logical-date", DAY, expect=0)
    assert cloud.revenue() == expected()
    assert cloud.raw == []
    assert len(cloud.statements()) == 3
    assert cloud.messages == []


def test_a_view_that_is_wrong_is_told_once_and_keeps_the_raw_files(project: Hands, cloud: Cloud) -> None:
    project.write(
        "sql/finance_view.sql", "CREATE OR REPLACE VIEW finance.revenue AS\nSELCT day FROM finance.payments\n"
    )
    project.type("run", "finance-cloud", "--logical-date", DAY, expect=1)
    (message,) = cloud.messages
    assert message.startswith(f"finance-cloud of {DAY} failed at finance_view: ")
    assert "BigQuery job seaway_finance-cloud_finance_view" in message
    assert cloud.raw == EXPORTS
    shutil.copy(EXAMPLES / "finance-cloud/sql/finance_view.sql", project.folder / "sql")
    (failed,) = project.type("runs", "list", "--json", expect=0).json["runs"]
    project.type("runs", "rerun", failed["run_id"], "--failed", expect=0)
    assert cloud.revenue() == expected()
    assert cloud.raw == []
    assert len(cloud.messages) == 1


def test_killed_while_bigquery_works_the_job_is_taken_up_and_not_started_twice(
    project: Hands, cloud: Cloud
) -> None:
    cloud.bigquery.held = "VIEW finance.revenue"
    cloud.bigquery.may_end.clear()
    process = project.start("run", "finance-cloud", "--logical-date", DAY)
    eventually(lambda: len(cloud.bigquery.jobs) == 3)
    process.kill()
    process.wait(timeout=60)
    project.start("up", "--no-browser", "--no-triggers", "--port", "0")
    looks = len(cloud.bigquery.asked_for)
    eventually(lambda: len(cloud.bigquery.asked_for) > looks)
    cloud.bigquery.may_end.set()
    eventually(lambda: states(project) == ["success"])
    assert cloud.revenue() == expected()
    assert len(cloud.statements()) == 3
    assert cloud.raw == []
    assert cloud.messages == []


def put_exports(bucket: Any, folder: Path) -> None:
    """A day of real purchases, as the three providers would export it."""
    exporter = EXAMPLES / "daily-finance/scripts/export_purchases.py"
    subprocess.run([sys.executable, exporter, "--day", DAY, "--into", folder], check=True)
    for name in EXPORTS:
        bucket.blob(f"raw/{DAY}/{name}").upload_from_filename(folder / "raw" / DAY / name)


def states(project: Hands) -> list[Any]:
    return [run["state"] for run in project.type("runs", "list", "--json", expect=0).json["runs"]]


def expected() -> dict[str, tuple[int, Decimal]]:
    """From the purchases themselves, with nothing of the pipeline but who paid through which provider."""
    found: dict[str, tuple[int, Decimal]] = {}
    with (EXAMPLES / "daily-finance/data/purchases.csv").open(newline="") as stream:
        for line in csv.DictReader(stream):
            amount = int(line["Quantity"]) * Decimal(line["UnitPrice"])
            if line["InvoiceDate"].startswith(DAY) and amount:
                provider = PROVIDERS[hashlib.sha256(line["InvoiceNo"].encode()).digest()[0] % 3]
                count, total = found.get(provider, (0, Decimal(0)))
                found[provider] = (count + 1, total + amount)
    return found
