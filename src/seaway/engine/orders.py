"""What people and other runs order a run to do: rows in the sender's transaction, whoever owns the run and
whether anybody does."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from seaway.core.states import RunState
from seaway.errors import ConflictingStateError
from seaway.ids import RunId, TaskKey, new_id
from seaway.store import queue, runs, signals
from seaway.store.runs import RunRecord
from seaway.store.signals import NewSignal


def cancel(
    connection: Connection, run_id: RunId, *, reason: str, now: datetime, is_forced: bool = False
) -> bool:
    """Cancel a run: at once where it waits, else through its owner. False where it is over already.

    Raises:
        UnknownError: no such run.
    """
    run = runs.get(connection, run_id)
    if not queue.cancel_waiting(connection, run_id, reason=reason, now=now):
        return _send(connection, run_id, "cancel", {"reason": reason, "is_forced": is_forced}, now)
    signals.insert_signals(connection, child_ended(run, RunState.CANCELLED, error=reason, now=now))
    return True


def pause(connection: Connection, run_id: RunId, *, reason: str, now: datetime) -> None:
    """Start nothing more of a run; what runs goes on."""
    _order(connection, run_id, "pause", {"reason": reason}, now)


def resume(connection: Connection, run_id: RunId, *, now: datetime) -> None:
    _order(connection, run_id, "resume", {}, now)


def answer(
    connection: Connection,
    run_id: RunId,
    key: TaskKey,
    *,
    actor: str,
    is_approved: bool,
    values: Mapping[str, object],
    now: datetime,
) -> None:
    """Answer an approval; the values were checked against its form."""
    payload = {"key": key, "actor": actor, "is_approved": is_approved, "values": dict(values)}
    _order(connection, run_id, "answer", payload, now)


def _order(
    connection: Connection, run_id: RunId, kind: str, payload: Mapping[str, object], now: datetime
) -> None:
    run = runs.get(connection, run_id)
    if not _send(connection, run_id, kind, payload, now):
        raise ConflictingStateError(f"The run {run_id} is over: {run.state}")


def _send(
    connection: Connection, run_id: RunId, kind: str, payload: Mapping[str, object], now: datetime
) -> bool:
    signal = NewSignal(id=new_id(), run_id=run_id, kind=kind, payload=json.dumps(payload), created_at=now)
    return signals.send(connection, signal)


def child_ended(run: RunRecord, state: RunState, *, error: str, now: datetime) -> tuple[NewSignal, ...]:
    """The news of a run's end for the run that waits for it, where one does."""
    if run.parent_run is None:
        return ()
    payload = {
        "key": run.parent_key,
        "child_run": run.run_id,
        "state": state.value,
        "outputs": None,
        "error": error,
    }
    return (
        NewSignal(
            id=new_id(),
            run_id=run.parent_run,
            kind="child_ended",
            payload=json.dumps(payload),
            created_at=now,
        ),
    )
