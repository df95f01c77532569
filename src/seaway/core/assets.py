"""What an attempt reported of assets, as rows to keep."""

import json
from collections.abc import Mapping

from seaway.core.outcome import Outcome
from seaway.core.rows import AssetRow, TaskRow

MOST_NAME_CHARS = 500
"""Of an asset's name: an index holds it."""
_MOST_NUMBER = 2**62


def reported(row: TaskRow, outcome: Outcome) -> list[AssetRow]:
    """The reports in `outcome`, in their order; what is no report is left out.

    row: the task run as it was when the attempt ended."""
    told = [each for each in _list(outcome.assets or "[]") if isinstance(each, dict)]
    named = [each for each in told if isinstance(each.get("name"), str)]
    return [_row(row, outcome, place, each) for place, each in enumerate(named)]


def _list(text: str) -> list[object]:
    """Masking a secret may have spoilt it."""
    try:
        found = json.loads(text)
    except ValueError:
        return []
    return found if isinstance(found, list) else []


def _row(row: TaskRow, outcome: Outcome, place: int, facts: Mapping[str, object]) -> AssetRow:
    return AssetRow(
        run_id=row.run_id,
        key=row.key,
        path=row.path,
        attempt=row.attempt,
        at=outcome.at,
        place=place,
        attempt_id=row.attempt_id,
        asset=str(facts["name"])[:MOST_NAME_CHARS],
        kind="read" if facts.get("mode") == "read" else "written",
        row_count=_count(facts.get("rows")),
        size_bytes=_count(facts.get("size_bytes")),
        columns=_object(facts.get("columns")),
        extra=_object(facts.get("extra")),
    )


def _count(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < _MOST_NUMBER else None


def _object(value: object) -> str:
    return json.dumps(value) if isinstance(value, dict) else "{}"
