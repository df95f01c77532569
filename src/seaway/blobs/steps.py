"""The steps of an attempt, in a file beside its log: a JSON object a line, the last of a name counts.

They live as long as the log does. Nobody waits for them, and the database holds none."""

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from seaway.sdk.steps import Step, StepState

MOST_STEPS = 5_000
"""Names of an attempt; what comes after is not kept."""
_MOST_BYTES = 16 << 20
_MESSAGE_CHARS = 2_000


def steps_of(log: str | Path) -> Path:
    """Where the steps of the attempt with this log stand."""
    return Path(log).with_suffix(".steps")


class StepWriter:
    """Adds steps to a file; made at the first. Not safe for threads by itself."""

    def __init__(self, log: str) -> None:
        self._place = steps_of(log)
        self._names: set[str] = set()
        self._size = 0

    def add(self, step: Step) -> bool:
        """False where there is no room for it any more, or the disk is full."""
        self._names.add(step.name)
        line = json.dumps(_to_json(step), ensure_ascii=False).encode() + b"\n"
        self._size += len(line)
        if len(self._names) > MOST_STEPS or self._size > _MOST_BYTES:
            return False
        try:
            self._place.parent.mkdir(parents=True, exist_ok=True)
            with self._place.open("ab") as stream:
                stream.write(line)
        except OSError:
            return False
        return True


def read_steps(log: str | Path) -> list[Step]:
    """As they stand now, in the order in which they were first named; none where nothing was said. A line
    that is being written is left for the next time."""
    found: dict[str, Step] = {}
    with suppress(FileNotFoundError), steps_of(log).open("rb") as stream:
        for line in stream:
            if line.endswith(b"\n"):
                step = _from_json(json.loads(line))
                found[step.name] = step
    return list(found.values())


def _to_json(step: Step) -> dict[str, object]:
    said = {
        "kind": step.kind,
        "message": step.message[:_MESSAGE_CHARS],
        "duration_s": step.duration_s,
        "rows": step.rows,
    }
    facts = {"name": step.name, "state": step.state.value, "at": step.at.isoformat()}
    return facts | {name: value for name, value in said.items() if value not in (None, "")}


def _from_json(said: dict[str, object]) -> Step:
    duration_s, rows = said.get("duration_s"), said.get("rows")
    return Step(
        name=str(said["name"]),
        state=StepState(str(said["state"])),
        at=datetime.fromisoformat(str(said["at"])),
        kind=str(said.get("kind", "")),
        message=str(said.get("message", "")),
        duration_s=duration_s if isinstance(duration_s, float | int) else None,
        rows=rows if isinstance(rows, int) else None,
    )
