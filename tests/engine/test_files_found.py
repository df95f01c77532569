"""Whose files an attempt finds, and in which order."""

from dataclasses import replace

from seaway.core.outcome import Ending
from seaway.core.plan import Plan
from seaway.core.states import RunState
from seaway.executors.inline import InlineExecutor
from seaway.ids import AttemptId
from seaway.sdk.protocols.executor import AttemptSpec, Upstream
from seaway.testing.plans import each, group, plan, task
from seaway.testing.stage import Stage, on_virtual_time


async def found_by(workflow: Plan, *, failing: str = "") -> dict[str, tuple[Upstream, ...]]:
    """Play a run in which every attempt leaves a file; returns what each one was given."""
    stage = Stage(executor=InlineExecutor(is_manual=True))
    await stage.engine()
    run_id = await stage.start(workflow)
    given: dict[str, tuple[Upstream, ...]] = {}

    def end(attempt_id: AttemptId, spec: AttemptSpec) -> None:
        given[spec.key] = spec.upstreams
        ending = Ending.FAILED if spec.key == failing else Ending.SUCCESS
        outcome = replace(stage.executor.outcome(ending), manifest=f"files of {spec.key}")
        stage.executor.end(attempt_id, outcome)

    async def is_over() -> bool:
        for attempt_id, spec in list(stage.executor.running.items()):
            end(attempt_id, spec)
        return (await stage.run(run_id)).state.is_final

    await stage.until(is_over, seconds=60)
    assert ((await stage.run(run_id)).state is RunState.FAILED) is bool(failing)
    return given


def keys(upstreams: tuple[Upstream, ...]) -> list[str]:
    return [upstream.key for upstream in upstreams]


def is_after(upstreams: tuple[Upstream, ...], later: str, earlier: str) -> bool:
    before = {upstream.key: upstream.after for upstream in upstreams}
    waiting, seen = [later], set[str]()
    while waiting:
        for key in before[waiting.pop()]:  # type: ignore[index]
            if key not in seen:
                seen.add(key)
                waiting.append(key)
    return earlier in seen


@on_virtual_time
async def test_an_attempt_finds_the_files_of_all_it_comes_after_and_of_no_other() -> None:
    given = await found_by(plan(task("a"), task("b"), task("c", "a"), task("d", ["b", "c"])))
    assert keys(given["a"]) == []
    assert keys(given["c"]) == ["a"]
    assert sorted(keys(given["d"])) == ["a", "b", "c"]
    assert is_after(given["d"], "c", "a")
    assert not is_after(given["d"], "b", "a")


@on_virtual_time
async def test_items_come_under_their_key_and_a_group_side_by_side() -> None:
    inner = group("g", task("x"), task("y", "x"))
    given = await found_by(plan(task("fan", foreach=each("p", "q")), inner, task("end", ["fan", "g"])))
    prefixes = {upstream.key: upstream.prefix for upstream in given["end"]}
    assert prefixes == {"fan[p]": "p", "fan[q]": "q", "g.x": "", "g.y": ""}
    assert is_after(given["end"], "g.y", "g.x")


@on_virtual_time
async def test_a_handler_finds_what_succeeded_before_the_failure() -> None:
    workflow = plan(
        task("a"),
        task("b"),
        task("bad", ["a", "b"]),
        on_failure=[task("tell"), task("then", "tell")],
        final=[task("tidy")],
    )
    given = await found_by(workflow, failing="bad")
    assert sorted(keys(given["tell"])) == ["a", "b"]
    assert keys(given["then"]) == ["a", "b", "tell"]
    assert keys(given["tidy"]) == ["a", "b", "tell", "then"]


@on_virtual_time
async def test_unordered_tasks_that_wrote_the_same_are_no_dispute_for_a_handler() -> None:
    workflow = plan(task("a"), task("b"), task("c", "a"), final=[task("tidy")])
    given = await found_by(workflow)
    assert is_after(given["tidy"], "b", "a") or is_after(given["tidy"], "a", "b")
    assert is_after(given["tidy"], "c", "a")
    assert is_after(given["tidy"], "c", "b")


@on_virtual_time
async def test_a_handler_may_name_whose_files_it_wants() -> None:
    tidy = task("tidy", payload={"run": "true", "files": {"from": ["b"]}})
    given = await found_by(plan(task("a"), task("b"), final=[tidy]))
    assert keys(given["tidy"]) == ["b"]


@on_virtual_time
async def test_a_handler_of_a_run_without_files_is_given_none() -> None:
    stage = Stage(executor=InlineExecutor())
    await stage.engine()
    run_id = await stage.start(plan(task("a"), final=[task("tidy")]))
    await stage.until_over(run_id)
    assert [spec.upstreams for spec in stage.executor.started] == [(), ()]
