"""Deadlines are told from the rows: of a run, of its tasks, by a time of day or so long after the start."""

from datetime import UTC, datetime, time, timedelta

from seaway.core.plan import Deadline, Plan
from seaway.core.rows import RunRow
from seaway.core.run import Run
from seaway.core.states import RunState, TaskState
from seaway.engine.lateness import Due, deadlines_of
from seaway.engine.lock import Lock
from seaway.engine.session import RunFacts, Session, tasks_by_path
from seaway.ids import RunId, TaskKey
from tests.support.plans import plan, task
from tests.support.run_driver import Driver

DAY = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)  # midnight in Berlin
STARTED = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


def session_of(workflow: Plan, *, ended_at: datetime | None = None) -> Session:
    run_id = RunId("run-1")
    driver = Driver(workflow).begin()
    row = RunRow(run_id=run_id, state=RunState.RUNNING, started_at=STARTED)
    if ended_at is not None:
        row = row._replace(state=RunState.SUCCESS, ended_at=ended_at)
    facts = RunFacts(
        run_id=run_id,
        project="p",
        workflow="w",
        revision="r",
        bundle="",
        lock=Lock(),
        inputs={},
        trigger={},
        created_at=STARTED,
        logical_date=DAY,
        interval_start=DAY,
        interval_end=DAY + timedelta(days=1),
        timezone="Europe/Berlin",
    )
    run = Run.restore(run_id, workflow, row, driver.rows.values())
    session = Session(facts=facts, plan=workflow, run=run, epoch=1, tasks=tasks_by_path(workflow))
    for found in driver.rows.values():
        session.remember(found)
    return session


def test_a_time_of_day_is_meant_on_the_day_after_the_slice_begins_in_its_zone() -> None:
    by_seven = Deadline(by=time(7), timezone="Europe/Berlin")
    session = session_of(plan(task("load"), deadline=by_seven))
    due = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
    assert deadlines_of(session, now=due) == [Due(key=TaskKey(""), at=due, late_by=None)]
    late = deadlines_of(session, now=due + timedelta(minutes=20))
    assert late[0].late_by == timedelta(minutes=20)


def test_a_task_is_due_so_long_after_the_run_began() -> None:
    session = session_of(plan(task("load", deadline=Deadline(after_s=60.0)), task("report")))
    session.remember(
        session.rows[TaskKey("load")]._replace(
            state=TaskState.SUCCESS, ended_at=STARTED + timedelta(seconds=90)
        )
    )
    at = STARTED + timedelta(minutes=1)
    assert deadlines_of(session, now=STARTED) == [
        Due(key=TaskKey("load"), at=at, late_by=timedelta(seconds=30))
    ]


def test_a_run_that_ended_in_time_never_becomes_late() -> None:
    workflow = plan(task("load"), deadline=Deadline(after_s=60.0))
    session = session_of(workflow, ended_at=STARTED + timedelta(seconds=59))
    assert deadlines_of(session, now=STARTED + timedelta(days=3))[0].late_by is None
