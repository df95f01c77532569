"""What attempts report of assets: kept with the result that is taken, and only with that one."""

import json

from seaway.core.events import AttemptEnded
from seaway.core.outcome import Ending, Outcome
from seaway.core.plan import RetryPolicy
from seaway.core.rows import AssetRow
from seaway.ids import AttemptId, TaskKey
from seaway.testing.plans import plan, task
from tests.support.run_driver import Driver

TOLD = json.dumps(
    [
        {"name": "warehouse/payments", "mode": "write", "rows": 12, "columns": {"b": "int", "a": "text"}},
        {"name": "lake/raw.csv", "mode": "read", "size_bytes": 2**40, "extra": {"etag": "x"}},
    ]
)


def end(driver: Driver, told: str | None, ending: str = "success", attempt_id: str = "") -> list[AssetRow]:
    outcome = Outcome(ending=Ending(ending), at=driver.now, assets=told, deferred="{}")
    current = driver.row("load").attempt_id or AttemptId("none")
    event = AttemptEnded(
        driver.run_id, driver.now, TaskKey("load"), AttemptId(attempt_id) if attempt_id else current, outcome
    )
    return driver.apply(event).assets


def begun(**changes: object) -> Driver:
    return Driver(plan(task("load", **changes))).begin().admit("load")


def test_a_result_that_is_taken_tells_what_was_read_and_written() -> None:
    driver = begun()
    written, read = end(driver, TOLD)
    assert (written.asset, written.kind, written.row_count, written.size_bytes) == (
        "warehouse/payments",
        "written",
        12,
        None,
    )
    assert (read.asset, read.kind, read.row_count, read.size_bytes) == ("lake/raw.csv", "read", None, 2**40)
    assert [row.place for row in (written, read)] == [0, 1]
    assert (written.key, written.attempt, written.at) == ("load", 1, driver.now)
    assert list(json.loads(written.columns)) == ["b", "a"]
    assert json.loads(read.extra) == {"etag": "x"}


def test_what_a_failed_attempt_wrote_is_written() -> None:
    driver = begun(retry=RetryPolicy(attempts=2))
    first = driver.row("load").attempt_id
    (written, _) = end(driver, TOLD, "failed")
    assert (written.attempt, written.attempt_id) == (1, first)


def test_a_job_outside_tells_as_it_begins_and_as_it_ends() -> None:
    driver = begun()
    began = end(driver, TOLD, "deferred")
    ended = end(driver.after(60), TOLD)
    assert len({(row.attempt, row.at, row.place) for row in [*began, *ended]}) == 4


def test_a_late_result_tells_nothing() -> None:
    driver = begun()
    assert end(driver, TOLD, attempt_id="another") == []
    end(driver, None)
    assert end(driver, TOLD) == [], "the task is over"


def test_what_is_no_report_is_left_out() -> None:
    assert end(begun(), '[1, {}, {"name": 3}]') == []
    assert end(begun(), "spoilt by ***") == []
    assert end(begun(), "7") == []
    (odd,) = end(begun(), json.dumps([{"name": "w/" + "n" * 5_000, "rows": 2**80, "size_bytes": "many"}]))
    assert (len(odd.asset), odd.row_count, odd.size_bytes) == (500, None, None)


def test_a_step_without_reports_has_none() -> None:
    assert end(begun(), None) == []
