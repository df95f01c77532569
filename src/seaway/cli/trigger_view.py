"""Lists triggers, pauses and resumes them."""

import json
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from seaway.cli import looks, printing, times
from seaway.cli.reading import reading
from seaway.cli.shell import OK
from seaway.engine.finding import find_workflow, short
from seaway.errors import UnknownError
from seaway.spec.problems import did_you_mean
from seaway.store import triggers, workflows
from seaway.store.triggers import Tick, TriggerRecord

Listed = tuple[TriggerRecord, Tick | None, bool]
"""A trigger, its last tick, and whether its whole workflow is paused."""


async def list_triggers(workflow: str | None, project_dir: Path | None, *, as_json: bool) -> int:
    async with reading(project_dir) as it:
        listed = await it.database.read(lambda connection: _list(connection, it.project, workflow))
    if as_json:
        printing.document({"triggers": [_shape(*each) for each in listed]})
    elif listed:
        now = datetime.now(UTC)
        rows = [_row(*each, now=now) for each in listed]
        printing.table(("workflow", "trigger", "what", "next", "last tick"), rows)
    else:
        say_none()
    return OK


async def set_paused(
    workflow: str, trigger: str | None, project_dir: Path | None, *, is_paused: bool, as_json: bool
) -> int:
    now = datetime.now(UTC)
    async with reading(project_dir) as it:

        def write(connection: Connection) -> None:
            found = find_workflow(connection, it.project, workflow)
            if trigger is None:
                workflows.set_paused(connection, it.project, found, is_paused=is_paused, now=now)
            else:
                name = _find_trigger(connection, it.project, found, trigger)
                triggers.set_paused(connection, it.project, found, name, is_paused=is_paused)

        await it.database.write(write)
    say_paused(workflow, trigger, is_paused=is_paused, as_json=as_json)
    return OK


def say_none() -> None:
    printing.note("No trigger is known. `seaway up` reads them from the workflows.")


def say_paused(workflow: str, trigger: str | None, *, is_paused: bool, as_json: bool) -> None:
    if as_json:
        printing.document({"workflow": workflow, "trigger": trigger, "paused": is_paused})
    else:
        what = f"{workflow} {trigger}" if trigger else f"All triggers of {workflow}"
        printing.line(f"{what}: {'paused' if is_paused else 'resumed'}")


def _find_trigger(connection: Connection, project: str, workflow: str, text: str) -> str:
    known = [each.name for each in triggers.list_of(connection, project, workflow)]
    if text not in known:
        hint = did_you_mean(text, known) or (f"It has {', '.join(known)}." if known else "It has none.")
        raise UnknownError(f"The workflow {workflow} has no trigger {text}", hint=hint)
    return text


def _list(connection: Connection, project: str, workflow: str | None) -> list[Listed]:
    which = find_workflow(connection, project, workflow) if workflow else None
    paused = {each.id for each in workflows.list_of(connection, project, with_gone=True) if each.is_paused}
    listed: list[Listed] = []
    for each in triggers.list_of(connection, project, which):
        ticks = triggers.list_ticks(connection, project, each.workflow, each.name, limit=1)
        listed.append((each, ticks[0] if ticks else None, each.workflow in paused))
    return listed


def _row(
    trigger: TriggerRecord, tick: Tick | None, is_workflow_paused: bool, *, now: datetime
) -> tuple[str, ...]:
    if trigger.is_paused or is_workflow_paused:
        upcoming = looks.paint("paused", "yellow")
    else:
        upcoming = times.ago(trigger.next_at, now)
    return trigger.workflow, trigger.name, _what(trigger), upcoming, _said(tick, now)


def _what(trigger: TriggerRecord) -> str:
    spec = json.loads(trigger.spec)
    when = spec.get("cron") or spec.get("every") or ""
    zone = f" {spec['timezone']}" if spec.get("timezone") else ""
    return f"{trigger.kind} {when}{zone}".strip()


def _said(tick: Tick | None, now: datetime) -> str:
    if tick is None:
        return ""
    what = f"run {short(tick.run_id)}" if tick.run_id else f"{tick.outcome.value} {tick.reason}".strip()
    return f"{times.ago(tick.scheduled_at, now)}: {what}"


def _shape(trigger: TriggerRecord, tick: Tick | None, is_workflow_paused: bool) -> dict[str, object]:
    last = None
    if tick is not None:
        last = {
            "scheduled_at": times.iso(tick.scheduled_at),
            "outcome": tick.outcome.value,
            "reason": tick.reason,
            "run_id": tick.run_id,
        }
    return {
        "workflow": trigger.workflow,
        "trigger": trigger.name,
        "kind": trigger.kind,
        "spec": json.loads(trigger.spec),
        "next_at": times.iso(trigger.next_at),
        "paused": trigger.is_paused or is_workflow_paused,
        "last_tick": last,
    }
