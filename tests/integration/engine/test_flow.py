"""What runs, in which order and how it ends: edges, groups, foreach, sub-workflows, with real processes."""

import pytest

from seaway.core.rerun import RerunChoice, RerunMode
from seaway.core.states import RunState, TaskState
from seaway.engine.reruns import RerunRequest
from seaway.errors import BadRequestError
from seaway.ids import RunId
from seaway.store import runs
from seaway.store.runs import RunFilter, RunRecord
from tests.support.projects import PROJECT, Site

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def children_of(site: Site, run_id: RunId) -> list[RunRecord]:
    which = RunFilter(project=PROJECT, parent_run=run_id)
    return await site.database.read(lambda connection: runs.list_runs(connection, which))


# --- branches ---------------------------------------------------------------------------------------------


async def test_a_switch_takes_one_branch_and_both_come_together_again(site: Site) -> None:
    ran = await site.run(
        """
        inputs: {rows: integer}
        tasks:
          size: {switch: {cases: {large: "inputs.rows > 100", small: "inputs.rows > 0"}, default: empty}}
          bulk: {needs: {size: large}, run: "true"}
          row_by_row: {needs: {size: small}, run: "true"}
          nothing: {needs: {size: empty}, run: "true"}
          load: {needs: [bulk, row_by_row, nothing], join: branch, run: "true"}
        """,
        rows=5,
    )
    assert ran.state is RunState.SUCCESS, str(ran)
    expected = {"bulk": "skipped", "row_by_row": "success", "nothing": "skipped", "load": "success"}
    assert ran.states == {"size": "success", **expected}


async def test_a_condition_sees_outputs_and_a_false_one_skips_what_follows(site: Site) -> None:
    ran = await site.run("""
        tasks:
          count: {run: "echo rows=0 >> $SEAWAY_OUTPUT", outputs: {rows: integer}}
          load: {needs: count, when: "tasks.count.outputs.rows > 0", run: "true"}
          after: {needs: load, run: "true"}
          beside: {needs: count, when: "tasks.count.outputs.rows == 0", run: "true"}
    """)
    assert ran.state is RunState.SUCCESS, str(ran)
    assert ran.states == {"count": "success", "load": "skipped", "after": "skipped", "beside": "success"}


async def test_edges_on_exit_codes_choose_what_is_done_about_them(site: Site) -> None:
    ran = await site.run("""
        tasks:
          check: {run: "exit 7", allow_failure: true}
          seven: {needs: {check: 7}, run: "true"}
          range: {needs: {check: [2, "5-9"]}, run: "true"}
          zero: {needs: {check: 0}, run: "true"}
          failed: {needs: {check: failed}, run: "true"}
    """)
    assert ran.state is RunState.SUCCESS, str(ran)
    assert ran.tasks["check"].exit_code == 7
    expected = {"seven": "success", "range": "success", "zero": "upstream_failed", "failed": "success"}
    assert ran.states == {"check": "failed", **expected}


async def test_a_join_on_the_first_does_not_wait_for_the_others(site: Site) -> None:
    run_id = await site.start("""
        tasks:
          quick: {run: "true"}
          slow: {run: "sleep 60"}
          first: {needs: [quick, slow], join: any, run: "true"}
    """)
    ran = await site.reaches(run_id, "first", TaskState.SUCCESS)
    assert ran.states["slow"] == "running"
    await site.desk.cancel(run_id, reason="seen enough")
    await site.ended(run_id)


async def test_a_failure_is_told_in_on_failure_and_cleaned_up_in_finally(site: Site) -> None:
    ran = await site.run("""
        tasks:
          load: {run: "echo no such table >&2; exit 3"}
          after: {needs: load, run: "true"}
          anyway: {needs: {load: completed}, run: "true"}
        on_failure:
          tell: {run: "echo told={{ run.failed_task }} {{ run.error }} >> $SEAWAY_OUTPUT"}
        finally:
          clean: {run: "echo state={{ tasks.load.state }} >> $SEAWAY_OUTPUT"}
    """)
    assert ran.state is RunState.FAILED
    assert ran.run.failed_task == "load"
    assert ran.states["after"] == "upstream_failed"
    assert ran.states["anyway"] == "success"
    assert "exit code 3: no such table" in str(ran.run.error)
    assert "load exit code 3" in str(ran.outputs("tell")), str(ran)
    assert ran.outputs("clean") == {"state": "failed"}


async def test_what_runs_at_the_end_may_fail_a_run_and_not_save_it(site: Site) -> None:
    ran = await site.run("""
        tasks:
          load: {run: "true"}
        on_failure:
          tell: {run: "true"}
        finally:
          clean: {run: "exit 1"}
    """)
    assert ran.state is RunState.FAILED, str(ran)
    assert "tell" not in ran.states


# --- retries and time -------------------------------------------------------------------------------------


async def test_an_attempt_that_fails_is_tried_again_after_its_delay(site: Site) -> None:
    ran = await site.run("""
        tasks:
          flaky:
            retry: {attempts: 3, delay: 100ms}
            run: |
              echo attempt $SEAWAY_ATTEMPT
              [ $SEAWAY_ATTEMPT = 3 ]
    """)
    assert ran.state is RunState.SUCCESS, str(ran)
    assert ran.tasks["flaky"].attempt == 3
    assert ran.log("flaky") == "attempt 3"


async def test_exit_codes_that_are_final_are_not_tried_again(site: Site) -> None:
    ran = await site.run("""
        tasks:
          fails: {retry: {attempts: 3, delay: 10ms, unless_exit_codes: [2, 100-120]}, run: "exit 110"}
    """)
    assert ran.states == {"fails": "failed"}
    assert ran.tasks["fails"].attempt == 1


