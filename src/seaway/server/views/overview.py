"""Says what home says: the answer first, then what it is about."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from seaway.core.rows import TaskRow
from seaway.core.states import RunState, TaskState
from seaway.server.shapes.overview import (
    Attention,
    Changed,
    DayCount,
    HourCount,
    Last14Days,
    Last24Hours,
    Rate,
    Totals,
    UnderWay,
    Upcoming,
)
from seaway.server.shapes.runs import to_summary
from seaway.server.views.workflows import zone_of
from seaway.store import history
from seaway.store.audit import Entry
from seaway.store.history import PastRun
from seaway.store.overview import Seen
from seaway.store.runs import RunRecord

Hours = Mapping[datetime, Counter[RunState]]
_WAITING = frozenset({TaskState.QUEUED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Names and owners of workflows, by id."""

    names: Mapping[str, str]
    owners: Mapping[str, str | None]

    def name(self, workflow: str) -> str:
        return self.names.get(workflow, workflow)

    def owner(self, workflow: str) -> str | None:
        return self.owners.get(workflow)


def attention(seen: Seen, labels: Labels, questions: Mapping[tuple[str, str], str]) -> list[Attention]:
    """What failed, waits for a person, is late or has mistakes; each kind with the newest first.
    `questions`: what approvals ask, by run and task."""
    failed = [item for each in seen.failing if (item := _failed(seen.past.get(each, ()), each, labels))]
    found = [*failed, *_approvals(seen, labels, questions), *_late(seen, labels), *_invalid(seen, labels)]
    oldest = datetime.min.replace(tzinfo=UTC)
    return sorted(found, key=lambda item: item.at or oldest, reverse=True)


def _failed(past: Sequence[PastRun], workflow: str, labels: Labels) -> Attention | None:
    """Red while the last run that ended has failed; the runs before it that did too are counted."""
    ended = [run for run in past if run.state.is_final and run.state is not RunState.CANCELLED]
    if not ended or ended[0].state is not RunState.FAILED:
        return None
    count = next((at for at, run in enumerate(ended) if run.state is not RunState.FAILED), len(ended))
    last = ended[0]
    sentence = f"failed at {last.failed_task}" if last.failed_task else "failed"
    if count > 1:
        more = "or more " if count == len(ended) and len(past) > count else ""
        sentence += f", {count} {more}runs in a row"
    return Attention(
        kind="failed",
        workflow=workflow,
        name=labels.name(workflow),
        run_id=last.run_id,
        task=last.failed_task,
        sentence=sentence,
        detail=last.error,
        at=last.ended_at,
        owner=labels.owner(workflow),
        count=count,
    )


def _approvals(seen: Seen, labels: Labels, questions: Mapping[tuple[str, str], str]) -> Iterator[Attention]:
    for run in seen.live:
        for row in seen.moving.get(run.run_id, ()):
            if row.state is TaskState.AWAITING_INPUT:
                yield Attention(
                    kind="approval",
                    workflow=run.workflow,
                    name=labels.name(run.workflow),
                    run_id=run.run_id,
                    task=row.key,
                    sentence="waits for an approval",
                    until=row.due_at,
                    detail=questions.get((run.run_id, row.key)),
                    at=row.started_at,
                    owner=labels.owner(run.workflow),
                )


def _late(seen: Seen, labels: Labels) -> Iterator[Attention]:
    for run in seen.live:
        keys = seen.late.get(run.run_id)
        if keys:
            what = [key for key in keys if key]
            yield Attention(
                kind="late",
                workflow=run.workflow,
                name=labels.name(run.workflow),
                run_id=run.run_id,
                task=what[0] if what else None,
                sentence="is late" if "" in keys else f"is late at {what[0]}",
                detail="It has missed its deadline and still runs.",
                at=run.started_at or run.created_at,
                owner=labels.owner(run.workflow),
            )


def _invalid(seen: Seen, labels: Labels) -> Iterator[Attention]:
    for record in seen.invalid:
        problems = [each for each in json.loads(record.problems) if each.get("severity") == "error"]
        first = problems[0] if problems else {}
        count = f"{len(problems)} problems" if len(problems) > 1 else "a problem"
        stays = "the last good version stays in use" if record.active_revision else "it can't run"
        place = ":".join(str(first[key]) for key in ("file", "line") if first.get(key))
        yield Attention(
            kind="invalid",
            workflow=record.id,
            name=labels.name(record.id),
            sentence=f"has {count}, {stays}",
            detail=f"{place}: {first.get('message', '')}".strip(": ") or None,
            at=record.updated_at,
            owner=labels.owner(record.id),
            count=max(len(problems), 1),
        )


def under_way(
    seen: Seen, labels: Labels, totals: Mapping[str, int], items: Mapping[tuple[str, str], int], now: datetime
) -> list[UnderWay]:
    """Live runs, newest first. `totals`: tasks of each run; `items`: how many items of a foreach are over."""
    return [_moving(run, seen, labels, totals.get(run.run_id), items, now) for run in seen.live]


