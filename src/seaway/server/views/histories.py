"""What happened in a run, in the order of time: the run, its tasks, and what people did to it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from seaway.access.actions import Action
from seaway.core.failures import decode_failure
from seaway.server.shapes.history import RunEvent, RunEventKind
from seaway.store import audit, run_events
from seaway.store.audit import Entry
from seaway.store.columns import to_micros
from seaway.store.run_events import ENDED, ENDED_AT_ONCE, QUEUED, STARTED, TaskEvent
from seaway.store.runs import RunRecord

Place = tuple[int, int, str, int]
BEFORE_TASKS, BEHIND_TASKS = -1, 9
ORDERS = (Action.RUNS_STOP, Action.RUNS_ANSWER)
LATE_ORDERS = timedelta(minutes=1)
"""An order that came as the run ended is part of its history."""
_KINDS = {
    QUEUED: RunEventKind.TASK_QUEUED,
    STARTED: RunEventKind.TASK_STARTED,
    ENDED: RunEventKind.TASK_ENDED,
    ENDED_AT_ONCE: RunEventKind.TASK_ENDED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An event and where it stands among all of its run."""

    place: Place
    event: RunEvent


def read_history(
    connection: Connection,
    record: RunRecord,
    *,
    after: Place | None,
    with_items: bool,
    limit: int,
    now: datetime,
) -> list[Placed]:
    """At most `limit` events behind `after`, the oldest first."""
    of_tasks = run_events.list_events(
        connection, record.run_id, after=after, with_items=with_items, limit=limit
    )
    done = audit.list_about_run(
        connection,
        record.run_id,
        project=record.project,
        actions=[action.value for action in ORDERS],
        since=record.created_at,
        until=(record.ended_at or now) + LATE_ORDERS,
    )
    few = [*_of_run(record), *map(_of_order, done)]
    found = [*map(_of_task, of_tasks), *(each for each in few if after is None or each.place > after)]
    return sorted(found, key=lambda each: each.place)[:limit]


def _of_run(record: RunRecord) -> Iterator[Placed]:
    yield _placed(record.created_at, BEFORE_TASKS - 1, RunEventKind.RUN_CREATED, message=_by(record))
    if record.started_at:
        yield _placed(record.started_at, BEFORE_TASKS, RunEventKind.RUN_STARTED)
    if record.ended_at:
        yield _placed(
            record.ended_at,
            BEHIND_TASKS,
            RunEventKind.RUN_ENDED,
            state=record.state,
            message=record.error or record.reason,
            seconds=_between(record.started_at, record.ended_at),
        )


def _by(record: RunRecord) -> str:
    """What started it: a trigger by its name, a person, or the kind."""
    if record.rerun_of:
        return f"as a rerun of {record.rerun_of[-8:]}"
    who = record.trigger_name or json.loads(record.trigger).get("actor")
    return f"by {who or ('hand' if record.trigger_kind == 'manual' else record.trigger_kind)}"


def _of_task(event: TaskEvent) -> Placed:
    has_ended = _KINDS[event.rank] is RunEventKind.TASK_ENDED
    return _placed(
        event.at,
        event.rank,
        _KINDS[event.rank],
        task=event.key,
        attempt=event.attempt,
        state=event.state if has_ended else None,
        message=_why(event) if has_ended else "",
        seconds=_between(event.started_at, event.at) if has_ended else None,
    )


def _why(event: TaskEvent) -> str:
    if event.carried_from:
        return f"carried over from run {event.carried_from[-8:]}"
    return decode_failure(event.error).message if event.error else event.reason


def _of_order(entry: Entry) -> Placed:
    detail = entry.detail
    said = detail.get("order") or ("approved" if detail.get("approved") else "rejected")
    facts = [str(said), str(detail["reason"]) if detail.get("reason") else ""]
    return _placed(
        entry.at,
        BEHIND_TASKS - 1,
        RunEventKind.ORDER,
        number=entry.seq,
        task=detail.get("task"),
        message=": ".join(fact for fact in facts if fact),
        actor=entry.actor_name,
    )


def _placed(at: datetime, rank: int, kind: RunEventKind, *, number: int = 0, **facts: object) -> Placed:
    place = (to_micros(at) or 0, rank, str(facts.get("task") or ""), int(str(facts.get("attempt", number))))
    return Placed(
        place=place,
        event=RunEvent.model_validate({"id": json.dumps(place), "at": at, "kind": kind, **facts}),
    )


def _between(begin: datetime | None, end: datetime) -> float | None:
    return None if begin is None else (end - begin).total_seconds()
