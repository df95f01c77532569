"""A plan as it is stored with its revision."""

import msgspec

from seaway.core.plan import Plan
from seaway.errors import NewerSchemaError, StoreError

PLAN_VERSION = 1


class _Stored(msgspec.Struct):
    version: int
    plan: msgspec.Raw


def plan_to_json(plan: Plan) -> str:
    return msgspec.json.encode({"version": PLAN_VERSION, "plan": plan}).decode()


def plan_from_json(text: str) -> Plan:
    """Read what `plan_to_json` wrote.

    Raises:
        NewerSchemaError: a newer Seaway wrote it.
        StoreError: it is not a plan."""
    try:
        stored = msgspec.json.decode(text, type=_Stored)
        if stored.version > PLAN_VERSION:
            raise NewerSchemaError(
                f"this revision's plan has version {stored.version}, and this Seaway reads {PLAN_VERSION}",
                hint="Upgrade Seaway on this machine.",
            )
        return msgspec.json.decode(stored.plan, type=Plan)
    except msgspec.MsgspecError as error:
        raise StoreError(f"the stored plan can't be read: {error}") from None
