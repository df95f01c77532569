"""The engine dies by `kill -9`; the next one goes on, and nothing that was finished is done again."""

import asyncio
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from seaway.core.states import RunState, TaskState
from seaway.ids import RunId, TaskKey
from seaway.store import tasks
from tests.support.engine_process import engine_process
from tests.support.projects import Ran, Site, lines_of, open_site
from tests.support.promptness import assert_within
from tests.support.yards import eventually, is_marked, processes_of

pytestmark = pytest.mark.slow

_CODE = """
import time
from pathlib import Path

def note(place, what):
    with open(place, "a") as file:
        file.write(what + "\\n")

def nap(folder):
    note(f"{folder}/naps", "begin")
    while not Path(folder, "wake").exists():
        time.sleep(0.02)
    note(f"{folder}/naps", "end")
    return "rested"
"""

_EVERYTHING = """
tasks:
  done: {{run: "echo x >> {here}/done; echo 1 > done.txt; echo n=1 >> $SEAWAY_OUTPUT"}}
  items: {{foreach: [a, b], run: "echo x >> {here}/items; echo 1 > rows.txt"}}
  script: {{run: "echo $SEAWAY_ATTEMPT >> {here}/script; until [ -e {here}/wake ]; do sleep 0.02; done"}}
  function: {{uses: python.call, with: {{function: "code.py:nap", args: {{folder: "{here}"}}}}}}
  careful: {{idempotent: false, run: "echo x >> {here}/careful; sleep 60"}}
  waits: {{uses: flow.wait, with: {{duration: 1s}}}}
  flaky:
    retry: {{attempts: 2, delay: 1s}}
    run: "echo x >> {here}/flaky; [ $SEAWAY_ATTEMPT = 2 ]"
  ask: {{approval: "Go on?"}}
  read: {{needs: [done, items, ask, script, waits], run: "find * -name '*.txt' | sort > {here}/read"}}
"""


async def until_everything_is_under_way(site: Site, run_id: RunId) -> Ran:
    waits_for = {
        "done": TaskState.SUCCESS,
        "items": TaskState.SUCCESS,
        "script": TaskState.RUNNING,
        "function": TaskState.RUNNING,
        "careful": TaskState.RUNNING,
        "waits": TaskState.DEFERRED,
        "flaky": TaskState.UP_FOR_RETRY,
        "ask": TaskState.AWAITING_INPUT,
    }
    ran = await site.until(run_id, lambda ran: all(ran.states.get(k) == s for k, s in waits_for.items()))
    for name in ("script", "naps", "careful"):
        await site.appears(site.folder / name)
    return ran


async def test_a_killed_engine_is_followed_by_one_that_goes_on_at_once(tmp_path: Path) -> None:
    async with open_site(tmp_path, has_engine=False) as site:
        site.write("code.py", _CODE)
        async with engine_process(tmp_path, slots=8) as first:
            run_id = await site.start(_EVERYTHING.format(here=tmp_path))
            before = await until_everything_is_under_way(site, run_id)
            await first.kill()
        async with engine_process(tmp_path, slots=8):
            ready_s = time.monotonic()
            await site.appears(tmp_path / "script", 2)
            await site.appears(tmp_path / "naps", 2)
            assert time.monotonic() - ready_s < 20.0  # a moment; on a busy machine still no lease's time
            (tmp_path / "wake").touch()
            await site.answer(run_id, "ask")
            ran = await site.ended(run_id)

    assert ran.run.failed_task == "careful", str(ran)
    states = {"careful": "crashed", "items[a]": "success", "items[b]": "success"}
    assert ran.states == dict.fromkeys(ran.states, "success") | states
    began = {name: len(lines_of(tmp_path / name)) for name in ("done", "items", "careful", "flaky")}
    assert began == {"done": 1, "items": 2, "careful": 1, "flaky": 2}
    assert lines_of(tmp_path / "script") == ["1", "2"]
    assert lines_of(tmp_path / "naps") == ["begin", "begin", "end"]
    assert lines_of(tmp_path / "read") == ["a/rows.txt", "b/rows.txt", "done.txt"]
    assert "may have begun" in ran.says("careful") or "idempotent" in ran.says("careful")
    assert not is_marked(*[row.attempt_id for row in before.tasks.values() if row.attempt_id])
    await eventually(lambda: processes_of(tmp_path) == [])


async def test_three_seconds_after_an_engine_is_started_again_its_attempts_go_on(tmp_path: Path) -> None:
    """From the start of the process, an interpreter's included, to what user code does first."""

    async def go_on() -> float:
        count = len(lines_of(tmp_path / "began"))
        restarted_s = time.monotonic()
        async with engine_process(tmp_path):
            await site.appears(tmp_path / "began", count + 1)
            return time.monotonic() - restarted_s

    async with open_site(tmp_path, has_engine=False) as site:
        async with engine_process(tmp_path):
            await site.start(f'tasks: {{t: {{run: "echo x >> {tmp_path}/began; sleep 600"}}}}')
            await site.appears(tmp_path / "began")
        await assert_within(3.0, go_on)


