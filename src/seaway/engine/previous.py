"""`previous`: what expressions know of the last successful run of the same workflow.

Settled when a run is made, and kept with it: for as long as the run goes on, for its reruns, and as evidence
of what it went on from."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from seaway.ids import RunId
from seaway.store import runs
from seaway.store.runs import Success

NONE: dict[str, object] = {"outputs": {}}
"""Of a workflow's first run: whatever is asked has to have a default."""


def find_previous(
    connection: Connection, project: str, workflow: str, *, now: datetime, rerun_of: RunId | None
) -> str:
    """As JSON, for a run that is made now. A rerun goes on from where its first run did."""
    before = now
    if rerun_of is not None:
        old = runs.get(connection, rerun_of)
        if old.previous is not None:
            return old.previous
        before = old.created_at
    found = runs.last_success(connection, project, workflow, before=before)
    return json.dumps(NONE if found is None else _names(found))


def previous_names(stored: str | None) -> dict[str, object]:
    """What `previous` stands for in a run that keeps `stored`."""
    return dict(json.loads(stored)) if stored else dict(NONE)


def _names(found: Success) -> dict[str, object]:
    day = found.logical_date.astimezone(ZoneInfo(found.timezone)).date()
    return {
        "run_id": found.run_id,
        "logical_date": day.isoformat(),
        "outputs": json.loads(found.outputs or "{}"),
    }
