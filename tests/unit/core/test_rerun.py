"""What a rerun does again, and what it takes over."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from seaway.core.events import Queue
from seaway.core.plan import Plan, PlanTask
from seaway.core.rerun import RerunChoice, RerunMode, RerunSet, plan_rerun
from seaway.core.rows import TaskRow
from seaway.core.states import RunState, TaskState
from seaway.errors import BadRequestError
from seaway.ids import RunId, TaskKey
from seaway.testing.plans import each, group, plan, task
from tests.support.run_driver import Driver

FAILED = RerunChoice(RerunMode.FAILED)
ALL = RerunChoice(RerunMode.ALL)


def from_(*names: str) -> RerunChoice:
    return RerunChoice(RerunMode.FROM, names)


def etl() -> Plan:
    return plan(task("extract"), task("other"), task("load", "extract"), task("report", ["load", "other"]))


def failed_at_load() -> Driver:
    return Driver(etl()).begin().work("extract", "other", outputs="{}", manifest="m").fail("load")


def again(driver: Driver, chosen: RerunSet, plan: Plan | None = None) -> Driver:
    items: Mapping[TaskKey, Sequence[str]] = driver.item_keys
    made = Driver(plan or driver.plan, carried=chosen.carry, item_keys=items, run_id=RunId("run-2"))
    return made.begin()


def planned(driver: Driver, choice: RerunChoice, new: Plan | None = None) -> RerunSet:
    return plan_rerun(driver.plan, new or driver.plan, driver.rows.values(), choice)


def test_a_rerun_from_failed_runs_what_failed_and_all_after_it() -> None:
    chosen = planned(failed_at_load(), FAILED)
    assert chosen.run == (("load", "it ended failed"), ("report", "it ended upstream failed"))
    assert sorted(chosen.carry) == ["extract", "other"]


def test_what_is_carried_is_settled_when_the_run_begins() -> None:
    first = failed_at_load()
    second = again(first, planned(first, FAILED))
    assert second.queued() == ["load"]
    row = second.row("extract")
    assert (row.run_id, row.carried_from) == ("run-2", "run-1")
    assert (row.state, row.outputs, row.manifest) == (TaskState.SUCCESS, "{}", "m")
    second.work("load", "report")
    assert second.run_row.state is RunState.SUCCESS


def test_what_is_carried_twice_names_the_run_it_comes_from() -> None:
    first = failed_at_load()
    second = again(first, planned(first, FAILED)).fail("load")
    third = again(second, planned(second, FAILED))
    assert third.row("extract").carried_from == "run-1"


def test_from_a_task_runs_it_and_all_after_it() -> None:
    done = failed_at_load()
    assert [name for name, _ in planned(done, from_("other")).run] == ["other", "report"]
    assert planned(done, from_("extract")).run[1] == ("load", "comes after extract")


def test_all_carries_nothing() -> None:
    assert planned(failed_at_load(), ALL).carry == {}


def changed(plan_: Plan, name: str) -> Plan:
    def edit(old: PlanTask) -> PlanTask:
        edges = [edge.upstream for edge in old.edges]
        made = task(old.id, edges)
        return made if old.id != name else _with_definition(made, "new")

    return plan(*map(edit, plan_.main.tasks))


def _with_definition(made: PlanTask, definition: str) -> PlanTask:
    return PlanTask(id=made.id, kind=made.kind, edges=made.edges, definition=definition)


def test_what_was_changed_and_what_comes_after_it_joins_and_is_told_first() -> None:
    done = failed_at_load()
    chosen = planned(done, FAILED, changed(done.plan, "extract"))
    assert chosen.run[0] == ("extract", "its definition changed")
    assert [name for name, _ in chosen.run] == ["extract", "load", "report"]
    assert sorted(chosen.carry) == ["other"]


def test_a_task_without_a_result_joins() -> None:
    first = Driver(etl()).begin().work("extract").cancel()
    chosen = planned(first, from_("load"))
    assert ("other", "it was cancelled") in chosen.run


def test_a_failure_that_is_not_chosen_is_carried_and_still_counts() -> None:
    first = Driver(plan(task("a"), task("b"))).begin().fail("a").work("b")
    second = again(first, planned(first, from_("b"))).work("b")
    assert second.run_row.state is RunState.FAILED


def test_nothing_to_run_and_unknown_tasks_are_refused() -> None:
    done = Driver(plan(task("a"))).begin().work("a")
    with pytest.raises(BadRequestError, match="nothing to run again"):
        planned(done, FAILED)
    with pytest.raises(BadRequestError, match="there is no task nope"):
        planned(done, from_("nope"))


# --- foreach and groups ---------------------------------------------------------------------------------


def half_failed() -> Driver:
    driver = Driver(plan(task("list"), task("load", "list", foreach=each()), task("after", "load"))).begin()
    driver.work("list").expand("load", "de", "fr", "it")
    return driver.work("load[de]", "load[it]", outputs="{}").fail("load[fr]")


def test_a_foreach_keeps_its_items_and_runs_only_those_that_did_not_succeed() -> None:
    first = half_failed()
    chosen = planned(first, FAILED)
    assert sorted(chosen.carry) == ["list", "load", "load[de]", "load[it]"]
    second = again(first, chosen)
    assert [command.key for command in second.commands if isinstance(command, Queue)] == ["load[fr]"]
    load = second.row("load")
    assert (load.state, load.item_count, load.items) == (TaskState.RUNNING, 3, "items-of-load")
    assert (second.row("load[it]").carried_from, load.carried_from) == ("run-1", None)
    assert told(second) == told_by(second.restored().outstanding())
    second.work("load[fr]", "after")
    assert second.run_row.state is RunState.SUCCESS


def told(driver: Driver) -> list[str]:
    return told_by(driver.run.outstanding())


def told_by(commands: Sequence[object]) -> list[str]:
    return sorted(map(repr, commands))


def test_a_foreach_whose_list_may_be_another_starts_afresh() -> None:
    chosen = planned(half_failed(), from_("list"))
    assert chosen.carry == {}


def test_a_foreach_that_succeeded_is_carried_as_one_row() -> None:
    driver = (
        Driver(plan(task("load", foreach=each()), task("after", "load"))).begin().expand("load", "de", "fr")
    )
    driver.work("load[de]", "load[fr]").fail("after")
    assert sorted(planned(driver, FAILED).carry) == ["load"]


def test_a_failed_foreach_that_is_not_chosen_is_carried_as_it_is() -> None:
    driver = Driver(plan(task("load", foreach=each()), task("b"))).begin().expand("load", "de")
    driver.fail("load[de]").work("b")
    second = again(driver, planned(driver, from_("b")))
    assert second.state("load") is TaskState.FAILED


def test_a_group_is_carried_with_all_that_is_in_it() -> None:
    driver = Driver(plan(group("g", task("a"), task("b", "a")), task("after", "g"))).begin()
    driver.work("g.a", "g.b").fail("after")
    chosen = planned(driver, FAILED)
    assert sorted(chosen.carry) == ["g", "g.a", "g.b"]
    second = again(driver, chosen)
    assert second.states("g", "g.a", "g.b") == ["success"] * 3
    assert second.queued() == ["after"]


def test_items_that_are_groups_are_carried_with_what_is_in_them() -> None:
    driver = Driver(plan(group("per", task("a"), foreach=each()))).begin().expand("per", "x", "y")
    driver.work("per[x].a").fail("per[y].a")
    chosen = planned(driver, FAILED)
    assert sorted(chosen.carry) == ["per", "per[x]", "per[x].a"]
    second = again(driver, chosen)
    assert second.queued() == ["per[y].a"]
    assert isinstance(second.row("per[x].a"), TaskRow)
    second.work("per[y].a")
    assert second.run_row.state is RunState.SUCCESS


def only(*names: str) -> RerunChoice:
    return RerunChoice(RerunMode.ONLY, names)


def test_a_task_whose_files_are_gone_runs_again_and_is_told_first() -> None:
    first = failed_at_load()
    chosen = plan_rerun(first.plan, first.plan, first.rows.values(), FAILED, gone={TaskKey("extract")})
    assert chosen.run[0] == ("extract", "its files are no longer kept")
    assert sorted(chosen.carry) == ["other"]


def test_a_group_is_carried_only_with_the_files_of_all_that_is_in_it() -> None:
    workflow = plan(group("g", task("a"), task("b")), task("load"))
    first = Driver(workflow).begin().work("g.a", "g.b").fail("load")
    chosen = plan_rerun(workflow, workflow, first.rows.values(), FAILED, gone={TaskKey("g.a")})
    assert chosen.run[0] == ("g", "its files are no longer kept")
    assert not chosen.carry
    assert sorted(again(first, chosen).queued()) == ["g.a", "g.b", "load"]


def test_of_a_foreach_only_the_items_run_again_whose_files_are_gone() -> None:
    workflow = plan(task("fan", foreach=each()), task("load"))
    first = Driver(workflow).begin().expand("fan", "x", "y", "z")
    first.work("fan[x]", "fan[y]", "fan[z]").fail("load")
    chosen = plan_rerun(workflow, workflow, first.rows.values(), FAILED, gone={TaskKey("fan[y]")})
    assert chosen.run[0] == ("fan", "its files are no longer kept")
    second = again(first, chosen)
    assert sorted(second.queued()) == ["fan[y]", "load"]
    second.work("fan[y]", "load")
    assert second.run_row.state is RunState.SUCCESS


def test_one_task_alone_needs_the_files_of_those_before_it() -> None:
    first = failed_at_load()
    with pytest.raises(BadRequestError, match="no longer kept"):
        plan_rerun(first.plan, first.plan, first.rows.values(), only("load"), gone={TaskKey("extract")})


def test_one_task_alone_runs_with_what_those_before_it_left() -> None:
    first = failed_at_load()
    chosen = planned(first, only("load"))
    assert chosen.run == (("load", "it was chosen"),)
    second = again(first, chosen)
    assert second.queued() == ["load"]
    second.work("load")
    assert second.run_row.state is RunState.SUCCESS
    assert second.row("extract").carried_from == "run-1"
    assert second.row("report").state is TaskState.SKIPPED
    assert second.row("other").state is TaskState.SKIPPED


def test_one_task_alone_takes_results_of_tasks_that_were_changed_since() -> None:
    first = failed_at_load()
    changed = replace(task("extract"), definition="new")
    new = plan(changed, task("other"), task("load", "extract"), task("report", "load"))
    second = again(first, planned(first, only("load"), new), new)
    assert second.queued() == ["load"]


def test_one_task_alone_needs_results_of_those_before_it() -> None:
    first = Driver(etl()).begin().fail("extract").work("other")
    new = plan(task("fresh"), task("load", "fresh"))
    with pytest.raises(BadRequestError, match="no result of fresh"):
        planned(first, only("load"), new)
