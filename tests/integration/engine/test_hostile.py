"""Tasks that behave badly: each ends in a way that can be read, and hurts nobody else."""

import time

import psutil
import pytest

from seaway.core.states import RunState
from tests.support.projects import Site
from tests.support.yards import is_marked

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]

_HOSTILE = """
    tasks:
      loud: {run: "head -c 300M /dev/zero | tr '\\\\0' 'x'; exit 0"}
      garbage: {run: "head -c 20M /dev/urandom"}
      mute: {run: "exec 1>&- 2>&-; sleep 0.2"}
      elsewhere: {run: "cd / && exec sleep 0.1"}
      homeless: {run: 'rm -rf "$PWD"; sleep 0.1'}
      daemon: {run: "(setsid nohup sleep 60 >/dev/null 2>&1 &); sleep 0.1"}
      greedy: {crash_retries: 0, run: "ulimit -f 100; head -c 1G /dev/zero > big"}
      many_files: {run: "mkdir many; cd many; seq -f 'f%g.txt' 10000 | xargs touch"}
      bad_outputs: {run: "head -c 1M /dev/urandom > $SEAWAY_OUTPUT"}
      large_outputs:
        language: python
        run: |
          import os
          with open(os.environ["SEAWAY_OUTPUT"], "w") as out:
              out.write("text=" + "x" * 5_000_000 + "\\n")
      endless_outputs:
        language: python
        run: |
          import os
          with open(os.environ["SEAWAY_OUTPUT"], "w") as out:
              out.write("text=" + "x" * 70_000_000 + "\\n")
      count: {needs: many_files, run: 'echo "files=$(ls many | wc -l)" >> $SEAWAY_OUTPUT'}
      length: {needs: large_outputs, when: "tasks.large_outputs.outputs.text | length > 0", run: "true"}
"""


async def test_hostile_tasks_end_with_a_reason_while_others_go_on(site: Site) -> None:
    rss_before = psutil.Process().memory_info().rss
    run_id = await site.start(_HOSTILE)
    quick = site.add("""
        tasks:
          one: {run: "true"}
          two: {needs: one, run: "true"}
    """)
    await site.publish()
    while not (await site.look(run_id)).state.is_final:
        began_s = time.monotonic()
        assert (await site.ended(await site.submit(quick))).state is RunState.SUCCESS
        assert time.monotonic() - began_s < 60.0
    ran = await site.ended(run_id)
    fine = {"loud", "garbage", "mute", "elsewhere", "homeless", "daemon", "many_files", "large_outputs"}
    assert {key: ran.states[key] for key in fine} == dict.fromkeys(fine, "success"), str(ran)[:3000]
    assert ran.states["greedy"] in {"failed", "crashed"}
    assert "File size limit exceeded" in ran.says("greedy")
    assert ran.states["bad_outputs"] == "failed"
    assert "SEAWAY_OUTPUT" in ran.says("bad_outputs")
    assert ran.states["endless_outputs"] == "failed"
    assert "70000006 bytes" in ran.says("endless_outputs")
    assert ran.outputs("count") == {"files": "10000"}
    assert ran.states["length"] == "failed"
    assert "more than 1,048,576 characters" in ran.says("length")
    assert not is_marked(*[row.attempt_id for row in ran.tasks.values() if row.attempt_id])
    assert psutil.Process().memory_info().rss - rss_before < 300 << 20
    assert len(ran.log("loud")) < 120 << 20
