"""The edge table of the design, cell by cell, and the joins."""

import pytest

from seaway.core.plan import Edge, PlanTask
from seaway.core.readiness import Decision, Tally, Verdict, decide, judge, why_not
from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.ids import RunId, TaskKey
from seaway.testing.plans import on, task

MET, PRUNED, BLOCKED = Verdict.MET, Verdict.PRUNED, Verdict.BLOCKED
COLUMNS = ("success", "failed", "completed", "exit_codes", "label")

TABLE: dict[tuple[str, bool], tuple[Verdict, ...]] = {
    # Upstream's end and allow_failure; then for each column. The exit code is asked for, the label is chosen.
    ("success", False): (MET, BLOCKED, MET, MET, MET),
    ("success", True): (MET, BLOCKED, MET, MET, MET),
    ("failed", False): (BLOCKED, MET, MET, MET, BLOCKED),
    ("failed", True): (MET, MET, MET, MET, BLOCKED),
    ("timed_out", False): (BLOCKED, MET, MET, BLOCKED, BLOCKED),
    ("timed_out", True): (MET, MET, MET, BLOCKED, BLOCKED),
    ("crashed", False): (BLOCKED, MET, MET, BLOCKED, BLOCKED),
    ("crashed", True): (MET, MET, MET, BLOCKED, BLOCKED),
    ("upstream_failed", False): (BLOCKED, BLOCKED, MET, BLOCKED, BLOCKED),
    ("upstream_failed", True): (BLOCKED, BLOCKED, MET, BLOCKED, BLOCKED),
    ("skipped", False): (PRUNED,) * 5,
    ("skipped", True): (PRUNED,) * 5,
    ("cancelled", False): (BLOCKED,) * 5,
    ("cancelled", True): (BLOCKED,) * 5,
}
CELLS = [
    (state, allow, column, verdict)
    for (state, allow), verdicts in TABLE.items()
    for column, verdict in zip(COLUMNS, verdicts, strict=True)
]


@pytest.mark.parametrize(("state", "allow", "column", "verdict"), CELLS)
def test_each_cell_of_the_edge_table(state: str, allow: bool, column: str, verdict: Verdict) -> None:
    edge = on("up", column, codes=((0, 0), (3, 5)), label="eu")
    found = judge(edge, TaskState(state), exit_code=4, label="eu", allow_failure=allow)
    assert found is verdict


def test_the_table_has_a_row_for_every_final_state() -> None:
    assert {state for state, _ in TABLE} == {state.value for state in TaskState if state.is_final}


@pytest.mark.parametrize(
    ("codes", "state", "exit_code", "verdict"),
    [
        (((0, 0),), "success", None, MET),
        (((2, 2),), "success", 0, BLOCKED),
        (((2, 2), (100, 120)), "failed", 110, MET),
        (((2, 2), (100, 120)), "failed", 3, BLOCKED),
        (((0, 255),), "failed", None, BLOCKED),
        (((0, 255),), "crashed", 137, BLOCKED),
    ],
)
def test_exit_codes_are_met_by_a_code_that_is_asked_for(
    codes: tuple[tuple[int, int], ...], state: str, exit_code: int | None, verdict: Verdict
) -> None:
    edge = on("up", "exit_codes", codes=codes)
    assert judge(edge, TaskState(state), exit_code=exit_code) is verdict


def test_a_label_that_was_not_chosen_prunes() -> None:
    edge = on("route", "label", label="eu")
    assert judge(edge, TaskState.SUCCESS, label="us") is PRUNED
    assert judge(edge, TaskState.SUCCESS, label=None) is PRUNED


def joined(join: str | int, verdicts: str, *, needs: int = 3, always: bool = False) -> Decision:
    """`m`et, `p`runed, `b`locked by a failure, `x` blocked by none."""
    tested = task("t", tuple(f"u{at}" for at in range(needs)), join=join, always=always)
    tally = Tally(waiting=needs)
    for letter in verdicts:
        verdict = {"m": MET, "p": PRUNED}.get(letter, BLOCKED)
        tally.count(verdict, TaskState.FAILED if letter == "b" else TaskState.SUCCESS)
    return decide(tested, tally)


WAIT, RUN, SKIP, UPSTREAM_FAILED = Decision.WAIT, Decision.RUN, Decision.SKIP, Decision.UPSTREAM_FAILED


@pytest.mark.parametrize(
    ("join", "verdicts", "decision"),
    [
        ("all", "mm", WAIT),
        ("all", "mmm", RUN),
        ("all", "b", WAIT),
        ("all", "bmm", UPSTREAM_FAILED),
        ("all", "pmm", SKIP),
        ("all", "pbm", UPSTREAM_FAILED),
        ("all", "xmm", SKIP),
        ("branch", "mp", WAIT),
        ("branch", "mpp", RUN),
        ("branch", "mmm", RUN),
        ("branch", "ppp", SKIP),
        ("branch", "mpb", UPSTREAM_FAILED),
        ("branch", "mpx", SKIP),
        ("any", "m", RUN),
        ("any", "bm", RUN),
        ("any", "pp", WAIT),
        ("any", "ppp", SKIP),
        ("any", "ppb", UPSTREAM_FAILED),
        (2, "m", WAIT),
        (2, "mm", RUN),
        (2, "bpm", UPSTREAM_FAILED),
        (2, "ppm", SKIP),
    ],
)
def test_joins(join: str | int, verdicts: str, decision: Decision) -> None:
    assert joined(join, verdicts) is decision


@pytest.mark.parametrize("join", ["all", "branch", "any", 2])
def test_a_task_without_edges_runs_whatever_its_join(join: str | int) -> None:
    assert joined(join, "", needs=0) is RUN


def test_an_always_task_waits_for_all_ends_and_then_runs() -> None:
    assert joined("all", "mb", always=True) is WAIT
    assert joined("all", "bxp", always=True) is RUN


def why(edges: list[Edge], *rows: TaskRow) -> str:
    tested: PlanTask = task("t", edges)
    return why_not(tested, [(row, False) for row in rows])


def ended(state: str, **keys: object) -> TaskRow:
    key = TaskKey("up")
    return TaskRow(RunId("r"), key, "up", "", -1, TaskState(state), **keys)  # type: ignore[arg-type]


def test_reasons_name_the_task_that_is_the_cause() -> None:
    assert why([on("a")], ended("failed")) == "a failed"
    assert why([on("a"), on("b")], ended("skipped"), ended("timed_out")) == "b timed out"
    assert why([on("a"), on("b")], ended("crashed"), ended("upstream_failed")) == "a crashed, and 1 more"
    assert why([on("a")], ended("skipped")) == "a was skipped"
    assert why([on("a", "failed")], ended("success")) == "a succeeded, and this is for when it does not"
    assert why([on("a", "label", label="eu")], ended("success", label="us")) == "a chose us, not eu"
    said = why([on("a", "exit_codes", codes=((2, 2),))], ended("failed", exit_code=3))
    assert said == "a ended with exit code 3, which is not asked for"
