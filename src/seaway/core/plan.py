"""A workflow as the state machine sees it: graphs of tasks with edges, policies and opaque payloads.
Built from a `spec.model.Workflow` by `core/compile.py`, stored with the revision, immutable."""

from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from typing import Literal


class Kind(StrEnum):
    ATTEMPT = "attempt"
    """`uses` and `run`: something an executor runs."""
    GROUP = "group"
    SWITCH = "switch"
    APPROVAL = "approval"
    WORKFLOW = "workflow"


class Condition(StrEnum):
    SUCCESS = "success"
    FAILED = "failed"
    COMPLETED = "completed"
    EXIT_CODES = "exit_codes"
    LABEL = "label"


class Backoff(StrEnum):
    CONSTANT = "constant"
    LINEAR = "linear"
    EXPONENTIAL = "exponential"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """What a task asks of a sibling. `exit_codes` are inclusive ranges."""

    upstream: str
    condition: Condition = Condition.SUCCESS
    exit_codes: tuple[tuple[int, int], ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """`attempts` counts the first one; 1, the default, never retries, as a second try may do harm."""

    attempts: int = 1
    delay_s: float = 30.0
    backoff: Backoff = Backoff.CONSTANT
    max_delay_s: float = 600.0
    jitter: bool = False
    on_failure: bool = True
    on_timeout: bool = False
    unless_exit_codes: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreach:
    """Items are a literal (`items`), an expression or a matrix of both, which the engine evaluates.

    `tolerate` is a count of items, or a share below 1."""

    items: tuple[object, ...] | None = None
    expression: str = ""
    matrix: dict[str, object] | None = None
    """Name to list or expression, where not all are literal; else `items` has the combinations."""
    key: str = ""
    max_parallel: int | None = None
    on_item_failure: Literal["stop", "continue"] = "continue"
    tolerate: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A time of day in a zone, on the day after the data interval starts; or seconds after the run began."""

    by: time | None = None
    timezone: str = "UTC"
    after_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTask:
    """One node. `payload` is what the executor needs (JSON-able); the state machine never looks at it."""

    id: str
    kind: Kind
    edges: tuple[Edge, ...] = ()
    join: Literal["all", "any", "branch"] | int = "all"
    when: str = ""
    foreach: Foreach | None = None
    switch: tuple[tuple[str, str], ...] = ()
    """Label and condition, tested in order; an empty condition is the default."""
    group: "Graph | None" = None
    has_outputs: bool = False
    """Of a group: whether it computes outputs when its tasks are through."""
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    crash_retries: int = 3
    timeout_s: float | None = None
    deadline: Deadline | None = None
    expires_s: float | None = None
    pool: str = ""
    priority: int = 0
    slots: int = 1
    is_idempotent: bool = True
    allow_failure: bool = False
    always: bool = False
    disabled: bool = False
    is_sensor: bool = False
    definition: str = ""
    """Hash of all that decides what the task does; a rerun carries a result only where it is unchanged."""
    payload: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Tasks in topological order, so that one pass forward settles what can't run."""

    tasks: tuple[PlanTask, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole workflow: `main` first, `on_failure` if the verdict is a failure, `final` last in any case."""

    workflow: str
    main: Graph
    on_failure: Graph = field(default_factory=lambda: Graph(tasks=()))
    final: Graph = field(default_factory=lambda: Graph(tasks=()))
    timeout_s: float | None = None
    deadline: Deadline | None = None
    payload: dict[str, object] = field(default_factory=dict)
    """What the engine needs besides: declared inputs, outputs, concurrency, notifications."""
