"""Says of deadlines whether they were missed, and by how much."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from seaway.cli import times
from seaway.store.deadlines import DeadlineRecord

Shape = dict[str, object]


def said_of(record: DeadlineRecord, ended_at: datetime | None, now: datetime) -> str:
    """`late by 2 h 3 m, due 07:00`, `due in 20 min`; empty where nothing can be said yet."""
    if record.due_at is None:
        return ""
    if record.late_at is None:
        return f"due {times.ago(record.due_at, now)}"
    late_s = ((ended_at or now) - record.due_at).total_seconds()
    return f"late by {times.duration(late_s)}, due {times.local(record.due_at)}"


def deadline_shapes(records: Iterable[DeadlineRecord]) -> list[Shape]:
    return [
        {
            "task": record.key or None,
            "due_at": times.iso(record.due_at),
            "late_at": times.iso(record.late_at),
        }
        for record in records
    ]


def mark(late: Sequence[str]) -> str:
    """What a list says of a run with these late keys."""
    if not late:
        return ""
    return "late" if "" in late else f"late: {', '.join(late)}"
