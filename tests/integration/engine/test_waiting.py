"""What a run waits for, other runs and people, and what a rerun takes over."""

from pathlib import Path

import pytest

from seaway.core.rerun import RerunChoice, RerunMode
from seaway.core.states import RunState, TaskState
from seaway.engine.reruns import RerunRequest
from seaway.errors import BadRequestError
from seaway.ids import RunId
from seaway.store import runs
from seaway.store.runs import RunFilter, RunRecord
from tests.support.engine_process import engine_process
from tests.support.projects import PROJECT, Site, open_site

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def children_of(site: Site, run_id: RunId) -> list[RunRecord]:
    which = RunFilter(project=PROJECT, parent_run=run_id)
    return await site.database.read(lambda connection: runs.list_runs(connection, which))


# --- sub-workflows ----------------------------------------------------------------------------------------


async def test_another_workflow_gets_inputs_and_gives_outputs(site: Site) -> None:
    child = site.add("""
        inputs: {n: integer}
        tasks:
          double: {run: "echo n=$(( {{ inputs.n }} * 2 )) >> $SEAWAY_OUTPUT", outputs: {n: integer}}
        outputs: {n: "{{ tasks.double.outputs.n }}"}
    """)
    ran = await site.run(f"""
        tasks:
          one: {{run: "echo n=20 >> $SEAWAY_OUTPUT", outputs: {{n: integer}}}}
          child: {{needs: one, workflow: {child}, with: {{n: "{{{{ tasks.one.outputs.n }}}}"}}}}
          items: {{foreach: [1, 2], workflow: {child}, with: {{n: "{{{{ item }}}}"}}}}
        outputs: {{n: "{{{{ tasks.child.outputs.n }}}}", items: "{{{{ tasks.items.outputs | list }}}}"}}
    """)
    assert ran.state is RunState.SUCCESS, str(ran)
    assert ran.result == {"n": 40, "items": [{"n": 2}, {"n": 4}]}
    assert len(await children_of(site, ran.id)) == 3


async def test_a_child_that_fails_fails_its_task_with_the_childs_error(site: Site) -> None:
    child = site.add("""
        tasks:
          load: {run: "echo no such table >&2; exit 3"}
    """)
    ran = await site.run(f"""
        tasks:
          child: {{workflow: {child}}}
          after: {{needs: {{child: failed}}, run: "true"}}
    """)
    assert ran.states == {"child": "failed", "after": "success"}, str(ran)
    assert "no such table" in ran.says("child")


async def test_a_cancel_reaches_the_child_and_what_runs_in_it(site: Site) -> None:
    child = site.add("""
        tasks:
          slow: {run: "sleep 60"}
    """)
    run_id = await site.start(f"""
        tasks:
          child: {{workflow: {child}}}
    """)
    child_run = await site.child_of(run_id, "child")
    await site.reaches(child_run, "slow", TaskState.RUNNING)
    await site.desk.cancel(run_id, reason="not today")
    assert (await site.ended(run_id)).states == {"child": "cancelled"}
    assert (await site.ended(child_run)).state is RunState.CANCELLED


async def test_a_cancelled_child_is_told_apart_from_a_failed_one(site: Site) -> None:
    child = site.add("""
        tasks:
          slow: {run: "sleep 60"}
    """)
    run_id = await site.start(f"""
        tasks:
          child: {{workflow: {child}}}
    """)
    child_run = await site.child_of(run_id, "child")
    await site.desk.cancel(child_run, reason="not this one")
    ran = await site.ended(run_id)
    assert ran.state is RunState.FAILED, str(ran)
    assert ran.states == {"child": "cancelled"}
    assert "its run was cancelled: not this one" in ran.says("child")


# --- approvals --------------------------------------------------------------------------------------------

_APPROVAL = """
    tasks:
      ask: {approval: {message: "Load {{ run.logical_date }}?", fields: {why: text}, approvers: [ada, bob]}}
      load:
        needs: ask
        run: "echo who={{ tasks.ask.outputs.actor }}, {{ tasks.ask.outputs.why }} >> $SEAWAY_OUTPUT"
      refuse: {needs: {ask: failed}, run: "true"}
"""


async def test_an_approval_waits_for_a_person_and_hands_on_the_answer(site: Site) -> None:
    run_id = await site.start(_APPROVAL)
    await site.reaches(run_id, "ask", TaskState.AWAITING_INPUT)
    await site.answer(run_id, "ask", why="looks fine")
    ran = await site.ended(run_id)
    assert ran.state is RunState.SUCCESS, str(ran)
    assert ran.outputs("load") == {"who": "ada, looks fine"}


