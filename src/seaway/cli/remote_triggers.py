"""The triggers of a server's workflows: listed, paused, resumed."""

from datetime import UTC, datetime

from seaway.cli import looks, printing, times
from seaway.cli.remote import opened
from seaway.cli.shell import OK
from seaway.cli.trigger_view import say_none, say_paused
from seaway.client.shapes import Tick, TriggerOfWorkflow, Workflow
from seaway.engine.finding import short
from seaway.errors import UnknownError
from seaway.ids import RunId
from seaway.spec.problems import did_you_mean

Listed = tuple[Workflow, TriggerOfWorkflow, Tick | None]


def list_triggers(workflow: str | None, *, as_json: bool) -> int:
    with opened() as remote:
        client = remote.client
        which = [client.workflow(workflow)] if workflow else list(client.workflows())
        listed = [(each, it, client.last_tick(each.id, it.name)) for each in which for it in each.triggers]
    if as_json:
        printing.document({"triggers": [_shape(*each) for each in listed]})
    elif listed:
        now = datetime.now(UTC)
        rows = [_row(*each, now=now) for each in listed]
        printing.table(("workflow", "trigger", "what", "next", "last tick"), rows)
    else:
        say_none()
    return OK


def set_paused(workflow: str, trigger: str | None, *, is_paused: bool, as_json: bool) -> int:
    with opened() as remote:
        known = [each.name for each in remote.client.workflow(workflow).triggers]
        if trigger is not None and trigger not in known:
            hint = did_you_mean(trigger, known) or (
                f"It has {', '.join(known)}." if known else "It has none."
            )
            raise UnknownError(f"The workflow {workflow} has no trigger {trigger}", hint=hint)
        remote.client.set_paused(workflow, trigger, is_paused=is_paused)
    say_paused(workflow, trigger, is_paused=is_paused, as_json=as_json)
    return OK


def _row(workflow: Workflow, it: TriggerOfWorkflow, tick: Tick | None, *, now: datetime) -> tuple[str, ...]:
    is_paused = it.is_paused or workflow.is_paused
    upcoming = looks.paint("paused", "yellow") if is_paused else times.ago(it.next_at, now)
    return workflow.id, it.name, _what(it), upcoming, _said(tick, now)


def _what(it: TriggerOfWorkflow) -> str:
    return " ".join(filter(None, (it.kind, it.cron or it.every, it.timezone)))


def _said(tick: Tick | None, now: datetime) -> str:
    if tick is None:
        return ""
    what = f"run {short(RunId(tick.run_id))}" if tick.run_id else f"{tick.outcome} {tick.reason}".strip()
    return f"{times.ago(tick.scheduled_at, now)}: {what}"


def _shape(workflow: Workflow, it: TriggerOfWorkflow, tick: Tick | None) -> dict[str, object]:
    last = None
    if tick is not None:
        last = {
            "scheduled_at": times.iso(tick.scheduled_at),
            "outcome": tick.outcome,
            "reason": tick.reason,
            "run_id": tick.run_id,
        }
    spec = {"cron": it.cron, "every": it.every, "timezone": it.timezone}
    return {
        "workflow": workflow.id,
        "trigger": it.name,
        "kind": it.kind,
        "spec": {name: value for name, value in spec.items() if value is not None},
        "next_at": times.iso(it.next_at),
        "paused": it.is_paused or workflow.is_paused,
        "last_tick": last,
    }
