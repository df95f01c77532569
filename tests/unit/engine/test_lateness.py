"""Which deadlines a run has: its own and its tasks', by a time of day or so long after the start."""

from datetime import UTC, datetime, time

from seaway.core.plan import Deadline
from seaway.engine.lateness import deadlines_of
from seaway.ids import TaskKey
from seaway.store.deadlines import NewDeadline
from seaway.testing.plans import plan, task

DAY = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)  # midnight in Berlin


def test_a_time_of_day_is_meant_on_the_day_after_the_slice_begins_in_its_zone() -> None:
    by_seven = Deadline(by=time(7), timezone="Europe/Berlin")
    found = list(deadlines_of(plan(task("load"), deadline=by_seven), interval_start=DAY))
    assert found == [NewDeadline(key=TaskKey(""), due_at=datetime(2026, 3, 3, 6, 0, tzinfo=UTC))]


def test_what_counts_from_the_start_has_no_moment_yet() -> None:
    workflow = plan(task("load", deadline=Deadline(after_s=60.0)), task("report"))
    assert list(deadlines_of(workflow, interval_start=DAY)) == [
        NewDeadline(key=TaskKey("load"), after_s=60.0)
    ]


def test_a_task_that_runs_only_after_a_failure_is_marked() -> None:
    soon = Deadline(after_s=1.0)
    workflow = plan(
        task("load"), on_failure=[task("tell", deadline=soon)], final=[task("tidy", deadline=soon)]
    )
    found = {each.key: each.is_spare for each in deadlines_of(workflow, interval_start=DAY)}
    assert found == {"tell": True, "tidy": False}
