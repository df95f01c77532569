"""An attempt on its way through the executor, and the worker process that it may be in."""

from dataclasses import dataclass, field
from typing import NamedTuple

from seaway.core.outcome import Ending, Outcome
from seaway.executors import orders
from seaway.executors.link import Link
from seaway.executors.records import Record
from seaway.ids import AttemptId
from seaway.sdk.protocols.executor import AttemptSpec, CancelJobBody, PollBody

_CHEAP_S = 1.0


class Key(NamedTuple):
    """What a warm worker serves. Nothing of one key ever meets another in a process."""

    project: str
    environment: str
    bundle: str

    @classmethod
    def of(cls, spec: AttemptSpec) -> "Key":
        return cls(spec.project, spec.environment, spec.bundle)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Why the executor itself ends an attempt."""

    ending: Ending
    reason: str
    code: str = ""


@dataclass(slots=True, eq=False, kw_only=True)
class Flight:
    """`outcome` is set once the worker told it, while its last processes are still being ended."""

    spec: AttemptSpec
    key: Key
    frame: bytes
    python: str = ""
    worker: "Worker | None" = None
    submitted_s: float = 0.0
    began_s: float = 0.0
    verdict: Verdict | None = None
    killed_by_s: float | None = None
    outcome: Outcome | None = None
    tries: int = 0
    is_preparing: bool = False
    """Its environment is being built; it has no place in a queue yet."""

    @property
    def id(self) -> AttemptId:
        return self.spec.attempt_id

    @property
    def is_fresh(self) -> bool:
        """Wants a process that nobody used before and nobody uses after."""
        return self.spec.isolation == "fresh"

    def is_dear(self, now_s: float) -> bool:
        """Whether its result must not get lost with the engine: it can't be done again, or took long."""
        return not self.spec.is_idempotent or now_s - self.began_s > _CHEAP_S

    @property
    def is_poll(self) -> bool:
        """A short look at something outside: many share few workers, and no slot is used."""
        return isinstance(self.spec.body, PollBody | CancelJobBody)


@dataclass(slots=True, eq=False, kw_only=True)
class Worker:
    """A process that runs one attempt at a time. `key` is None until it gets its first."""

    id: str
    key: Key | None
    environment: str
    link: Link
    record: Record
    hired_s: float
    pid: int | None = None
    flight: Flight | None = None
    unacked: dict[AttemptId, Flight] = field(default_factory=dict)
    """Whose results it keeps."""
    outbox: bytearray = field(default_factory=bytearray)
    is_flush_due: bool = False
    """What is in the outbox by then is sent in a moment."""
    served: int = 0
    idle_since_s: float = 0.0
    has_said_hello: bool = False
    is_leaving: bool = False
    """Gets nothing more to do; dead soon."""
    is_killed: bool = False
    """SIGKILL was ordered for it."""
    is_orphan: bool = False
    """Its zygote died before it: its end must be seen to by hand."""
    exited: orders.Exited | None = None