async def test_a_rejection_fails_the_task_and_names_who_rejected(site: Site) -> None:
    run_id = await site.start(_APPROVAL)
    await site.reaches(run_id, "ask", TaskState.AWAITING_INPUT)
    await site.answer(run_id, "ask", is_approved=False)
    ran = await site.ended(run_id)
    assert ran.states == {"ask": "failed", "load": "upstream_failed", "refuse": "success"}
    assert "ada" in ran.says("ask")


async def test_only_those_named_may_answer(site: Site) -> None:
    run_id = await site.start(_APPROVAL)
    await site.reaches(run_id, "ask", TaskState.AWAITING_INPUT)
    ask = site.desk.answer(run_id, "ask", actor="eve", is_approved=True, values={"why": "me"})  # type: ignore[arg-type]
    with pytest.raises(BadRequestError, match="eve may not answer"):
        await ask
    await site.desk.cancel(run_id, reason="nobody answers")
    assert (await site.ended(run_id)).states["ask"] == "cancelled"


async def test_an_approval_nobody_gives_expires(site: Site) -> None:
    ran = await site.run("""
        tasks:
          ask: {approval: {message: "Go on?", expires: 200ms}}
    """)
    assert ran.states == {"ask": "timed_out"}, str(ran)


# --- reruns -----------------------------------------------------------------------------------------------


async def test_a_rerun_from_what_failed_carries_results_and_files(site: Site) -> None:
    site.write("scripts/fixed.sh", "exit 1\n")
    body = """
        tasks:
          once: {run: "date +%N > stamp.txt; echo at=$(cat stamp.txt) >> $SEAWAY_OUTPUT"}
          items:
            needs: once
            foreach: [a, b]
            run: |
              cat stamp.txt > {{ item }}.txt
              [ {{ item }} = a ] || bash scripts/fixed.sh
          read: {needs: items, run: bash scripts/found.sh}
        outputs: {at: "{{ tasks.once.outputs.at }}"}
    """
    failed = await site.run(body)
    assert failed.states["items[b]"] == "failed"
    site.write("scripts/fixed.sh", "exit 0\n")
    await site.publish()
    choice = RerunChoice(mode=RerunMode.FAILED)
    rerun = await site.desk.rerun(RerunRequest(run_id=failed.id, choice=choice))
    again = await site.ended(rerun.run_id)
    assert again.state is RunState.SUCCESS, str(again)
    assert again.outputs("once") == failed.outputs("once")
    assert again.outputs("read") == {"found": "a/a.txt b/b.txt stamp.txt "}


async def test_a_rerun_carries_the_files_of_items_though_nothing_else_left_any(site: Site) -> None:
    site.write("scripts/broken.sh", "exit 1\n")
    failed = await site.run("""
        tasks:
          items: {foreach: [a, b], run: "echo 1 > rows.txt"}
          read: {needs: items, run: bash scripts/broken.sh}
    """)
    assert failed.states["read"] == "failed"
    site.write("scripts/broken.sh", "exec bash scripts/found.sh\n")
    await site.publish()
    for _ in range(2):
        choice = RerunChoice(mode=RerunMode.FROM, tasks=("read",))
        rerun = await site.desk.rerun(RerunRequest(run_id=failed.id, choice=choice))
        failed = await site.ended(rerun.run_id)
        assert failed.outputs("read") == {"found": "a/rows.txt b/rows.txt "}, str(failed)


# --- an engine --------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_an_engine_that_was_killed_does_not_count_from_that_moment_on(tmp_path: Path) -> None:
    async with open_site(tmp_path, has_engine=False) as site:
        async with engine_process(tmp_path) as engine:
            run_id = await site.start("tasks:\n  ask: {approval: {message: Shall we?}}")
            await site.reaches(run_id, "ask", TaskState.AWAITING_INPUT)
            assert [each.key for each in await site.desk.why(run_id)] == ["ask"]
            await engine.kill()
            whole, *_ = await site.desk.why(run_id)
        assert whole.key == ""
        assert whole.why.startswith(f"no engine is running: process {engine.pid} on ")
        async with engine_process(tmp_path):
            assert [each.key for each in await site.desk.why(run_id)] == ["ask"]
