"""Who starts next."""

from datetime import UTC, datetime, timedelta

import pytest

from seaway.core.admission import Admission, RunDecision, decide_run
from seaway.core.events import Queue, StartAttempt
from seaway.ids import AttemptId, RunId, TaskKey
from seaway.testing.plans import task

SINCE = datetime(2026, 1, 1, tzinfo=UTC)


def queue(key: str, *, pool: str = "", priority: int = 0, slots: int = 1, age_s: float = 0) -> Queue:
    return Queue(TaskKey(key), pool, priority, slots, SINCE - timedelta(seconds=age_s))


def admission(*commands: tuple[str, Queue], slots: int = 2, **pools: int) -> Admission:
    made = Admission(pools, slots)
    for run_id, command in commands:
        made.queue(RunId(run_id), command)
    return made


def keys(made: Admission) -> list[str]:
    return [f"{run_id}/{key}" for run_id, key in made.admit()]


def test_no_more_start_than_the_executor_has_slots() -> None:
    made = admission(*[("r", queue(f"t{at}")) for at in range(3)])
    assert keys(made) == ["r/t0", "r/t1"]
    assert keys(made) == []
    made.release(RunId("r"), TaskKey("t0"))
    assert keys(made) == ["r/t2"]


def ahead(made: Admission, *short: str) -> list[str]:
    return [key for _, key in made.admit(lambda _run, key: key in short)]


def filled(*commands: Queue, ahead: int = 2, **pools: int) -> Admission:
    """One slot, which is taken."""
    made = Admission(pools, 1, ahead)
    made.queue(RunId("r"), queue("first", priority=9))
    made.admit()
    for command in commands:
        made.queue(RunId("r"), command)
    return made


def test_short_tasks_are_handed_over_ahead_of_a_slot_up_to_a_limit() -> None:
    made = filled(*[queue(f"t{at}") for at in range(4)])
    assert ahead(made, "t0", "t1", "t2", "t3") == ["t0", "t1"]
    made.release(RunId("r"), TaskKey("first"))
    assert ahead(made, "t2") == ["t2"]
    assert made.why(RunId("r"), TaskKey("t3")) == "waits for a slot of the executor, 1 of 1 in use"


def test_nothing_is_handed_over_ahead_of_what_comes_first_and_may_not_be() -> None:
    made = filled(queue("long", priority=1), queue("short"))
    assert ahead(made, "short") == []


def test_a_place_in_a_pool_is_for_what_runs() -> None:
    made = filled(queue("polite", pool="database"), queue("short"), database=5)
    assert ahead(made, "polite", "short") == []
    made = filled(queue("polite", pool="database"), queue("short", priority=1), database=5)
    assert ahead(made, "polite", "short") == ["short"]


def test_an_executor_that_is_closed_is_handed_nothing_ahead() -> None:
    made = filled(queue("short"))
    made.close()
    assert ahead(made, "short") == []


def test_priority_goes_first_then_age() -> None:
    made = admission(
        ("a", queue("young")),
        ("b", queue("old", age_s=60)),
        ("c", queue("urgent", priority=5)),
        slots=3,
    )
    assert keys(made) == ["c/urgent", "b/old", "a/young"]


def test_a_run_with_one_task_is_not_kept_waiting_by_one_with_thousands() -> None:
    made = admission(*[("big", queue(f"t{at}", age_s=100)) for at in range(1000)], slots=1)
    assert keys(made) == ["big/t0"]
    made.queue(RunId("small"), queue("only"))
    made.release(RunId("big"), TaskKey("t0"))
    started = []
    for _ in range(2):
        started += keys(made)
        run_id, _, key = started[-1].partition("/")
        made.release(RunId(run_id), TaskKey(key))
    assert "small/only" in started


def test_a_pool_holds_back_its_own_tasks_only() -> None:
    made = admission(
        ("r", queue("a", pool="warehouse")),
        ("r", queue("b", pool="warehouse")),
        ("r", queue("c")),
        slots=10,
        warehouse=1,
    )
    assert keys(made) == ["r/a", "r/c"]
    said = made.why(RunId("r"), TaskKey("b"))
    assert said == "waits for pool warehouse, 1 of 1 in use by a"
    made.release(RunId("r"), TaskKey("a"))
    assert keys(made) == ["r/b"]


