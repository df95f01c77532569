"""Runs something again, with the workflow as it is now or as it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from seaway.cli import printing
from seaway.cli.opening import Opened, opened_desk
from seaway.cli.running import actor
from seaway.cli.shell import OK, keep_diary, say_error
from seaway.cli.watching import see_through
from seaway.core.rerun import RerunChoice, RerunMode
from seaway.engine.finding import find_run, short
from seaway.engine.reruns import Rerun, RerunRequest
from seaway.spec.problems import SpecError
from seaway.store.runs import RunRecord

MOST_NAMED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RerunOrder:
    run: str
    all_tasks: bool
    from_tasks: tuple[str, ...]
    on_newest: bool
    inputs: Mapping[str, object]
    is_watched: bool

    def to_choice(self) -> RerunChoice:
        if self.from_tasks:
            return RerunChoice(RerunMode.FROM, self.from_tasks)
        return RerunChoice(RerunMode.ALL if self.all_tasks or self.inputs else RerunMode.FAILED)


async def rerun_run(order: RerunOrder, project_dir: Path | None, *, as_json: bool) -> int:
    """Returns the exit code, as `seaway run` does."""
    async with opened_desk(project_dir) as (it, desk):
        keep_diary(it.here.settings.home)
        old = await it.database.read(lambda connection: find_run(connection, it.project, order.run))
        if order.on_newest:
            try:
                await _publish(it, old)
            except SpecError as error:
                return say_error(error, wants_json=as_json, folder=it.here.settings.project)
        request = RerunRequest(
            run_id=old.run_id,
            choice=order.to_choice(),
            on_newest=order.on_newest,
            inputs=order.inputs,
            actor=actor(),
        )
        made = await desk.rerun(request)
        say_rerun(old, made.run_id, made.set.run, _carried(made), as_json=as_json)
        if order.is_watched:
            return await see_through(it, desk, made.run_id, as_json=as_json)
    return OK


async def _publish(it: Opened, old: RunRecord) -> None:
    """Bring the store in line with the folder.

    Raises:
        SpecError: the workflow is not valid as it stands now.
    """
    definitions = it.here.definitions()
    if old.workflow in definitions.by_id:
        definitions.require(definitions.by_id[old.workflow])
    await it.here.publisher(it.database).publish(definitions)


def _carried(made: Rerun) -> list[str]:
    return sorted(key for key, row in made.set.carry.items() if not row.parent)


def say_rerun(
    old: RunRecord, new: str, chosen: Sequence[tuple[str, str]], carried: list[str], *, as_json: bool
) -> None:
    """What is run again, each with the reason, and what is taken over."""
    if as_json:
        run = [{"task": key, "why": why} for key, why in chosen]
        shape = {"run_id": new, "rerun_of": old.run_id, "run": run, "carry": carried}
        printing.json_line({"event": "rerun", **shape})
        return
    printing.line(f"{old.workflow} {short(old.run_id)} again, as {short(new)}")
    for key, why in chosen[:MOST_NAMED]:
        printing.line(f"  {key}: {why}")
    if len(chosen) > MOST_NAMED:
        printing.line(f"  and {len(chosen) - MOST_NAMED:,} more")
    printing.line()