def _moving(
    run: RunRecord,
    seen: Seen,
    labels: Labels,
    total: int | None,
    items: Mapping[tuple[str, str], int],
    now: datetime,
) -> UnderWay:
    rows = seen.moving.get(run.run_id, ())
    row = _at(rows)
    done = seen.done.get(run.run_id, 0)
    sentence = _said(run, row, len(rows))
    if row is not None and row.item_count:
        done, total = items.get((run.run_id, row.key), 0), row.item_count
        sentence = f"{row.key}: {done:,} of {total:,} items"
    usual = history.usual_seconds(seen.past.get(run.workflow, ()))
    left = usual - (now - run.started_at).total_seconds() if usual and run.started_at else None
    asks = row.key if row is not None and row.state is TaskState.AWAITING_INPUT else None
    return UnderWay(
        run=to_summary(run, labels.name(run.workflow), waits_for=asks),
        task=row.key if row else None,
        sentence=sentence,
        done=done,
        total=total,
        eta_s=left if left is not None and left > 0 else None,
    )


def _at(rows: Sequence[TaskRow]) -> TaskRow | None:
    """The task that tells most of where a run is: a foreach, else what began last, else what waits."""
    busy = [row for row in rows if row.state not in _WAITING] or list(rows)
    return max(
        busy,
        key=lambda row: (bool(row.item_count), row.started_at.timestamp() if row.started_at else 0.0),
        default=None,
    )


def _said(run: RunRecord, row: TaskRow | None, count: int) -> str:
    if run.state is RunState.QUEUED:
        return "waits to begin"
    if run.state is RunState.PAUSED:
        return f"is paused{': ' + run.reason if run.reason else ''}"
    if run.state is RunState.CANCELLING:
        return "is being cancelled"
    if row is None:
        return "runs"
    more = f" and {count - 1} more" if count > 1 else ""
    match row.state:
        case TaskState.AWAITING_INPUT:
            return f"{row.key} waits for an approval{more}"
        case TaskState.DEFERRED:
            return f"{row.key} waits outside, no worker held{more}"
        case TaskState.UP_FOR_RETRY:
            return f"{row.key} is tried again{more}"
        case TaskState.QUEUED:
            return f"{row.key} waits for a slot{more}"
        case _:
            return f"{row.key}{more}"


def upcoming(seen: Seen, labels: Labels, timezone: str) -> list[Upcoming]:
    return [
        Upcoming(
            workflow=each.workflow,
            name=labels.name(each.workflow),
            trigger=each.name,
            at=each.next_at,
            timezone=zone_of(each, timezone),
            usual_s=history.usual_seconds(seen.past.get(each.workflow, ())),
            is_paused=each.is_paused or each.workflow in seen.paused,
        )
        for each in seen.upcoming
        if each.next_at is not None
    ]


def last_24h(hours: Hours, live: Iterable[RunRecord], now: datetime) -> Last24Hours:
    """24 hours up to the present one."""
    running: Counter[datetime] = Counter()
    for run in live:
        began = run.started_at
        if began is not None:
            running[began.replace(minute=0, second=0, microsecond=0)] += 1
    begin = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=23)
    counted = [
        HourCount(
            start=at,
            success=counts[RunState.SUCCESS],
            failed=counts[RunState.FAILED],
            cancelled=counts[RunState.CANCELLED],
            running=running[at],
        )
        for at, counts in sorted(hours.items())
        if at >= begin
    ]
    return Last24Hours(
        hours=counted,
        totals=Totals(
            success=sum(each.success for each in counted),
            failed=sum(each.failed for each in counted),
            cancelled=sum(each.cancelled for each in counted),
            running=sum(running.values()),
        ),
    )


def last_14d(hours: Hours, timezone: str, now: datetime) -> Last14Days:
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    days: dict[date, Counter[RunState]] = {
        today - timedelta(days=ago): Counter() for ago in range(13, -1, -1)
    }
    for at, counts in hours.items():
        day = at.astimezone(zone).date()
        if day in days:
            days[day].update(counts)
    return Last14Days(
        days=[
            DayCount(
                date=day,
                success=counts[RunState.SUCCESS],
                failed=counts[RunState.FAILED],
                cancelled=counts[RunState.CANCELLED],
            )
            for day, counts in days.items()
        ]
    )


def success_rate(hours: Hours, now: datetime) -> Rate:
    week_ago = now - timedelta(days=7)
    return Rate(
        now=_rate(counts for at, counts in hours.items() if at >= week_ago),
        before=_rate(counts for at, counts in hours.items() if at < week_ago),
    )


def _rate(counted: Iterable[Counter[RunState]]) -> float | None:
    total: Counter[RunState] = Counter()
    for counts in counted:
        total.update(counts)
    ended = total[RunState.SUCCESS] + total[RunState.FAILED]
    return total[RunState.SUCCESS] / ended if ended else None


def to_changed(entry: Entry) -> Changed:
    words = [word for word in entry.actor_name.replace(".", " ").replace("_", " ").split() if word]
    letters = words[0][:1] + words[-1][:1] if len(words) > 1 else entry.actor_name[:2]
    return Changed(
        id=str(entry.seq),
        at=entry.at,
        actor=entry.actor_name,
        initials=letters.upper(),
        action=entry.action,
        target=entry.subject,
        sentence=f"{entry.actor_name} {_VERBS.get(entry.action, 'changed')} {entry.subject}",
        project=entry.project,
    )


_VERBS = {
    "runs.start": "started",
    "runs.stop": "stopped",
    "runs.answer": "answered",
    "workflows.pause": "paused or resumed",
    "triggers.pause": "paused or resumed",
    "workflows.edit": "changed",
}
