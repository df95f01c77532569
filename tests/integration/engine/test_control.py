"""What people and limits do to runs: cancel, pause, concurrency, pools, priorities."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from seaway.core.states import RunState, TaskState
from seaway.errors import BusyError
from tests.support.projects import Site, lines_of
from tests.support.promptness import assert_within
from tests.support.yards import eventually, is_marked

pytestmark = pytest.mark.asyncio(loop_scope="module")


# --- cancel -----------------------------------------------------------------------------------------------


async def test_a_cancel_ends_what_runs_skips_the_rest_and_cleans_up(site: Site, tmp_path: Path) -> None:
    run_id = await site.start(f"""
        tasks:
          slow: {{run: "echo x >> {tmp_path}/began; sleep 60"}}
          after: {{needs: slow, run: "true"}}
          beside: {{needs: slow, always: true, run: "true"}}
        on_failure:
          tell: {{run: "true"}}
        finally:
          clean: {{run: "true"}}
    """)
    await site.appears(tmp_path / "began")
    assert await site.desk.cancel(run_id, reason="not today")
    ran = await site.ended(run_id)
    assert ran.state is RunState.CANCELLED, str(ran)
    assert "not today" in ran.run.reason
    assert ran.states["slow"] == "cancelled"
    assert ran.states["clean"] == "success"
    assert "tell" not in ran.states
    assert not await site.desk.cancel(run_id, reason="again")


async def test_a_cancel_leaves_no_process_behind_not_even_daemons(site: Site, tmp_path: Path) -> None:
    run_id = await site.start(f"""
        tasks:
          script:
            run: |
              sleep 60 & (setsid nohup sleep 60 >/dev/null 2>&1 &)
              echo x > {tmp_path}/script
              sleep 60
          python:
            language: python
            run: |
              import os, time
              if os.fork() == 0:
                  os.setsid()
                  os.closerange(0, 256)
                  time.sleep(60)
              open("{tmp_path}/python", "w").write("x")
              time.sleep(60)
    """)
    await site.appears(tmp_path / "script")
    await site.appears(tmp_path / "python")
    await site.desk.cancel(run_id, reason="stop")
    ran = await site.ended(run_id)
    assert ran.states == {"script": "cancelled", "python": "cancelled"}, str(ran)
    assert not is_marked(*[row.attempt_id for row in ran.tasks.values() if row.attempt_id])


async def test_a_cancel_while_a_task_waits_for_its_retry_or_outside_is_taken_at_once(site: Site) -> None:
    run_id = await site.start("""
        tasks:
          flaky: {retry: {attempts: 2, delay: 1h}, run: "exit 1"}
          waits: {uses: flow.wait, with: {duration: 1h}}
    """)
    await site.reaches(run_id, "flaky", TaskState.UP_FOR_RETRY)
    await site.reaches(run_id, "waits", TaskState.DEFERRED)
    await site.desk.cancel(run_id, reason="stop")
    ran = await site.ended(run_id)
    assert ran.states == {"flaky": "cancelled", "waits": "cancelled"}, str(ran)


# --- pause ------------------------------------------------------------------------------------------------


async def test_a_paused_run_lets_what_runs_end_and_starts_nothing_until_resumed(
    site: Site, tmp_path: Path
) -> None:
    run_id = await site.start(f"""
        tasks:
          one: {{run: "bash scripts/hold.sh {tmp_path}"}}
          two: {{needs: one, run: "true"}}
    """)
    await site.appears(tmp_path / "began")
    await site.desk.pause(run_id, reason="wait for the bank")
    await site.until(run_id, lambda ran: ran.state is RunState.PAUSED)
    (tmp_path / "go").touch()
    ran = await site.reaches(run_id, "one", TaskState.SUCCESS)
    assert ran.states.get("two", "pending") in {"pending", "queued"}
    assert any("wait for the bank" in waiting.why for waiting in await site.desk.why(run_id))
    await site.desk.resume(run_id)
    assert (await site.ended(run_id)).state is RunState.SUCCESS


# --- limits -----------------------------------------------------------------------------------------------

_LIMITED = """
    concurrency: {{limit: 1, on_limit: {rule}}}
    tasks:
      work: {{run: "bash scripts/hold.sh {folder}"}}
