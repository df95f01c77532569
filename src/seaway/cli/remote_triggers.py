"""The triggers of a server's workflows: listed, paused, resumed."""

from seaway.cli.remote import opened
from seaway.cli.trigger_view import LastTick, Listed, require_trigger, say_paused, show
from seaway.client.shapes import Tick, TriggerOfWorkflow, Workflow


def list_triggers(workflow: str | None, *, as_json: bool) -> int:
    with opened() as remote:
        client = remote.client
        which = [client.workflow(workflow)] if workflow else list(client.workflows())
        listed = [
            _listed(each, it, client.last_tick(each.id, it.name)) for each in which for it in each.triggers
        ]
    return show(listed, as_json=as_json)


def set_paused(workflow: str, trigger: str | None, *, is_paused: bool, as_json: bool) -> int:
    with opened() as remote:
        if trigger is not None:
            known = [each.name for each in remote.client.workflow(workflow).triggers]
            require_trigger(trigger, known, workflow)
        remote.client.set_paused(workflow, trigger, is_paused=is_paused)
    return say_paused(workflow, trigger, is_paused=is_paused, as_json=as_json)


def _listed(workflow: Workflow, it: TriggerOfWorkflow, tick: Tick | None) -> Listed:
    spec = {"cron": it.cron, "every": it.every, "timezone": it.timezone}
    return Listed(
        workflow=workflow.id,
        trigger=it.name,
        kind=it.kind,
        spec={name: value for name, value in spec.items() if value is not None},
        next_at=it.next_at,
        is_paused=it.is_paused or workflow.is_paused,
        last_tick=_last(tick) if tick is not None else None,
    )


def _last(tick: Tick) -> LastTick:
    return LastTick(
        scheduled_at=tick.scheduled_at, outcome=tick.outcome, reason=tick.reason, run_id=tick.run_id
    )
