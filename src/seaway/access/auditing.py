"""What somebody did, written in the transaction of what they did."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.store import audit


def note(
    connection: Connection,
    actor: Actor,
    action: Action,
    *,
    subject: str,
    now: datetime,
    project: str | None = None,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Call it inside the write. `subject` is what it was done to, as a person says it; no secrets in
    `detail`."""
    audit.note(
        connection,
        audit.Entry(
            at=now,
            actor=actor.user_id,
            actor_name=actor.name,
            action=action,
            subject=subject,
            project=project,
            detail=detail or {},
            address=actor.address,
        ),
    )
