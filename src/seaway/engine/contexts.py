"""The names that templates see: `inputs`, `run`, `tasks`, `vars`, `trigger`, `previous`, `item`. JSON-able
throughout."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from seaway.core.rows import RunRow, TaskRow
from seaway.engine.outputs import OutputReader
from seaway.engine.session import RunFacts, Session
from seaway.ids import TaskKey
from seaway.store.queue import NewRun

_DATE_CHARS = len("2026-01-31")
NOTHING: Mapping[TaskKey, TaskRow] = MappingProxyType({})


def run_names(facts: RunFacts | NewRun, row: RunRow | None = None) -> dict[str, object]:
    """`run.*`. The logical date is the day in the trigger's zone on which the data interval starts."""
    return {
        "id": facts.run_id,
        "workflow": facts.workflow,
        "project": facts.project,
        "revision": facts.revision,
        "logical_date": _local(facts.logical_date, facts.timezone)[:_DATE_CHARS],
        "interval_start": _local(facts.interval_start, facts.timezone),
        "interval_end": _local(facts.interval_end, facts.timezone),
        "created_at": _local(facts.created_at, facts.timezone),
        "timezone": facts.timezone,
        "rerun_of": facts.rerun_of or "",
        "url": "",
        "state": row.state.value if row else "",
        "failed_task": (row.failed_task or "") if row else "",
        "error": (row.error or "") if row else "",
    }


@lru_cache(maxsize=1024)
def _local(moment: datetime, timezone: str) -> str:
    """Asked again for every attempt of a run."""
    return moment.astimezone(ZoneInfo(timezone)).isoformat()


def plain_context(session: Session, key: TaskKey, variables: Mapping[str, object]) -> dict[str, object]:
    """A context in which no task is named."""
    facts = session.facts
    return {
        "inputs": facts.inputs,
        "run": run_names(facts, session.run.row),
        "tasks": {},
        "vars": dict(variables),
        "trigger": facts.trigger,
        "previous": facts.previous,
        "item": session.item_of(key),
    }


class ContextBuilder:
    """Builds a template context for one place in one run."""

    def __init__(self, outputs: OutputReader) -> None:
        self._outputs = outputs

    async def build(
        self,
        session: Session,
        key: TaskKey,
        *,
        tasks: Iterable[str],
        variables: Mapping[str, object],
        is_inside: bool = False,
        unwritten: Mapping[TaskKey, TaskRow] = NOTHING,
    ) -> dict[str, object]:
        """`is_inside`: names mean the tasks of the group `key` itself, then those around it. `unwritten`:
        rows that are newer than those in the store."""
        named = {
            name: await self._task_names(session, session.find(key, name, is_inside=is_inside), unwritten)
            for name in tasks
        }
        context = plain_context(session, key, variables)
        context["tasks"] = {name: names for name, names in named.items() if names is not None}
        return context

    async def _task_names(
        self, session: Session, found: TaskKey | None, unwritten: Mapping[TaskKey, TaskRow]
    ) -> dict[str, object] | None:
        if found is None:
            return None
        row = session.rows[found]
        return {
            "state": row.state.value,
            "outputs": await self._outputs.read(row, unwritten),
            "error": _first_line(row),
            "attempt": row.attempt,
        }


def _first_line(row: TaskRow) -> str:
    if row.error is None:
        return row.reason
    message = json.loads(row.error).get("message", "")
    return str(message).split("\n", 1)[0]
