"""The story of the demo: a good day, a day with a corrupted export, its repair; then what there is to see."""

import json
import os
import shlex
import shutil
import sys
from pathlib import Path

from seaway.app import open_desk, open_installation, open_store
from seaway.cli import looks, printing
from seaway.cli.demo_folder import cut_off, prepare
from seaway.cli.demo_revenue import Revenue, print_revenue, read_revenue, total_eur
from seaway.cli.demo_steps import Step, Steps, StoppedError
from seaway.cli.opening import Opened
from seaway.cli.shapes import run_shape
from seaway.cli.shell import FAILED, INTERRUPTED, OK, keep_diary
from seaway.cli.summary import failed_tasks
from seaway.engine.finding import short
from seaway.settings import read_settings
from seaway.store.runs import RunRecord

GOOD_DAY = "2011-11-17"
BAD_DAY = "2011-11-18"
WEEKEND = "2011-11-20"
DAMAGED = "paypal.csv"


async def tell(folder: Path, *, as_json: bool) -> int:
    """Play the demo in a folder, or go on with it; returns the exit code."""
    prepare(folder)
    here = open_installation(read_settings(folder))
    keep_diary(here.settings.home)
    definitions = here.definitions()
    for definition in definitions.by_id.values():
        definition.require()
    async with open_store(here.settings) as database:
        await here.publisher(database).publish(definitions)
        async with open_desk(here, database) as desk:
            it = Opened(here=here, database=database, project=definitions.project.name)
            story = Story(folder, it, Steps(it=it, desk=desk, as_json=as_json))
            try:
                await story.play()
            except StoppedError as stop:
                return await story.say_stopped(stop)
            story.show_end()
    return OK


