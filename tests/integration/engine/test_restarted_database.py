"""PostgreSQL that is restarted, or dies, while runs go on: the engine goes on by itself and loses nothing."""

import asyncio
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from seaway.core.states import RunState
from tests.support import postgres
from tests.support.projects import lines_of, open_site

RUNS = 20
TASKS = ("first", "second[a]", "second[b]", "third")


@pytest.fixture(scope="module")
def own_server() -> Iterator[postgres.PrivateServer]:
    with postgres.private_server() as made:
        yield made


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
async def test_a_restart_of_the_database_under_load_loses_nothing(
    how: signal.Signals, own_server: postgres.PrivateServer, tmp_path: Path
) -> None:
    done = tmp_path / "done"
    with postgres.fresh_database(own_server) as url:
        async with open_site(tmp_path / "project", database=url) as site:
            name = site.add(f"""
                tasks:
                  first: {{run: "echo $SEAWAY_RUN_ID first >> {done}"}}
                  second:
                    needs: first
                    foreach: [a, b]
                    run: echo $SEAWAY_RUN_ID "second[{{{{ item }}}}]" >> {done}
                  third: {{needs: second, run: "echo $SEAWAY_RUN_ID third >> {done}"}}
            """)
            (await site.publish()).get(name).require()
            run_ids = [await site.submit(name) for _ in range(RUNS)]
            for _ in range(2):
                await site.appears(done, len(lines_of(done)) + 8)
                await asyncio.to_thread(own_server.cluster.stop, how)
                await asyncio.to_thread(own_server.cluster.start)
            ended = [await site.ended(run_id) for run_id in run_ids]
    assert {ran.state for ran in ended} == {RunState.SUCCESS}, [str(ran) for ran in ended]
    counts = Counter(lines_of(done))
    assert counts == {f"{run_id} {task}": 1 for run_id in run_ids for task in TASKS}
