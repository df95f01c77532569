"""The demo as a newcomer meets it, and its numbers against the raw purchases.

The expectation is computed here from the CSV files with nothing but the standard library, and shares no code
with the example but its rule of who paid through which provider."""

import csv
import hashlib
import shutil
from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.shell import Hands, read_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

EXAMPLE = Path(__file__).parents[2] / "examples" / "daily-finance"
BAD_DAY = "2011-11-18"
DAYS = ("2011-11-17", BAD_DAY)
WHOLE_S = 120.0
"""For a demo from its beginning to its end, on a busy machine."""
PROVIDERS = ("stripe", "paypal", "mastercard")
Sums = dict[tuple[str, str, str], tuple[int, int, Decimal, Decimal]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A demo that was played to its end: what it said, and what it says when asked again."""

    hands: Hands
    said: str
    document: dict[str, Any]

    @property
    def project(self) -> Path:
        return self.hands.folder / "seaway-demo"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    hands = Hands(tmp_path_factory.mktemp("work"), tmp_path_factory.mktemp("home"))
    said = hands.type("demo", expect=0, patience_s=WHOLE_S).out
    return Played(hands=hands, said=said, document=hands.type("demo", "--json", expect=0).json)


def test_its_revenue_is_that_of_the_raw_purchases_to_the_cent(played: Played):
    assert sums_of(played.document["revenue"]) == expected_sums(DAYS)


def test_it_shows_the_good_day_the_failure_and_the_repair(played: Played):
    for words in (
        "Set aside: paypal line 84: it has no payment id.",
        "raw/2011-11-18/paypal.csv has 2,961 bytes, the manifest says 4,936",
        "daily-finance of 2011-11-18 failed at exports_intact",
        "The warehouse is as it was: 209 payments of 2011-11-17, 4,267.46 euro.",
        "The raw files are kept for a look, in seaway-demo/bucket/raw/2011-11-18.",
        "carried from",
        "Try next",
    ):
        assert words in played.said, words


def test_the_team_is_told_once(played: Played):
    lines = (played.project / "notifications.log").read_text().splitlines()
    told = [line.partition("Z ")[2].partition(": ")[0] for line in lines if BAD_DAY in line]
    assert told == [f"daily-finance of {BAD_DAY} failed at exports_intact"]


def test_it_stops_at_the_corrupted_export_and_reruns_from_there_only(played: Played):
    runs = {run["step"]: run for run in played.document["runs"]}
    failed, repaired = runs.pop("load the bad day"), runs["load the repaired day"]
    assert (failed["state"], failed["failed_task"]) == ("failed", "exports_intact")
    assert {run["state"] for run in runs.values()} == {"success"}
    assert repaired["rerun_of"] == failed["run_id"]
    assert repaired["outputs"]["rows"] == 160


def test_the_raw_files_are_gone_once_all_is_loaded(played: Played):
    assert list((played.project / "bucket").rglob("*")) == []


def test_the_same_day_twice_leaves_one_copy(played: Played):
    for workflow in ("provider-exports", "daily-finance"):
        played.hands.type("run", workflow, "--project", "seaway-demo", "-i", f"day={DAYS[0]}", expect=0)
    again = played.hands.type("demo", "--json", expect=0).json
    assert sums_of(again["revenue"]) == expected_sums(DAYS)


def test_an_export_that_is_empty_altered_or_missing_is_named_before_anything_is_loaded(hands: Hands):
    project = hands.folder / "project"
    shutil.copytree(EXAMPLE, project, ignore=shutil.ignore_patterns(".seaway", "bucket", "*.duckdb", "*.log"))
    workflow = project / "workflows/daily-finance.yaml"
    text = workflow.read_text().replace("poll: 5s", "poll: 1s").replace("timeout: 30s", "timeout: 4s")
    workflow.write_text(text)
    of_day = ("--project", "project", "--logical-date", "2011-11-14")
    hands.type("run", "provider-exports", *of_day, expect=0)
    raw = project / "bucket/raw/2011-11-14"
    stripe, mastercard = raw / "stripe.jsonl", raw / "mastercard.csv"
    whole = stripe.read_bytes()
    for content, words in ((b"", "stripe.jsonl is empty"), (whole.replace(b"9", b"8", 1), "the checksum")):
        stripe.write_bytes(content)
        assert words in hands.type("run", "daily-finance", *of_day, expect=1).out
    mastercard.unlink()
    assert "mastercard.csv is missing" in hands.type("run", "daily-finance", *of_day, expect=1).out
    assert not (project / "warehouse.duckdb").exists()


def test_killed_at_any_moment_the_same_command_ends_with_the_same_numbers(hands: Hands):
    for words in ("✓ exports_intact", "✗ exports_intact", "carried from"):
        with hands.start("demo") as process:
            try:
                read_until(process, words)
            finally:
                process.kill()
    document = hands.type("demo", "--json", expect=0, patience_s=WHOLE_S).json
    assert sums_of(document["revenue"]) == expected_sums(DAYS)
    assert len(document["runs"]) == 6
    assert list((hands.folder / "seaway-demo/bucket").rglob("*")) == []
    assert len((hands.folder / "seaway-demo/notifications.log").read_text().splitlines()) <= 1


def test_a_folder_of_somebody_else_is_left_alone(hands: Hands):
    hands.write("mine/seaway.toml", 'name = "mine"\n')
    said = hands.type("demo", "--folder", "mine", expect=2)
    assert "is there already, and is no demo" in said.err


def sums_of(revenue: list[dict[str, object]]) -> Sums:
    return {
        (str(row["day"]), str(row["country"]), str(row["provider"])): (
            int(str(row["payments"])),
            int(str(row["cancellations"])),
            Decimal(str(row["revenue_gbp"])),
            Decimal(str(row["revenue_eur"])),
        )
        for row in revenue
    }


def expected_sums(days: tuple[str, ...]) -> Sums:
    """Zero amounts are no payments; each payment is rounded to the cent by itself, half away from zero."""
    rows: dict[tuple[str, str, str], list[tuple[Decimal, Decimal]]] = defaultdict(list)
    with (EXAMPLE / "data/purchases.csv").open(newline="") as stream:
        for line in csv.DictReader(stream):
            day, amount = line["InvoiceDate"][:10], int(line["Quantity"]) * Decimal(line["UnitPrice"])
            if day in days and amount:
                number = hashlib.sha256(line["InvoiceNo"].encode()).digest()[0]
                euro = (amount / rate_of(day)).quantize(Decimal("0.01"), ROUND_HALF_UP)
                rows[day, line["Country"], PROVIDERS[number % 3]].append((amount, euro))
    return {
        key: (
            sum(amount > 0 for amount, _ in pairs),
            sum(amount < 0 for amount, _ in pairs),
            sum((amount for amount, _ in pairs), Decimal()),
            sum((euro for _, euro in pairs), Decimal()),
        )
        for key, pairs in rows.items()
    }


def rate_of(day: str) -> Decimal:
    """Pounds for a euro, on the last day that has a rate."""
    with (EXAMPLE / "data/ecb_reference_rates.csv").open(newline="") as stream:
        rates = {line["Date"]: line["GBP"] for line in csv.DictReader(stream)}
    return Decimal(rates[max(published for published in rates if published <= day)])