class Story:
    """Says what happens, and lets it happen."""

    def __init__(self, folder: Path, it: Opened, steps: Steps) -> None:
        self._folder = folder
        self._it = it
        self._steps = steps

    async def play(self) -> None:
        self._say(f"A finance pipeline on real data, in {looks.strong(str(self._folder))}")
        await self._good_day()
        failed = await self._bad_day()
        await self._repair(failed)

    async def _good_day(self) -> None:
        self._head("1", "A good day, 17 November 2011")
        self._say("Three payment providers put their exports into the bucket, each in a format of its own.")
        await self._export(Step.EXPORT_GOOD_DAY, GOOD_DAY, Step.LOAD_GOOD_DAY)
        self._say("")
        self._say("The pipeline checks them, brings them to one shape in euro, loads them, and cleans up.")
        loaded = await self._steps.load(Step.LOAD_GOOD_DAY, GOOD_DAY)
        self._say_set_aside(loaded)
        if not self._steps.as_json:
            self._say(f"The warehouse has {_summary(self._revenue(GOOD_DAY))}.")

    async def _bad_day(self) -> RunRecord:
        self._head("2", "The next day, one export arrives broken")
        await self._export(Step.EXPORT_BAD_DAY, BAD_DAY, Step.LOAD_BAD_DAY)
        if not await self._steps.has_begun(Step.LOAD_BAD_DAY):
            cut_off(self._raw(BAD_DAY), DAMAGED)
        self._say("")
        self._say(f"Now the end of {DAMAGED} gets lost on the way. The pipeline has to notice.")
        failed = await self._steps.load(Step.LOAD_BAD_DAY, BAD_DAY)
        if not self._steps.as_json:
            await self._explain(failed)
        return failed

    async def _explain(self, failed: RunRecord) -> None:
        causes = await self._it.database.read(
            lambda connection: failed_tasks(connection, self._it.here.paths, failed.run_id)
        )
        for line in causes[0].failure.message.splitlines()[1:] if causes else ():
            self._say(f"  {line}")
        self._say(f"The team was told, also in {self._folder}/notifications.log.")
        if not await self._steps.has_begun(Step.LOAD_AGAIN):
            self._say(f"The warehouse is as it was: {_summary(self._revenue())}.")
            self._say(f"The raw files are kept for a look, in {self._raw(BAD_DAY)}.")

    async def _repair(self, failed: RunRecord) -> None:
        self._head("3", "The export is sent again, and what failed runs again")
        await self._export(Step.EXPORT_AGAIN, BAD_DAY, Step.LOAD_AGAIN)
        self._say("")
        self._say("What had succeeded is carried over; the rest runs.")
        self._say_set_aside(await self._steps.rerun(Step.LOAD_AGAIN, failed))

    async def _export(self, step: Step, day: str, for_step: Step) -> None:
        await self._steps.export(step, day, into=self._raw(day), for_step=for_step)

    def _raw(self, day: str) -> Path:
        return self._folder / "bucket" / "raw" / day

    def _say_set_aside(self, run: RunRecord) -> None:
        """Rows that could not be loaded are part of what a run gives."""
        outputs = json.loads(run.outputs or "{}")
        for reason in outputs.get("reasons", ()):
            self._say(f"Set aside: {reason}.")

    def show_end(self) -> None:
        rows = self._revenue()
        if self._steps.as_json:
            printing.document(self._document(rows))
            return
        self._head("4", "Revenue by day, country and provider")
        print_revenue(rows)
        self._show_files()
        self._show_next()

    async def say_stopped(self, stop: StoppedError) -> int:
        code = INTERRUPTED if stop.was_interrupted else FAILED
        if self._steps.as_json:
            printing.document({"error": {"code": "stopped", "message": stop.message}, **self._runs()})
            return code
        self._say("")
        self._say(f"{looks.sign(stop.run.state)} {stop.message}")
        self._say(f"  log    {self._command(f'logs {short(stop.run.run_id)}')}")
        self._say("  go on  the same command again")
        return code

    # --- what there is to see ---

    def _show_files(self) -> None:
        repaired = short(self._steps.done[Step.LOAD_AGAIN].run_id)
        self._head("", "Where things are")
        self._columns(
            (f"{self._folder}/workflows/daily-finance.yaml", "the pipeline"),
            (f"{self._folder}/warehouse.duckdb", "table `payments`, view `revenue`"),
            (f"{self._folder}/notifications.log", "what the team was told"),
            (f"{self._folder}/.seaway/", f"runs, logs and files of tasks: `seaway files list {repaired}`"),
        )

    def _show_next(self) -> None:
        failed = short(self._steps.done[Step.LOAD_BAD_DAY].run_id)
        self._head("", "Try next")
        self._columns(
            (f"cd {shlex.quote(str(self._folder))}", ""),
            (
                self._command(f"run provider-exports --logical-date {WEEKEND}"),
                "a Sunday, without a rate of its own",
            ),
            (self._command(f"run daily-finance --logical-date {WEEKEND}"), "takes the rate of Friday"),
            (self._command("runs list"), "what ran"),
            (self._command(f"logs {failed}"), "what the failed run said"),
        )

    def _columns(self, *rows: tuple[str, str]) -> None:
        width = max(printing.cells(left) for left, _ in rows)
        for left, right in rows:
            self._say(f"  {left.ljust(width)}  {looks.dim(right)}".rstrip())

    def _document(self, rows: list[Revenue]) -> dict[str, object]:
        return {"folder": str(self._folder), **self._runs(), "revenue": [row.to_json() for row in rows]}

    def _runs(self) -> dict[str, object]:
        return {"runs": [{"step": step, **run_shape(run)} for step, run in self._steps.done.items()]}

    def _revenue(self, day: str = "") -> list[Revenue]:
        rows = read_revenue(self._folder / "warehouse.duckdb")
        return [row for row in rows if not day or row.day == day]

    def _command(self, arguments: str) -> str:
        """The command as it can be typed here: `seaway`, where the shell finds it."""
        if shutil.which("seaway") or not Path(sys.argv[0]).is_file():
            return f"seaway {arguments}"
        return f"{shlex.quote(os.path.relpath(sys.argv[0], self._folder))} {arguments}"

    def _head(self, number: str, title: str) -> None:
        self._say("")
        self._say(looks.strong(f"{number}  {title}" if number else title))

    def _say(self, text: str) -> None:
        if not self._steps.as_json:
            printing.line(text)


def _summary(rows: list[Revenue]) -> str:
    days = ", ".join(sorted({row.day for row in rows}))
    count = sum(row.payments + row.cancellations for row in rows)
    return f"{count:,} payments of {days}, {total_eur(rows)} euro"