def test_a_task_may_take_several_slots_and_is_not_overtaken() -> None:
    made = admission(("r", queue("small", pool="p")), slots=10, p=3)
    assert keys(made) == ["r/small"]
    made.queue(RunId("r"), queue("large", pool="p", slots=3))
    made.queue(RunId("r"), queue("late", pool="p"))
    assert keys(made) == []
    made.release(RunId("r"), TaskKey("small"))
    assert keys(made) == ["r/large"]


def test_a_task_larger_than_its_pool_takes_the_whole_pool() -> None:
    assert keys(admission(("r", queue("huge", pool="p", slots=9)), p=2)) == ["r/huge"]


def test_an_undeclared_pool_takes_one_at_a_time() -> None:
    made = admission(("r", queue("a", pool="gone")), ("r", queue("b", pool="gone")))
    assert keys(made) == ["r/a"]


def test_what_takes_no_slot_starts_at_once() -> None:
    made = admission(("r", queue("a")), ("r", queue("sub", slots=0)), slots=1)
    assert sorted(keys(made)) == ["r/a", "r/sub"]
    made.queue(RunId("r"), queue("sub2", slots=0))
    assert keys(made) == ["r/sub2"]
    assert made.in_use == 1


def test_a_released_waiting_task_does_not_start() -> None:
    made = admission(("r", queue("a")), ("r", queue("b")), slots=5)
    made.release(RunId("r"), TaskKey("a"))
    assert keys(made) == ["r/b"]


def test_queueing_or_releasing_twice_changes_nothing() -> None:
    made = admission(("r", queue("a")), ("r", queue("a")), slots=1)
    assert keys(made) == ["r/a"]
    made.queue(RunId("r"), queue("a"))
    made.release(RunId("r"), TaskKey("a"))
    made.release(RunId("r"), TaskKey("a"))
    assert made.in_use == 0
    assert keys(made) == []


def test_a_forgotten_run_frees_all_it_holds() -> None:
    made = admission(("r", queue("a", pool="p")), ("r", queue("b")), ("s", queue("c", pool="p")), p=1)
    made.admit()
    made.forget(RunId("r"))
    assert keys(made) == ["s/c"]
    assert made.in_use == 1


def test_attempts_that_run_already_count() -> None:
    made = admission(("r", queue("b", pool="p")), p=1)
    made.occupy(RunId("r"), StartAttempt(TaskKey("a"), AttemptId("x"), task("a", pool="p")))
    assert keys(made) == []
    made.release(RunId("r"), TaskKey("a"))
    assert keys(made) == ["r/b"]


def test_why_tells_how_many_are_before() -> None:
    made = admission(*[("r", queue(f"t{at}")) for at in range(4)], slots=1)
    made.admit()
    said = made.why(RunId("r"), TaskKey("t3"))
    assert said == "waits for a slot of the executor, 1 of 1 in use; 2 before it"
    assert made.why(RunId("r"), TaskKey("t0")) == ""


def test_new_limits_hold_from_then_on() -> None:
    made = admission(*[("r", queue(f"t{at}", pool="p")) for at in range(4)], slots=4, p=1)
    assert len(keys(made)) == 1
    made.resize(pools={"p": 3})
    assert len(keys(made)) == 2
    made.close()
    made.resize(pools={"p": 9})
    assert keys(made) == []


@pytest.mark.parametrize(
    ("on_limit", "running", "queued", "decision"),
    [
        ("queue", 0, 0, RunDecision.START),
        ("queue", 1, 0, RunDecision.WAIT),
        ("queue", 0, 1, RunDecision.WAIT),
        ("skip", 1, 0, RunDecision.SKIP),
        ("fail", 1, 0, RunDecision.FAIL),
        ("cancel_oldest", 1, 0, RunDecision.CANCEL_OLDEST),
        ("cancel_oldest", 0, 0, RunDecision.START),
    ],
)
def test_one_more_run_of_a_group(on_limit: str, running: int, queued: int, decision: RunDecision) -> None:
    assert decide_run(1, on_limit, running=running, queued=queued) is decision  # type: ignore[arg-type]


def test_without_a_limit_runs_start() -> None:
    assert decide_run(None, "skip", running=50, queued=50) is RunDecision.START


def test_a_task_that_has_a_free_slot_is_about_to_start() -> None:
    made = admission(*[("r", queue(f"t{at}")) for at in range(3)], slots=2)
    assert made.why(RunId("r"), TaskKey("t1")) == "is about to start"
    assert made.why(RunId("r"), TaskKey("t2")).startswith("waits for a slot of the executor, 0 of 2 in use")
    made.admit()
    assert made.why(RunId("r"), TaskKey("t2")) == "waits for a slot of the executor, 2 of 2 in use"
