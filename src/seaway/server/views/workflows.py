"""Puts workflows together as pages show them: from their rows, terms, triggers and last runs."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from seaway.engine.terms import KnownRevision
from seaway.server.parts import ServerParts
from seaway.server.shapes.workflows import LastRun, NextRun, TriggerSummary, WorkflowSummary
from seaway.store import history, triggers
from seaway.store import workflows as workflow_rows
from seaway.store.history import PastRun
from seaway.store.triggers import TriggerRecord
from seaway.store.workflows import WorkflowRecord, WorkflowState

DOTS = 8
MOST_WORKFLOWS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A workflow with what its row does not say."""

    record: WorkflowRecord
    known: KnownRevision | None
    triggers: Sequence[TriggerRecord]

    @property
    def name(self) -> str:
        return (self.known.terms.name if self.known else None) or self.record.id

    @property
    def owner(self) -> str | None:
        return self.known.terms.owner if self.known else None

    @property
    def tags(self) -> tuple[str, ...]:
        return tuple(self.known.terms.tags) if self.known else ()

    @property
    def next(self) -> TriggerRecord | None:
        """The trigger that fires first; none where all is paused."""
        if self.record.is_paused or self.record.state is WorkflowState.GONE:
            return None
        waiting = [each for each in self.triggers if each.next_at is not None and not each.is_paused]
        return min(waiting, key=lambda each: each.next_at or each.first_seen_at, default=None)


async def list_all(parts: ServerParts, project: str, *, with_gone: bool = False) -> list[Listed]:
    """Every workflow of a project by id; without its runs."""

    def read(connection: Connection) -> tuple[list[WorkflowRecord], list[TriggerRecord]]:
        return (
            workflow_rows.list_of(connection, project, limit=MOST_WORKFLOWS, with_gone=with_gone),
            triggers.list_of(connection, project),
        )

    records, fired = await parts.database.read(read)
    return await _with_terms(parts, project, records, fired)


async def find_one(parts: ServerParts, project: str, workflow: str) -> Listed:
    """Raises UnknownError where there is none."""

    def read(connection: Connection) -> tuple[WorkflowRecord, list[TriggerRecord]]:
        return (
            workflow_rows.get(connection, project, workflow),
            triggers.list_of(connection, project, workflow),
        )

    record, fired = await parts.database.read(read)
    return (await _with_terms(parts, project, [record], fired))[0]


async def _with_terms(
    parts: ServerParts, project: str, records: Sequence[WorkflowRecord], fired: Iterable[TriggerRecord]
) -> list[Listed]:
    by_workflow: dict[str, list[TriggerRecord]] = defaultdict(list)
    for each in fired:
        by_workflow[each.workflow].append(each)
    refs = [(record.id, record.active_revision) for record in records if record.active_revision is not None]
    known = await parts.library.terms.of(project, refs)
    return [
        Listed(
            record=record,
            known=known.get((record.id, record.active_revision or "")),
            triggers=by_workflow[record.id],
        )
        for record in records
    ]


async def past_of(
    parts: ServerParts, project: str, workflows: Iterable[str]
) -> Mapping[str, Sequence[PastRun]]:
    wanted = list(workflows)
    return await parts.database.read(lambda connection: history.past_runs(connection, project, wanted))


def to_summary(listed: Listed, past: Sequence[PastRun], timezone: str) -> WorkflowSummary:
    """`timezone` is the project's, for triggers without their own."""
    record, known = listed.record, listed.known
    return WorkflowSummary(
        id=record.id,
        name=listed.name,
        description=(known.terms.description if known else None) or "",
        owner=listed.owner,
        tags=list(listed.tags),
        file=known.file if known else None,
        state=record.state,
        is_paused=record.is_paused,
        active_revision=record.active_revision,
        problems_count=_count_problems(record.problems),
        home="python" if known and known.file.endswith(".py") else "folder",
        last_runs=[_dot(run) for run in reversed(past[:DOTS])],
        success_rate=history.success_rate(past),
        median_s=history.usual_seconds(past),
        next=_next(listed.next, timezone),
        triggers=[to_trigger(each, timezone) for each in listed.triggers],
        inputs_count=len(known.terms.inputs) if known else 0,
        updated_at=record.updated_at,
    )


def _count_problems(problems: str) -> int:
    return 0 if problems == "[]" else len(json.loads(problems))


def _dot(run: PastRun) -> LastRun:
    return LastRun(
        run_id=run.run_id,
        state=run.state,
        created_at=run.created_at,
        started_at=run.started_at,
        seconds=run.seconds,
    )


def _next(trigger: TriggerRecord | None, timezone: str) -> NextRun | None:
    if trigger is None or trigger.next_at is None:
        return None
    return NextRun(at=trigger.next_at, trigger=trigger.name, timezone=zone_of(trigger, timezone))


def zone_of(trigger: TriggerRecord, timezone: str) -> str:
    return str(json.loads(trigger.spec).get("timezone") or timezone)


def to_trigger(trigger: TriggerRecord, timezone: str) -> TriggerSummary:
    spec = json.loads(trigger.spec)
    return TriggerSummary(
        name=trigger.name,
        kind=trigger.kind,
        cron=spec.get("cron"),
        every=spec.get("every"),
        timezone=spec.get("timezone") or (timezone if trigger.kind == "schedule" else None),
        is_paused=trigger.is_paused or bool(spec.get("paused")),
        next_at=None if trigger.is_paused else trigger.next_at,
    )