@pytest.mark.slow
async def test_a_script_that_ignores_its_timeout_is_killed(site: Site) -> None:
    ran = await site.run("""
        tasks:
          slow: {timeout: 300ms, run: "trap '' TERM; while :; do sleep 0.05; done"}
          after: {needs: {slow: failed}, run: "true"}
    """)
    assert ran.states == {"slow": "timed_out", "after": "success"}, str(ran)
    assert "timed out after 300ms" in ran.says("slow")


async def test_a_run_that_takes_too_long_ends_as_failed_and_cleans_up(site: Site) -> None:
    ran = await site.run("""
        timeout: 400ms
        tasks:
          slow: {run: "sleep 60"}
          after: {needs: slow, run: "true"}
        finally:
          clean: {run: "true"}
    """)
    assert ran.state is RunState.FAILED, str(ran)
    assert ran.states["clean"] == "success"
    assert "after" not in ran.states or ran.states["after"] == "cancelled"


# --- foreach ----------------------------------------------------------------------------------------------


async def test_a_foreach_gives_its_outputs_in_the_order_of_its_items(site: Site) -> None:
    ran = await site.run("""
        tasks:
          list:
            run: |
              echo '{"days": ["mo", "tu", "we"]}' >> $SEAWAY_OUTPUT
            outputs: {days: list}
          load:
            needs: list
            foreach: {items: "{{ tasks.list.outputs.days }}", max_parallel: 2}
            run: "echo day={{ item }} >> $SEAWAY_OUTPUT"
        outputs: {days: "{{ tasks.load.outputs | map(attribute='day') | list }}"}
    """)
    assert ran.state is RunState.SUCCESS, str(ran)
    assert ran.result == {"days": ["mo", "tu", "we"]}


async def test_a_foreach_over_nothing_succeeds_with_an_empty_list(site: Site) -> None:
    ran = await site.run("""
        tasks:
          load: {foreach: [], run: "exit 1"}
        outputs: {all: "{{ tasks.load.outputs }}"}
    """)
    assert ran.state is RunState.SUCCESS, str(ran)
    assert ran.result == {"all": []}


async def test_a_matrix_runs_every_combination(site: Site) -> None:
    ran = await site.run("""
        tasks:
          load:
            foreach: {matrix: {country: [de, fr], year: [2010, 2011]}, key: "item.country ~ '-' ~ item.year"}
            run: "echo at={{ item.country }}{{ item.year }} >> $SEAWAY_OUTPUT"
    """)
    assert ran.state is RunState.SUCCESS, str(ran)
    assert ran.outputs("load[fr-2010]") == {"at": "fr2010"}
    assert ran.tasks["load"].item_count == 4


async def test_items_that_fail_are_tolerated_up_to_the_limit(site: Site) -> None:
    body = """
        tasks:
          load:
            foreach: {items: [a, b, c, d], tolerate: %s}
            run: "[ {{ item }} != b ]"
          after: {needs: load, run: "true"}
        outputs: {all: "{{ tasks.load.outputs | default([]) | map('default', 'none') | list }}"}
    """
    enough, too_few = await site.run(body % "25%"), await site.run(body % "0")
    assert enough.state is RunState.SUCCESS, str(enough)
    assert too_few.state is RunState.FAILED
    assert "1 of 4 items failed: b" in too_few.says("load")
    assert too_few.states["after"] == "upstream_failed"


async def test_no_further_items_start_after_a_failure_where_so_asked(site: Site) -> None:
    ran = await site.run("""
        tasks:
          load:
            foreach: {items: [a, b, c, d], max_parallel: 1, on_item_failure: stop}
            run: "[ {{ item }} != b ]"
    """)
    assert ran.states["load"] == "failed"
    assert ran.states["load[a]"] == "success"
    assert ran.states["load[b]"] == "failed"
    assert ran.states.get("load[d]", "skipped") == "skipped"


# --- groups -----------------------------------------------------------------------------------------------


async def test_a_group_runs_its_tasks_for_each_item_and_computes_outputs(site: Site) -> None:
    ran = await site.run("""
        tasks:
          per_item:
            foreach: [1, 2, 3]
            tasks:
              get: {run: "echo n={{ item }} >> $SEAWAY_OUTPUT", outputs: {n: integer}}
              double:
                needs: get
                run: "echo n=$(( {{ tasks.get.outputs.n }} * 2 )) >> $SEAWAY_OUTPUT"
                outputs: {n: integer}
            outputs: {n: "{{ tasks.double.outputs.n }}"}
        outputs: {all: "{{ tasks.per_item.outputs | map(attribute='n') | list }}"}
    """)
    assert ran.state is RunState.SUCCESS, str(ran)
    assert ran.result == {"all": [2, 4, 6]}


async def test_a_failure_deep_in_groups_is_the_failure_of_the_run_and_the_rest_goes_on(site: Site) -> None:
    ran = await site.run("""
        tasks:
          outer:
            foreach: [a, b]
            tasks:
              inner:
                tasks:
                  one: {run: "[ {{ item }} = a ]"}
                  two: {needs: one, run: "true"}
              after: {needs: inner, run: "true"}
    """)
    assert ran.state is RunState.FAILED
    assert ran.run.failed_task == "outer[b].inner.one", str(ran)
    assert ran.states["outer[a].after"] == "success"
    assert ran.states["outer[b].inner.two"] == "upstream_failed"
    assert ran.states["outer[b].after"] == "upstream_failed"


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
    await site.reaches(run_id, "child", TaskState.DEFERRED)
    child_run = RunId((await site.look(run_id)).tasks["child"].child_run or "")
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
    await site.reaches(run_id, "child", TaskState.DEFERRED)
    child_run = RunId((await site.look(run_id)).tasks["child"].child_run or "")
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
