"""Bulk API 2.0: queries and upserts as outside jobs."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from seaway.errors import (
    ConflictError,
    DataError,
    InvalidInputError,
    NotFoundError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.salesforce import sending
from seaway.integrations.salesforce.blueprints import bulk_query, upsert
from seaway.integrations.salesforce.jobs import table
from seaway.sdk.waiting import Deferred
from tests.integration.blueprints.salesforce.conftest import Contexts, to_end
from tests.servers.contract import Fault, meets_all_answers
from tests.servers.salesforce import SECRET, TOKEN, Job, Org
from tests.support.contexts import Notebook, write

READ = {
    "connection": "crm",
    "soql": "SELECT Id, LastName, Company FROM Lead ORDER BY LastName",
    "save_to": "l.csv",
}
WRITE: dict[str, Any] = {
    "connection": "crm",
    "object": "Lead",
    "paths": ["l.csv"],
    "external_id": "Number__c",
}
DOWN = Fault(name="down", expected=UnavailableError, status=503, only="/jobs/")


def leads(org: Org, count: int) -> None:
    org.tables.add(
        "Lead", ({"LastName": f'N{n:03}\n"x"', "Company": "A, B" if n % 2 else None} for n in range(count))
    )


def failed_rows(folder: Path, name: str = "failed.csv") -> list[dict[str, str]]:
    with (folder / "task" / name).open(newline="") as stream:
        return list(csv.DictReader(stream))


# --- query --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["l.csv", "l.parquet", "l.jsonl"])
def test_a_result_of_several_pages_becomes_one_file(
    org: Org, context: Contexts, tmp_path: Path, name: str
) -> None:
    leads(org, 25)
    found = to_end(bulk_query, context(), {**READ, "save_to": name, "rows_per_page": 10})
    assert (found["rows"], found["columns"]) == (25, ["Id", "LastName", "Company"])
    place = tmp_path / "task" / name
    rows = pq.read_table(place).to_pylist() if name.endswith("parquet") else []
    if name.endswith("csv"):
        with place.open(newline="") as stream:
            rows = [{n: v or None for n, v in row.items()} for row in csv.DictReader(stream)]
    if name.endswith("jsonl"):
        rows = [json.loads(line) for line in place.read_text().splitlines()]
    assert [row["LastName"] for row in rows] == [f'N{n:03}\n"x"' for n in range(25)]
    assert [row["Company"] for row in rows[:2]] == [None, "A, B"]
    assert len(org.jobs) == 1


def test_no_rows_are_a_file_with_columns(org: Org, context: Contexts, tmp_path: Path) -> None:
    found = to_end(bulk_query, context(), {**READ, "save_to": "l.parquet"})
    assert found["rows"] == 0
    assert pq.read_table(tmp_path / "task/l.parquet").column_names == ["Id", "LastName", "Company"]


def test_a_job_is_waited_for_and_taken_up_by_what_is_remembered(org: Org, context: Contexts) -> None:
    """What stands in the state is enough for another process to go on."""
    leads(org, 3)
    org.may_end.clear()
    first = bulk_query.begin(context(), READ)
    assert isinstance(first, Deferred)
    again = bulk_query.poll(context(), READ, first.state)
    assert isinstance(again, Deferred)
    assert "InProgress" in again.reason
    org.may_end.set()
    found = bulk_query.poll(context(), READ, again.state)
    assert isinstance(found, dict)
    assert (found["rows"], len(org.jobs)) == (3, 1)


def test_salesforce_being_down_ends_no_job(org: Org, context: Contexts) -> None:
    first = bulk_query.begin(context(), READ)
    assert isinstance(first, Deferred)
    with org.server.failing(DOWN):
        missed = bulk_query.poll(context(), READ, first.state)
    assert isinstance(missed, Deferred)
    assert "asks again" in missed.reason
    assert isinstance(missed.state, dict)
    with org.server.failing(DOWN), pytest.raises(UnavailableError):
        bulk_query.poll(context(), READ, {**missed.state, "misses": 20})


def test_a_cancelled_task_aborts_its_job_and_one_that_is_over_is_left(org: Org, context: Contexts) -> None:
    org.may_end.clear()
    first = bulk_query.begin(context(), READ)
    assert isinstance(first, Deferred)
    for _ in range(2):
        bulk_query.cancel(context(), READ, first.state)
    (job,) = org.jobs.values()
    assert job.state == "Aborted"
    with pytest.raises(ConflictError, match="aborted"):
        bulk_query.poll(context(), READ, first.state)
    bulk_query.cancel(context(), READ, {"job": "750000000000000999"})


def test_a_job_that_fails_says_why_with_its_place(org: Org, context: Contexts) -> None:
    first = bulk_query.begin(context(), READ)
    (job,) = org.jobs.values()
    job.state, job.error = "Failed", "INVALID_FIELD: x\n^\nERROR at Row:1:Column:12\nNo such column"
    assert isinstance(first, Deferred)
    with pytest.raises(InvalidInputError, match=r"line 1, column 12") as caught:
        bulk_query.poll(context(), READ, first.state)
    assert job.job_id in caught.value.message


def test_a_bulk_query_meets_all_answers(
    org: Org, context: Contexts, caplog: pytest.LogCaptureFixture
) -> None:
    meets_all_answers(
        lambda: bulk_query.begin(context(timeout_s=0.3), READ),
        org.server,
        secrets=[SECRET, TOKEN],
        caplog=caplog,
        only="/jobs/",
    )
    org.jobs["750000000000000000"] = Job(job_id="750000000000000000", asked={}, state="JobComplete")
    meets_all_answers(
        lambda: bulk_query.poll(context(timeout_s=0.3), READ, {"job": "750000000000000000", "misses": 20}),
        org.server,
        secrets=[SECRET, TOKEN],
        caplog=caplog,
        only="/results",
        instead={"cut short": DataError},
    )


# --- upsert -------------------------------------------------------------------------------------------------


def test_rows_are_created_and_updated_by_an_external_id(
    org: Org, context: Contexts, tmp_path: Path, notebook: Notebook
) -> None:
    org.tables.add("Lead", [{"Number__c": "1", "LastName": "Old", "Phone": "1"}])
    write(tmp_path / "task", {"l.csv": 'nr,LastName,Phone,more\n1,"New, ""x""",,a\n2,Two,22,b\n'})
    chosen = {"nr": "Number__c", "LastName": "LastName", "Phone": "Phone"}
    found = to_end(upsert, context(), {**WRITE, "columns": chosen})
    assert {n: found[n] for n in ("rows", "created", "updated", "failed", "failed_path")} == {
        "rows": 2,
        "created": 1,
        "updated": 1,
        "failed": 0,
        "failed_path": "",
    }
    shown = [(row["Number__c"], row["LastName"], row["Phone"]) for row in org.tables.rows("Lead")]
    assert shown == [("1", 'New, "x"', "1"), ("2", "Two", "22")]
    assert [(asset.name, asset.rows) for asset in notebook.assets] == [("crm/Lead", 2)]