"""


async def begun(site: Site, folder: Path, rule: str) -> str:
    """The id of a workflow of which one run is under way."""
    name = site.add(_LIMITED.format(rule=rule, folder=folder))
    await site.publish()
    await site.submit(name)
    await site.appears(folder / "began")
    return name


async def test_a_run_over_the_limit_waits_and_says_for_what(site: Site, tmp_path: Path) -> None:
    name = await begun(site, tmp_path, "queue")
    second = await site.submit(name)
    waiting = await site.desk.why(second)
    assert "limit" in waiting[0].why, waiting
    assert (await site.look(second)).state is RunState.QUEUED
    (tmp_path / "go").touch()
    assert (await site.ended(second)).state is RunState.SUCCESS
    assert len(lines_of(tmp_path / "began")) == 2


async def test_a_run_over_the_limit_is_left_out_where_so_asked(site: Site, tmp_path: Path) -> None:
    name = await begun(site, tmp_path, "skip")
    asked = await site.ask(name)
    assert asked.run_id is None
    assert "1 of 1 runs" in asked.reason
    (tmp_path / "go").touch()


async def test_a_run_over_the_limit_is_refused_where_so_asked(site: Site, tmp_path: Path) -> None:
    name = await begun(site, tmp_path, "fail")
    with pytest.raises(BusyError, match="1 of 1 runs"):
        await site.ask(name)
    (tmp_path / "go").touch()


async def test_a_newer_run_takes_the_place_of_the_oldest_where_so_asked(site: Site, tmp_path: Path) -> None:
    name = site.add(_LIMITED.format(rule="cancel_oldest", folder=tmp_path))
    await site.publish()
    first = await site.submit(name)
    await site.appears(tmp_path / "began")
    second = await site.submit(name)
    ran = await site.ended(first)
    assert ran.state is RunState.CANCELLED
    assert "a newer run takes its place" in ran.run.reason
    (tmp_path / "go").touch()
    assert (await site.ended(second)).state is RunState.SUCCESS


async def test_a_pool_bounds_how_many_run_at_once_across_runs(site: Site, tmp_path: Path) -> None:
    """Each task notes how many of its kind there are while it runs."""
    body = f"""
        tasks:
          work:
            foreach: [a, b, c, d]
            pool: narrow
            run: |
              mkdir -p {tmp_path}/live
              touch {tmp_path}/live/$SEAWAY_ATTEMPT_ID
              ls {tmp_path}/live | wc -l >> {tmp_path}/counts
              sleep 0.05
              rm {tmp_path}/live/$SEAWAY_ATTEMPT_ID
    """
    name = site.add(body)
    await site.publish()
    for run_id in [await site.submit(name) for _ in range(2)]:
        assert (await site.ended(run_id)).state is RunState.SUCCESS
    counts = [int(line) for line in lines_of(tmp_path / "counts")]
    assert (len(counts), max(counts)) == (8, 1)


async def test_what_has_priority_goes_first_where_slots_are_short(site: Site, tmp_path: Path) -> None:
    run_id = await site.start(f"""
        defaults: {{pool: narrow}}
        tasks:
          first: {{priority: 9, run: "bash scripts/hold.sh {tmp_path}"}}
          low: {{priority: 1, run: "echo low >> {tmp_path}/order"}}
          high: {{priority: 5, run: "echo high >> {tmp_path}/order"}}
          middle: {{priority: 3, run: "echo middle >> {tmp_path}/order"}}
    """)
    await site.appears(tmp_path / "began")
    assert any("narrow" in waiting.why for waiting in await site.desk.why(run_id))
    (tmp_path / "go").touch()
    await site.ended(run_id)
    assert lines_of(tmp_path / "order") == ["high", "middle", "low"]


# --- workers that die -------------------------------------------------------------------------------------


_DEATHS = """
import os, signal, time
from pathlib import Path

