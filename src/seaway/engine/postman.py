"""Brings signals, rows that others wrote for the runs of this engine, to the inbox. The commit that
applies one deletes it."""

import json
import logging
from collections.abc import Callable
from datetime import datetime

from seaway.clock import Clock
from seaway.core.events import Answered, CancelRequested, ChildEnded, Event, PauseRequested, ResumeRequested
from seaway.core.states import RunState
from seaway.engine.identity import Identity
from seaway.engine.inbox import Inbox
from seaway.engine.service import Service
from seaway.ids import RunId, TaskKey
from seaway.store.database import Database
from seaway.store.signals import Signal, pending

logger = logging.getLogger(__name__)


class Postman(Service):
    """Woken by the store's bell; looks by itself now and then, as a safety net."""

    every_s = 5.0

    def __init__(
        self,
        clock: Clock,
        *,
        database: Database,
        inbox: Inbox,
        identity: Identity,
        owns: Callable[[RunId], bool],
    ) -> None:
        super().__init__(clock)
        self._database = database
        self._inbox = inbox
        self._identity = identity
        self._owns = owns
        self._delivered: dict[str, RunId] = {}

    async def step(self) -> None:
        signals = await self._database.read(lambda connection: pending(connection, self._identity.id))
        waiting = {signal.id for signal in signals}
        self._delivered = {name: run_id for name, run_id in self._delivered.items() if name in waiting}
        for signal in signals:
            if signal.id not in self._delivered and self._owns(signal.run_id):
                self._deliver(signal)

    def forget(self, run_id: RunId) -> None:
        """The run is loaded again: what was delivered before may have been lost with it."""
        self._delivered = {name: owner for name, owner in self._delivered.items() if owner != run_id}

    def _deliver(self, signal: Signal) -> None:
        """One that can't be read must not hold up those behind it: a newer engine may know it."""
        try:
            event = to_event(signal, self.clock.now())
        except (KeyError, ValueError) as error:
            logger.warning("the signal %s for run %s can't be read: %s", signal.id, signal.run_id, error)
            return
        self._delivered[signal.id] = signal.run_id
        self._inbox.put(event, signal.id)


def to_event(signal: Signal, at: datetime) -> Event:
    """What a signal means to the state machine."""
    payload = json.loads(signal.payload)
    match signal.kind:
        case "cancel":
            return CancelRequested(
                signal.run_id, at, str(payload.get("reason", "")), is_forced=bool(payload.get("is_forced"))
            )
        case "pause":
            return PauseRequested(signal.run_id, at, str(payload.get("reason", "")))
        case "resume":
            return ResumeRequested(signal.run_id, at)
        case "answer":
            return _answer(signal, payload, at)
        case "child_ended":
            return _child_ended(signal, payload, at)
    raise ValueError(f"signal {signal.id} has the unknown kind {signal.kind!r}")


def _answer(signal: Signal, payload: dict[str, object], at: datetime) -> Answered:
    return Answered(
        signal.run_id,
        at,
        TaskKey(str(payload["key"])),
        actor=str(payload["actor"]),
        is_approved=bool(payload["is_approved"]),
        values=json.dumps(payload.get("values", {})),
    )


def _child_ended(signal: Signal, payload: dict[str, object], at: datetime) -> ChildEnded:
    outputs = payload.get("outputs")
    return ChildEnded(
        signal.run_id,
        at,
        TaskKey(str(payload["key"])),
        child_run=RunId(str(payload["child_run"])),
        state=RunState(str(payload["state"])),
        outputs=None if outputs is None else str(outputs),
        error=str(payload.get("error", "")),
    )
