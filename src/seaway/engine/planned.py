"""When a trigger will fire."""

import json
from datetime import datetime

from seaway.core.calendar import ticks, to_schedule
from seaway.spec.triggers import Schedule
from seaway.store.triggers import TriggerRecord


def planned_ticks(
    trigger: TriggerRecord, *, after: datetime, until: datetime, timezone: str, limit: int
) -> list[datetime]:
    """The ticks of a schedule in (after, until]; none of a trigger of another kind. `timezone` is the
    project's."""
    if trigger.kind != "schedule":
        return []
    written = Schedule.model_validate(json.loads(trigger.spec))
    return ticks(to_schedule(written, timezone=timezone), after=after, until=until, limit=limit)