def test_an_empty_value_clears_a_field_where_that_is_wanted(
    org: Org, context: Contexts, tmp_path: Path
) -> None:
    org.tables.add("Lead", [{"Number__c": "1", "Phone": "1"}])
    write(tmp_path / "task", {"l.csv": "Number__c,Phone\n1,\n"})
    to_end(upsert, context(), {**WRITE, "empty": "clear"})
    assert org.tables.rows("Lead")[0]["Phone"] is None


def test_types_of_a_file_are_written_as_salesforce_reads_them(
    org: Org, context: Contexts, tmp_path: Path
) -> None:
    (tmp_path / "task").mkdir()
    made = {"Number__c": [1], "IsConverted": [True], "Status": [datetime(2026, 1, 31, 12, tzinfo=UTC)]}
    pq.write_table(pa.table(made), tmp_path / "task/l.parquet")
    to_end(upsert, context(), {**WRITE, "paths": ["*.parquet"]})
    (job,) = org.jobs.values()
    assert job.content == b"Number__c,IsConverted,Status\n1,true,2026-01-31T12:00:00.000Z\n"


def test_a_large_file_goes_in_several_jobs(
    org: Org, context: Contexts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "".join(f"{n},Lead {n}\n" for n in range(50))
    write(tmp_path / "task", {"l.csv": f"Number__c,LastName\n{lines}"})
    monkeypatch.setattr(sending.parts_of, "__defaults__", (200,))
    found = to_end(upsert, context(), WRITE)
    assert found["rows"] == found["created"] == len(org.tables.rows("Lead")) == 50
    assert len(found["job_ids"]) == len(org.jobs) > 2
    assert all(len(job.content) <= 200 for job in org.jobs.values())


def test_nothing_is_started_before_it_is_remembered_and_nothing_twice(
    org: Org, context: Contexts, tmp_path: Path
) -> None:
    """A crash after the upload starts nothing; one after the start finds it started."""
    write(tmp_path / "task", {"l.csv": "Number__c\n1\n"})
    upsert.begin(context(), WRITE)
    second = upsert.begin(context(), WRITE)
    assert isinstance(second, Deferred)
    assert [job.state for job in org.jobs.values()] == ["Open", "Open"]
    for _ in range(3):
        upsert.poll(context(), WRITE, second.state)
    assert [job.starts for job in org.jobs.values()] == [0, 1]
    assert len(org.tables.rows("Lead")) == 1


def test_rows_that_fail_stand_in_a_file_with_their_reason(
    org: Org, context: Contexts, tmp_path: Path
) -> None:
    write(tmp_path / "task", {"l.csv": "Number__c,LastName\n1,a\n2,bad\n3,bad\n4,d\n"})
    org.refuses = lambda row: (
        "REQUIRED_FIELD_MISSING:Missing: [Company]:--" if row["LastName"] == "bad" else ""
    )
    with pytest.raises(DataError, match=r"2 of 4 rows .* 2 times REQUIRED_FIELD_MISSING"):
        to_end(upsert, context(), WRITE)
    assert [row["Number__c"] for row in org.tables.rows("Lead")] == ["1", "4"]
    for allowed in ({"if_failed": "continue"}, {"most_failed": 2}):
        found = to_end(upsert, context(), {**WRITE, **allowed, "failed_to": "no/failed.csv"})
        assert (found["failed"], found["failed_path"]) == (2, "no/failed.csv")
        rows = failed_rows(tmp_path, "no/failed.csv")
        assert [(row["Number__c"], row["sf__Error"][:22]) for row in rows] == [
            ("2", "REQUIRED_FIELD_MISSING"),
            ("3", "REQUIRED_FIELD_MISSING"),
        ]


def test_locked_rows_alone_are_worth_a_retry(org: Org, context: Contexts, tmp_path: Path) -> None:
    write(tmp_path / "task", {"l.csv": "Number__c\n1\n"})
    org.refuses = lambda row: "UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record:--"
    with pytest.raises(UnavailableError, match="1 of 1 rows"):
        to_end(upsert, context(), WRITE)
    assert upsert.is_idempotent


@pytest.mark.parametrize(
    ("given", "expected", "said"),
    [
        ({"paths": ["no*.csv"]}, NotFoundError, "No file"),
        ({"external_id": "Other__c"}, InvalidInputError, "no column for Other__c"),
        ({"columns": {"x": "Phone"}}, InvalidInputError, "no column `x`"),
        ({"columns": {"Number__c": "Number c"}}, InvalidInputError, "no API name"),
        ({"object": "Lead; x"}, InvalidInputError, "no API name"),
        ({"object": "Missing__c"}, InvalidInputError, "not supported"),
    ],
)
def test_what_is_wrong_is_said_and_starts_nothing(
    org: Org, context: Contexts, tmp_path: Path, given: dict[str, Any], expected: type[TaskError], said: str
) -> None:
    write(tmp_path / "task", {"l.csv": "Number__c,LastName\n1,a\n"})
    with pytest.raises(expected, match=said) as caught:
        to_end(upsert, context(), {**WRITE, **given})
    assert caught.value.hint
    assert not [job for job in org.jobs.values() if job.starts]


def test_a_field_that_is_not_there_fails_the_job(org: Org, context: Contexts, tmp_path: Path) -> None:
    write(tmp_path / "task", {"l.csv": "Number__c,Nope\n1,a\n"})
    with pytest.raises(DataError, match="Field name not found : Nope"):
        to_end(upsert, context(), WRITE)


def test_no_rows_and_no_file_are_no_job(org: Org, context: Contexts, tmp_path: Path) -> None:
    write(tmp_path / "task", {"l.csv": "Number__c\n"})
    assert to_end(upsert, context(), WRITE)["rows"] == 0
    assert to_end(upsert, context(), {**WRITE, "paths": ["x"], "if_missing": "skip"})["rows"] == 0
    assert org.jobs == {}


def test_a_cancelled_upsert_aborts_its_jobs(org: Org, context: Contexts, tmp_path: Path) -> None:
    write(tmp_path / "task", {"l.csv": "Number__c\n1\n"})
    first = upsert.begin(context(), WRITE)
    assert isinstance(first, Deferred)
    upsert.cancel(context(), WRITE, first.state)
    assert [job.state for job in org.jobs.values()] == ["Aborted"]


def test_an_upsert_meets_all_answers(
    org: Org, context: Contexts, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path / "task", {"l.csv": "Number__c\n1\n"})
    meets_all_answers(
        lambda: upsert.begin(context(timeout_s=0.3), WRITE),
        org.server,
        secrets=[SECRET, TOKEN],
        caplog=caplog,
        only="/jobs/",
    )


def test_a_result_is_read_as_a_stream() -> None:
    pieces = ['"a","b"\n"1","x', ' y\n""z"""\n"2"', ',"é"\n']
    found = list(table(piece.encode() for piece in pieces))
    assert found == [{"a": "1", "b": 'x y\n"z"'}, {"a": "2", "b": "é"}]
    with pytest.raises(DataError):
        list(table([b"a\n\xff\n"]))
