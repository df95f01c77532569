"""The parts of one task that a person follows one by one, such as the models of a dbt run."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class StepState(StrEnum):
    """How a step stands. `warning` is an end too: it is done, and something about it should be looked at."""

    PENDING = "pending"
    RUNNING = "running"
    SUCCESS = "success"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"

    @property
    def is_final(self) -> bool:
        return self not in (StepState.PENDING, StepState.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The last thing said of the step `name` counts. `kind` is what it is (`model`, `test`), `rows` how many
    it wrote."""

    name: str
    state: StepState
    at: datetime
    kind: str = ""
    message: str = ""
    duration_s: float | None = None
    rows: int | None = None
