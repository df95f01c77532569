"""A rerun carries a result only with its files."""

from dataclasses import replace
from datetime import timedelta

import pytest

from seaway.core.outcome import Ending
from seaway.core.plan import Plan
from seaway.core.rerun import RerunChoice, RerunMode
from seaway.engine.reruns import Rerun, RerunRequest
from seaway.executors.inline import InlineExecutor
from seaway.ids import RunId
from seaway.store import retention
from seaway.testing.plans import each, group, plan, task
from seaway.testing.stage import Stage, on_virtual_time

FAILED = RerunChoice(mode=RerunMode.FAILED)
NESTED = {"group": "g.a", "foreach": "fan[y]"}


def nested(kind: str) -> Plan:
    inner = group("g", task("a"), task("b")) if kind == "group" else task("fan", foreach=each("x", "y"))
    return plan(inner, task("load", inner.id))


class Files:
    """A stage whose attempts leave one file each, by name of the task."""

    def __init__(self) -> None:
        self.stage = Stage()
        self.executor = InlineExecutor(is_manual=True, clock=self.stage.clock)
        self.stage.executor = self.executor
        self.manifests: dict[str, str] = {}

    async def play(self, run_id: RunId, *, failing: str = "") -> list[str]:
        """Let everything run to the end of the run; returns what ran."""
        ran: list[str] = []

        async def is_over() -> bool:
            for attempt_id, spec in list(self.executor.running.items()):
                ran.append(spec.key)
                ending = Ending.FAILED if spec.key == failing else Ending.SUCCESS
                ref = self.stage.artifacts.put_bytes(spec.key.encode())
                self.manifests[spec.key] = ref
                self.executor.end(attempt_id, replace(self.executor.outcome(ending), manifest=ref))
            return (await self.stage.run(run_id)).state.is_final

        await self.stage.until(is_over, seconds=60)
        return sorted(ran)

    async def rerun(self, run_id: RunId) -> Rerun:
        return await self.stage.desk.rerun(RerunRequest(run_id=run_id, choice=FAILED))


@pytest.mark.parametrize("kind", NESTED)
@on_virtual_time
async def test_a_file_that_is_gone_is_made_again_with_no_more_than_it_needs(kind: str) -> None:
    files = Files()
    await files.stage.engine()
    run_id = await files.stage.start(nested(kind))
    await files.play(run_id, failing="load")
    del files.stage.artifacts.kept[files.manifests[NESTED[kind]]]
    again = await files.rerun(run_id)
    assert again.set.run[0][1] == "its files are no longer kept"
    ran = await files.play(again.run_id)
    assert ran == {"group": ["g.a", "g.b", "load"], "foreach": ["fan[y]", "load"]}[kind]


@pytest.mark.parametrize("kind", NESTED)
@on_virtual_time
async def test_nothing_is_carried_from_a_run_whose_files_were_let_go(kind: str) -> None:
    """Their rows no longer say that they had left files."""
    files = Files()
    await files.stage.engine()
    run_id = await files.stage.start(nested(kind))
    everything = await files.play(run_id, failing="load")
    later = files.stage.clock.now() + timedelta(days=8)
    await files.stage.store.database.write(
        lambda connection: retention.expire_files(connection, before=later, now=later)
    )
    again = await files.rerun(run_id)
    assert await files.play(again.run_id) == everything


@on_virtual_time
async def test_a_carried_foreach_needs_the_files_of_the_run_it_is_carried_from() -> None:
    files = Files()
    await files.stage.engine()
    first = await files.stage.start(nested("foreach"))
    await files.play(first, failing="load")
    second = await files.rerun(first)
    assert await files.play(second.run_id, failing="load") == ["load"]
    del files.stage.artifacts.kept[files.manifests["fan[x]"]]
    third = await files.rerun(second.run_id)
    assert third.set.run[0] == ("fan", "its files are no longer kept")
    assert await files.play(third.run_id) == ["fan[x]", "fan[y]", "load"]
