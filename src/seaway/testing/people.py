"""People in the simulation: they start runs, cancel, pause, answer, and start again what has ended."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random

from seaway.core.rerun import RerunChoice, RerunMode
from seaway.engine.desk import Desk
from seaway.engine.reruns import RerunRequest
from seaway.engine.submission import RunRequest
from seaway.errors import SeawayError
from seaway.ids import RunId, TaskKey
from seaway.testing.faults import Trace
from seaway.testing.ledger import Ledger

PROJECT = "sim"


@dataclass(slots=True, kw_only=True)
class People:
    """What they ask for is written once, and must come to pass whatever dies meanwhile."""

    desk: Desk
    random: Random
    ledger: Ledger
    trace: Trace
    stopped: set[RunId] = field(default_factory=set)
    """Runs that somebody asked to cancel."""
    reruns: set[RunId] = field(default_factory=set)
    _answered: set[tuple[RunId, TaskKey]] = field(default_factory=set)

    async def act(self) -> None:
        """Start some runs in the first half minute, and have wishes about them."""
        async with asyncio.TaskGroup() as group:
            for number in range(self.random.randint(1, 3)):
                group.create_task(self._one_run(number, self.random.uniform(0, 20)))

    async def answer_all(self) -> None:
        """Answer every approval that waits, once."""
        rows = self.ledger.connection.execute(
            "SELECT run_id, key FROM task_runs WHERE state = 'awaiting_input' ORDER BY run_id, key"
        ).fetchall()
        for run_id, key in rows:
            if (run_id, key) in self._answered or self.random.random() < 0.5:
                continue
            is_approved = self.random.random() < 0.7
            answer = self.desk.answer(run_id, key, actor="ann", is_approved=is_approved, values={})
            if await self._try(f"answers {key} of {run_id[-6:]}", lambda answer=answer: answer):  # type: ignore[misc]
                self._answered.add((run_id, key))

    async def _one_run(self, number: int, at_s: float) -> None:
        await asyncio.sleep(at_s)
        request = RunRequest(
            project=PROJECT,
            workflow=self.random.choice(("parent", "parent", "parent", "child0")),
            dedupe_key=f"ask-{number}",
            priority=self.random.choice((0, 0, 5)),
        )
        submitted = None
        try:
            submitted = await self.desk.submit(request)
            if self.random.random() < 0.2:
                again = await self.desk.submit(request)
                if submitted.run_id and again.run_id and again.run_id != submitted.run_id:
                    self.ledger.complain("one dedupe key gave two runs")
        except SeawayError as error:
            self.trace(f"a run is refused: {error}")
        if submitted is not None and submitted.run_id is not None:
            self.trace(f"somebody starts {request.workflow}/{submitted.run_id[-6:]}")
            await self._wishes(submitted.run_id)

    async def _wishes(self, run_id: RunId) -> None:
        if self.random.random() < 0.25:
            await asyncio.sleep(self.random.uniform(0, 10))
            if await self._try(f"pauses {run_id[-6:]}", lambda: self.desk.pause(run_id, reason="lunch")):
                await asyncio.sleep(self.random.uniform(0, 15))
                await self._try(f"resumes {run_id[-6:]}", lambda: self.desk.resume(run_id))
        if self.random.random() < 0.3:
            await asyncio.sleep(self.random.uniform(0, 20))
            is_forced = self.random.random() < 0.3
            self.stopped.add(run_id)
            await self._try(
                f"cancels {run_id[-6:]}",
                lambda: self.desk.cancel(run_id, reason="enough", is_forced=is_forced),
            )
        elif self.random.random() < 0.5:
            await asyncio.sleep(self.random.uniform(5, 60))
            choice = RerunChoice(self.random.choice((RerunMode.ALL, RerunMode.FAILED)))
            await self._try(f"reruns {run_id[-6:]}", lambda: self._rerun(run_id, choice))

    async def _rerun(self, run_id: RunId, choice: RerunChoice) -> None:
        rerun = await self.desk.rerun(RerunRequest(run_id=run_id, choice=choice))
        self.reruns.add(rerun.run_id)

    async def _try(self, what: str, act: Callable[[], Awaitable[object]]) -> bool:
        try:
            await act()
        except SeawayError as error:
            self.trace(f"ann {what}, and hears: {error}")
            return False
        self.trace(f"ann {what}")
        return True
