"""The runs of the demo. Each has a key of its own, so that a demo that was stopped finds what it did."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from seaway.cli import looks, printing, times
from seaway.cli.opening import Opened
from seaway.cli.reporting import Reporter
from seaway.cli.summary import dot
from seaway.cli.watching import Watch, new_reporter
from seaway.core.rerun import RerunChoice, RerunMode
from seaway.core.states import RunState
from seaway.engine.desk import Desk
from seaway.engine.finding import order_of, plan_of, short
from seaway.engine.reruns import RerunRequest
from seaway.engine.submission import RunRequest
from seaway.errors import SeawayError
from seaway.ids import RunId
from seaway.store import runs
from seaway.store.runs import RunFilter, RunRecord

MOST_RUNS = 1_000
ACTOR = "demo"


class Step(StrEnum):
    """What the demo does, in this order."""

    EXPORT_GOOD_DAY = "export the good day"
    LOAD_GOOD_DAY = "load the good day"
    EXPORT_BAD_DAY = "export the bad day"
    LOAD_BAD_DAY = "load the bad day"
    EXPORT_AGAIN = "export the bad day again"
    LOAD_AGAIN = "load the repaired day"

    @property
    def expected(self) -> RunState:
        """How its run ends when all goes as it should."""
        return RunState.FAILED if self is Step.LOAD_BAD_DAY else RunState.SUCCESS


class StoppedError(SeawayError):
    """The demo can't go on: a run was interrupted, or ended as it should not."""

    def __init__(self, run: RunRecord, *, was_interrupted: bool) -> None:
        about = f": {run.reason}" if run.reason else ""
        super().__init__(f"{run.workflow} {short(run.run_id)} ended {run.state}{about}")
        self.run = run
        self.was_interrupted = was_interrupted


class SilentReporter:
    """For `--json`, where the one document comes at the end."""

    def show(self, look: object) -> None:
        pass

    def note(self, text: str) -> None:
        pass

    def close(self) -> None:
        pass


@dataclass(slots=True, kw_only=True)
class Steps:
    """Does steps, or finds that they are done; `done` has their runs."""

    it: Opened
    desk: Desk
    as_json: bool
    done: dict[Step, RunRecord] = field(default_factory=dict)

    async def export(self, step: Step, day: str, *, into: Path, for_step: Step) -> RunRecord:
        """Export a day. Once more, where `for_step` has to be tried again and finds no files any more."""
        is_needed = not (into / "manifest.json").exists() and await self._went_wrong(for_step)
        return await self._run(step, "provider-exports", day, is_needed=is_needed)

    async def load(self, step: Step, day: str) -> RunRecord:
        return await self._run(step, "daily-finance", day)

    async def rerun(self, step: Step, failed: RunRecord) -> RunRecord:
        """Rerun what failed in a run."""
        known = await self._known(step)
        if before := _as_expected(known, step):
            return self._found(step, before)
        choice = RerunChoice(RerunMode.FAILED)
        request = RerunRequest(
            run_id=failed.run_id, choice=choice, dedupe_key=self._new_key(step, known), actor=ACTOR
        )
        made = await self.desk.rerun(request)
        return await self._see(step, made.run_id)

    async def has_begun(self, step: Step) -> bool:
        return bool(await self._known(step))

    async def _went_wrong(self, step: Step) -> bool:
        known = await self._known(step)
        return bool(known) and all(run.state.is_final and run.state is not step.expected for run in known)

    async def _run(self, step: Step, workflow: str, day: str, *, is_needed: bool = False) -> RunRecord:
        known = await self._known(step)
        before = _as_expected(known, step)
        if before and not is_needed:
            return self._found(step, before)
        request = RunRequest(
            project=self.it.project,
            workflow=workflow,
            logical_date=date.fromisoformat(day),
            dedupe_key=self._new_key(step, known),
            actor=ACTOR,
        )
        submitted = await self.desk.submit(request)
        if submitted.run_id is None:
            raise SeawayError(submitted.reason)
        return await self._see(step, submitted.run_id)

    async def _see(self, step: Step, run_id: RunId) -> RunRecord:
        """Follow a run to its end."""
        record = await self.it.database.read(lambda connection: runs.get(connection, run_id))
        names = order_of(await self.it.database.read(lambda connection: plan_of(connection, record)))
        reporter: Reporter = SilentReporter() if self.as_json else new_reporter(names, as_json=False)
        watch = Watch(self.it, self.desk, run_id, reporter)
        try:
            await watch.run()
        finally:
            reporter.close()
        ended = await self.it.database.read(lambda connection: runs.get(connection, run_id))
        if ended.state is not step.expected or watch.was_interrupted:
            raise StoppedError(ended, was_interrupted=watch.was_interrupted)
        self.done[step] = ended
        self._say_run(ended, "")
        return ended

    def _found(self, step: Step, run: RunRecord) -> RunRecord:
        self.done[step] = run
        self._say_run(run, "done before")
        return run

    def _say_run(self, run: RunRecord, remark: str) -> None:
        if self.as_json:
            return
        took = times.between(run.started_at or run.created_at, run.ended_at)
        facts = dot().join(fact for fact in (f"{run.workflow} {short(run.run_id)}", took, remark) if fact)
        printing.line(f"{looks.label(run.state)}  {looks.dim(facts)}")

    async def _known(self, step: Step) -> list[RunRecord]:
        """The runs of a step so far, newest first."""
        which, prefix = RunFilter(project=self.it.project), self._prefix(step)
        found = await self.it.database.read(
            lambda connection: runs.list_runs(connection, which, limit=MOST_RUNS)
        )
        return [run for run in found if (run.dedupe_key or "").startswith(prefix)]

    def _prefix(self, step: Step) -> str:
        """The folder is in it, as one database may serve several."""
        return f"demo {self.it.here.settings.project} {step}, try "

    def _new_key(self, step: Step, known: list[RunRecord]) -> str:
        """The same while the last try is under way: it is then found, not begun again."""
        ended = sum(run.state.is_final for run in known)
        return f"{self._prefix(step)}{ended + 1}"


def _as_expected(known: list[RunRecord], step: Step) -> RunRecord | None:
    return next((run for run in known if run.state is step.expected), None)
