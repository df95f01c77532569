"""Lines of logs as the API shows them."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from seaway.sdk.steps import StepState
from seaway.server.shapes.shape import Shape


class LogStream(StrEnum):
    OUT = "out"
    ERR = "err"
    LOG = "log"
    SYS = "sys"


class Level(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    CRITICAL = "critical"
    NONE = ""


class Line(Shape):
    n: int = Field(description="Counted from 1.", examples=[412])
    offset: int = Field(description="Where it begins in the log, in bytes.")
    time: datetime
    stream: LogStream
    level: Level = Field(
        description="Of `logging`, or seen in the text of what was printed; empty where nothing tells it."
    )
    text: str = Field(description="As it was printed, colours too.")


class LogWindow(Shape):
    """Some lines of an attempt's log."""

    task: str
    attempt: int
    lines: list[Line]
    first_line: int | None = Field(description="The number of the first line sent.")
    last_line: int | None
    total_lines: int
    size_bytes: int
    next_offset: int = Field(description="Where the line after the last one sent begins: follow from here.")
    is_complete: bool = Field(description="The attempt is over and no line comes after those in the log.")
    error_lines: list[int] = Field(description="Numbers of lines that tell of an error, the first 1,000.")
    error_count: int


class LogMatches(Shape):
    """Lines that hold the words searched for."""

    lines: list[Line]
    next: int | None = Field(default=None, description="Send it as `after` for the lines that come then.")


class TaskStep(Shape):
    """One of the parts that a task says it goes through, such as a model of a dbt run."""

    name: str = Field(examples=["model.shop.daily_payments"])
    state: StepState
    at: datetime = Field(description="When this was said.")
    kind: str = Field(default="", examples=["model"])
    message: str = ""
    duration_s: float | None = None
    rows: int | None = Field(default=None, description="How many it wrote.")


class TaskSteps(Shape):
    task: str
    attempt: int
    steps: list[TaskStep] = Field(description="In the order in which they were first named; at most 5,000.")
