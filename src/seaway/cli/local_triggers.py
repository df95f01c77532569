"""The triggers of the folder's own store: listed, paused, resumed."""

import json
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from seaway.cli.reading import reading
from seaway.cli.trigger_view import LastTick, Listed, require_trigger, say_paused, show
from seaway.engine.finding import find_workflow
from seaway.store import triggers, workflows
from seaway.store.triggers import Tick


async def list_triggers(workflow: str | None, project_dir: Path | None, *, as_json: bool) -> int:
    async with reading(project_dir) as it:
        listed = await it.database.read(lambda connection: _list(connection, it.project, workflow))
    return show(listed, as_json=as_json)


async def set_paused(
    workflow: str, trigger: str | None, project_dir: Path | None, *, is_paused: bool, as_json: bool
) -> int:
    now = datetime.now(UTC)
    async with reading(project_dir) as it:

        def write(connection: Connection) -> None:
            found = find_workflow(connection, it.project, workflow)
            if trigger is None:
                workflows.set_paused(connection, it.project, found, is_paused=is_paused, now=now)
                return
            known = [each.name for each in triggers.list_of(connection, it.project, found)]
            require_trigger(trigger, known, found)
            triggers.set_paused(connection, it.project, found, trigger, is_paused=is_paused)

        await it.database.write(write)
    return say_paused(workflow, trigger, is_paused=is_paused, as_json=as_json)


def _list(connection: Connection, project: str, workflow: str | None) -> list[Listed]:
    which = find_workflow(connection, project, workflow) if workflow else None
    paused = {each.id for each in workflows.list_of(connection, project, with_gone=True) if each.is_paused}
    listed: list[Listed] = []
    for each in triggers.list_of(connection, project, which):
        ticks = triggers.list_ticks(connection, project, each.workflow, each.name, limit=1)
        listed.append(
            Listed(
                workflow=each.workflow,
                trigger=each.name,
                kind=each.kind,
                spec=json.loads(each.spec),
                next_at=each.next_at,
                is_paused=each.is_paused or each.workflow in paused,
                last_tick=_last(ticks[0]) if ticks else None,
            )
        )
    return listed


def _last(tick: Tick) -> LastTick:
    return LastTick(
        scheduled_at=tick.scheduled_at, outcome=tick.outcome.value, reason=tick.reason, run_id=tick.run_id
    )
