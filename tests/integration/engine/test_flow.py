"""What runs, in which order and how it ends: edges, retries, foreach, groups, with real processes."""

import pytest

from seaway.core.states import RunState, TaskState
from tests.support.projects import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")


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