def die_once(note):
    Path(note).open("a").write("x\\n")
    if len(Path(note).read_text().split()) < 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return "alive"

def die():
    os.kill(os.getpid(), signal.SIGSEGV)

def leave():
    os._exit(3)

def linger(note):
    Path(note).open("a").write(f"{os.getpid()}\\n")
    time.sleep(600)

def swell():
    held = [bytearray(16 << 20) for _ in range(64)]
    for each in held:
        each[::4096] = each[::4096]
    time.sleep(60)
"""


async def test_a_worker_that_dies_is_tried_again_within_its_own_budget(site: Site, tmp_path: Path) -> None:
    site.write("deaths.py", _DEATHS)
    ran = await site.run(f"""
        tasks:
          once:
            uses: python.call
            with: {{function: "deaths.py:die_once", args: {{note: "{tmp_path}/note"}}}}
          always: {{uses: python.call, with: {{function: "deaths.py:die"}}, crash_retries: 1}}
          leave: {{uses: python.call, with: {{function: "deaths.py:leave"}}}}
          swell:
            uses: python.call
            with: {{function: "deaths.py:swell"}}
            crash_retries: 0
            resources: {{memory: 200MiB}}
          killed: {{run: "kill -9 $$", crash_retries: 0}}
          beside: {{foreach: [1, 2, 3, 4], run: "sleep 0.1"}}
          careful: {{uses: python.call, with: {{function: "deaths.py:die"}}, idempotent: false}}
    """)
    assert ran.states["once"] == "success", str(ran)
    assert ran.tasks["once"].attempt == 2
    assert (ran.states["always"], ran.tasks["always"].attempt) == ("crashed", 2)
    assert "SIGSEGV" in ran.says("always")
    assert (ran.states["leave"], ran.tasks["leave"].exit_code) == ("failed", 3)
    assert ran.states["swell"] in {"crashed", "failed"}
    assert "memory" in ran.says("swell")
    assert ran.states["killed"] == "crashed"
    assert "SIGKILL" in ran.says("killed")
    assert ran.states["beside"] == "success"
    assert (ran.states["careful"], ran.tasks["careful"].attempt) == ("crashed", 1)


async def test_three_seconds_after_its_worker_was_killed_a_task_goes_on(site: Site, tmp_path: Path) -> None:
    site.write("deaths.py", _DEATHS)
    note = tmp_path / "workers"

    async def go_on() -> float:
        before = len(lines_of(note))
        run_id = await site.start(f"""
            tasks:
              work: {{uses: python.call, with: {{function: "deaths.py:linger", args: {{note: "{note}"}}}}}}
        """)
        pid = (await site.appears(note, before + 1))[-1]
        os.kill(int(pid), signal.SIGKILL)
        killed_s = time.monotonic()
        await site.appears(note, before + 2)
        took_s = time.monotonic() - killed_s
        await site.desk.cancel(run_id, reason="seen")
        await site.ended(run_id)
        return took_s

    await assert_within(3.0, go_on)


async def test_every_worker_killed_at_once_is_made_good(site: Site, tmp_path: Path) -> None:
    run_id = await site.start(f"""
        tasks:
          work:
            foreach: [1, 2, 3, 4]
            run: |
              echo $PPID >> {tmp_path}/workers
              until [ -e {tmp_path}/go ]; do sleep 0.02; done
    """)
    workers = {int(line) for line in await site.appears(tmp_path / "workers", 4)}
    for pid in workers:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    (tmp_path / "go").touch()
    ran = await site.ended(run_id)
    assert ran.state is RunState.SUCCESS, str(ran)
    assert any(row.attempt == 2 for row in ran.tasks.values())
    await eventually(lambda: not any(psutil.pid_exists(pid) for pid in workers))
