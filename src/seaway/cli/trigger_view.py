"""Shows triggers, of the folder's own store and of a server."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from seaway.cli import looks, printing, times
from seaway.cli.shell import OK
from seaway.engine.finding import short
from seaway.errors import UnknownError
from seaway.ids import RunId
from seaway.spec.problems import did_you_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class LastTick:
    """`run_id` where a run came of it, else `reason` says why none did."""

    scheduled_at: datetime
    outcome: str
    reason: str
    run_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """`is_paused`: by itself or with its whole workflow."""

    workflow: str
    trigger: str
    kind: str
    spec: Mapping[str, object]
    next_at: datetime | None
    is_paused: bool
    last_tick: LastTick | None


def show(listed: Sequence[Listed], *, as_json: bool) -> int:
    if as_json:
        printing.document({"triggers": [_shape(each) for each in listed]})
    elif listed:
        now = datetime.now(UTC)
        rows = [_row(each, now) for each in listed]
        printing.table(("workflow", "trigger", "what", "next", "last tick"), rows)
    else:
        printing.note("No trigger is known. `seaway up` reads them from the workflows.")
    return OK


def say_paused(workflow: str, trigger: str | None, *, is_paused: bool, as_json: bool) -> int:
    if as_json:
        printing.document({"workflow": workflow, "trigger": trigger, "paused": is_paused})
    else:
        what = f"{workflow} {trigger}" if trigger else f"All triggers of {workflow}"
        printing.line(f"{what}: {'paused' if is_paused else 'resumed'}")
    return OK


def require_trigger(name: str, known: Collection[str], workflow: str) -> None:
    """Raises UnknownError with the closest name, or all."""
    if name not in known:
        hint = did_you_mean(name, known) or (f"It has {', '.join(known)}." if known else "It has none.")
        raise UnknownError(f"The workflow {workflow} has no trigger {name}", hint=hint)


def _row(each: Listed, now: datetime) -> tuple[str, ...]:
    upcoming = looks.paint("paused", "yellow") if each.is_paused else times.ago(each.next_at, now)
    when = each.spec.get("cron") or each.spec.get("every")
    what = " ".join(str(word) for word in (each.kind, when, each.spec.get("timezone")) if word)
    return each.workflow, each.trigger, what, upcoming, _said(each.last_tick, now)


def _said(tick: LastTick | None, now: datetime) -> str:
    if tick is None:
        return ""
    what = f"run {short(RunId(tick.run_id))}" if tick.run_id else f"{tick.outcome} {tick.reason}".strip()
    return f"{times.ago(tick.scheduled_at, now)}: {what}"


def _shape(each: Listed) -> dict[str, object]:
    tick = each.last_tick
    last = tick and {
        "scheduled_at": times.iso(tick.scheduled_at),
        "outcome": tick.outcome,
        "reason": tick.reason,
        "run_id": tick.run_id,
    }
    return {
        "workflow": each.workflow,
        "trigger": each.trigger,
        "kind": each.kind,
        "spec": dict(each.spec),
        "next_at": times.iso(each.next_at),
        "paused": each.is_paused,
        "last_tick": last,
    }
