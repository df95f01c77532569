"""The runs of the demo. Each has a key of its own, so that a demo that was stopped finds what it did."""

from collections.abc import Callable
from dataclasses import dataclass, field

from seaway.cli import looks, printing, times
from seaway.cli.finding import order_of, plan_of, short
from seaway.cli.opening import Opened
from seaway.cli.reporting import Reporter
from seaway.cli.summary import dot
from seaway.cli.watching import Watch, new_reporter
from seaway.core.rerun import RerunChoice, RerunMode
from seaway.core.states import RunState
from seaway.engine.desk import Desk
from seaway.engine.reruns import RerunRequest
from seaway.engine.submission import RunRequest
from seaway.errors import SeawayError
from seaway.ids import RunId
from seaway.store import runs
from seaway.store.runs import RunFilter, RunRecord

MOST_RUNS = 1_000


class StoppedError(SeawayError):
    """The demo can't go on: a run was interrupted, or ended as it should not."""

    def __init__(self, run: RunRecord, *, was_interrupted: bool) -> None:
        super().__init__(f"{run.workflow} {short(run.run_id)} ended {run.state}: {run.reason}")
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
    """Does steps, or finds that they are done. `done` are the runs by the name of their step."""

    it: Opened
    desk: Desk
    as_json: bool
    done: dict[str, RunRecord] = field(default_factory=dict)

    async def export(self, step: str, day: str) -> RunRecord:
        return await self._run(step, "provider-exports", day, RunState.SUCCESS)

    async def load(self, step: str, day: str, *, expected: RunState = RunState.SUCCESS) -> RunRecord:
        return await self._run(step, "daily-finance", day, expected)

    async def rerun(self, step: str, failed: RunRecord) -> RunRecord:
        """Rerun what failed in a run."""
        known = await self._known(step)
        if (before := _as_expected(known, RunState.SUCCESS)) is None:
            choice = RerunChoice(RerunMode.FAILED)
            key = f"{self._prefix(step)}{len(_ended(known)) + 1}"
            made = await self.desk.rerun(
                RerunRequest(run_id=failed.run_id, choice=choice, dedupe_key=key, actor="demo")
            )
            return await self._see(step, made.run_id, RunState.SUCCESS)
        return self._found(step, before)

    async def has_begun(self, step: str) -> bool:
        return bool(await self._known(step))

    async def _run(self, step: str, workflow: str, day: str, expected: RunState) -> RunRecord:
        known = await self._known(step)
        if before := _as_expected(known, expected):
            return self._found(step, before)
        request = RunRequest(
            project=self.it.project,
            workflow=workflow,
            inputs={"day": day},
            dedupe_key=f"{self._prefix(step)}{len(_ended(known)) + 1}",
            actor="demo",
        )
        submitted = await self.desk.submit(request)
        if submitted.run_id is None:
            raise SeawayError(submitted.reason)
        return await self._see(step, submitted.run_id, expected)

    async def _see(self, step: str, run_id: RunId, expected: RunState) -> RunRecord:
        """Follow a run to its end."""
        record = await self._read(run_id)
        names = order_of(await self.it.database.read(lambda connection: plan_of(connection, record)))
        reporter: Reporter = SilentReporter() if self.as_json else new_reporter(names, as_json=False)
        watch = Watch(self.it, self.desk, run_id, reporter)
        try:
            await watch.run()
        finally:
            reporter.close()
        ended = await self._read(run_id)
        if ended.state is not expected or watch.was_interrupted:
            raise StoppedError(ended, was_interrupted=watch.was_interrupted)
        self.done[step] = ended
        self._say_run(ended, "")
        return ended

    def _found(self, step: str, run: RunRecord) -> RunRecord:
        self.done[step] = run
        self._say_run(run, "done before")
        return run

    def _say_run(self, run: RunRecord, remark: str) -> None:
        if self.as_json:
            return
        took = times.between(run.started_at or run.created_at, run.ended_at)
        facts = dot().join(fact for fact in (f"{run.workflow} {short(run.run_id)}", took, remark) if fact)
        printing.line(f"{looks.label(run.state)}  {looks.dim(facts)}")

    async def _known(self, step: str) -> list[RunRecord]:
        """The runs of a step so far, newest first."""
        which = RunFilter(project=self.it.project)
        found = await self.it.database.read(
            lambda connection: runs.list_runs(connection, which, limit=MOST_RUNS)
        )
        prefix = self._prefix(step)
        return [run for run in found if (run.dedupe_key or "").startswith(prefix)]

    def _prefix(self, step: str) -> str:
        """The folder is in it, as one database may serve several."""
        return f"demo {self.it.here.settings.project} {step} "

    async def _read(self, run_id: RunId) -> RunRecord:
        read: Callable[..., RunRecord] = runs.get
        return await self.it.database.read(lambda connection: read(connection, run_id))


def _ended(known: list[RunRecord]) -> list[RunRecord]:
    return [run for run in known if run.state.is_final]


def _as_expected(known: list[RunRecord], expected: RunState) -> RunRecord | None:
    return next((run for run in known if run.state is expected), None)