async def test_a_result_that_comes_while_there_is_no_engine_is_taken_by_the_next_one(tmp_path: Path) -> None:
    async with open_site(tmp_path, has_engine=False) as site:
        site.write("code.py", _CODE)
        async with engine_process(tmp_path) as first:
            run_id = await site.start(f"""
                tasks:
                  function:
                    uses: python.call
                    with: {{function: "code.py:nap", args: {{folder: "{tmp_path}"}}}}
                  after:
                    needs: function
                    run: "echo {{{{ tasks.function.outputs.result }}}} >> {tmp_path}/after"
            """)
            await site.appears(tmp_path / "naps")
            await first.kill()
        (tmp_path / "wake").touch()
        spool = Path(site.here.paths.spool)
        await eventually(lambda: any(spool.iterdir()))
        async with engine_process(tmp_path):
            ran = await site.ended(run_id)
            await eventually(lambda: not any(spool.iterdir()))
    assert ran.state is RunState.SUCCESS, str(ran)
    assert ran.tasks["function"].attempt == 1
    assert lines_of(tmp_path / "naps") == ["begin", "end"]
    assert lines_of(tmp_path / "after") == ["rested"]


async def test_files_of_finished_items_are_found_after_a_restart(tmp_path: Path) -> None:
    """Rows of finished items are not read back; that they left files must be known nevertheless."""
    async with open_site(tmp_path, has_engine=False) as site:
        async with engine_process(tmp_path) as first:
            run_id = await site.start(f"""
                tasks:
                  items: {{foreach: [a, b], run: "echo 1 > rows.txt"}}
                  ask: {{needs: items, approval: "Go on?"}}
                  read: {{needs: [ask, items], run: "ls */rows.txt > {tmp_path}/read"}}
            """)
            await site.reaches(run_id, "ask", TaskState.AWAITING_INPUT)
            await first.kill()
        async with engine_process(tmp_path):
            await site.answer(run_id, "ask")
            ran = await site.ended(run_id)
    assert lines_of(tmp_path / "read") == ["a/rows.txt", "b/rows.txt"], str(ran)


async def test_an_engine_killed_again_and_again_at_any_moment_ends_with_the_same_numbers(
    tmp_path: Path,
) -> None:
    """Each attempt notes its id when it begins: none begins twice, and what ended well never begins again."""
    moments = random.Random(20111109)
    async with open_site(tmp_path, has_engine=False) as site:
        name = site.add(f"""
            tasks:
              list: {{run: "echo '{{\\"n\\": [1, 2, 3, 4, 5, 6]}}' >> $SEAWAY_OUTPUT", outputs: {{n: list}}}}
              square:
                needs: list
                foreach: {{items: "{{{{ tasks.list.outputs.n }}}}", max_parallel: 3}}
                run: |
                  echo "$SEAWAY_TASK $SEAWAY_ATTEMPT_ID" >> {tmp_path}/began
                  sleep 0.1
                  echo n=$(( {{{{ item }}}} * {{{{ item }}}} )) >> $SEAWAY_OUTPUT
                  echo {{{{ item }}}} > n.txt
                outputs: {{n: integer}}
              sum:
                needs: square
                run: |
                  echo "$SEAWAY_TASK $SEAWAY_ATTEMPT_ID" >> {tmp_path}/began
                  echo sum=$(( $(cat */n.txt | paste -sd+) )) >> $SEAWAY_OUTPUT
                outputs: {{sum: integer}}
            outputs:
              squares: "{{{{ tasks.square.outputs | map(attribute='n') | list }}}}"
              sum: "{{{{ tasks.sum.outputs.sum }}}}"
        """)
        (await site.publish()).get(name).require()
        run_id = await site.submit(name)
        for _ in range(5):
            async with engine_process(tmp_path) as engine:
                await asyncio.sleep(moments.uniform(0.0, 0.4))
                await engine.kill()
        async with engine_process(tmp_path):
            ran = await site.ended(run_id)
        began = Counter(tuple(line.split()) for line in lines_of(tmp_path / "began"))
        kept = {key: await attempts_of(site, run_id, key) for key in {key for key, _ in began}}
    assert ran.state is RunState.SUCCESS, str(ran)
    assert ran.result == {"squares": [1, 4, 9, 16, 25, 36], "sum": 21}
    assert set(began.values()) == {1}
    for key, attempt_id in began:
        assert attempt_id in kept[key], f"{key} began an attempt that nobody knows of"


async def attempts_of(site: Site, run_id: RunId, key: str) -> list[str]:
    rows = await site.database.read(lambda connection: tasks.list_attempts(connection, run_id, TaskKey(key)))
    succeeded = [row.state for row in rows].count(TaskState.SUCCESS)
    assert succeeded == 1, f"{key} succeeded {succeeded} times"
    return [row.attempt_id for row in rows if row.attempt_id]
