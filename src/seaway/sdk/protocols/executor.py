"""What the engine and an executor say to each other. Frames between processes use the same structs
(msgspec, msgpack).

An executor keeps the result of an attempt until it is acknowledged, so that a result survives the engine."""

from collections.abc import AsyncIterator, Collection, Sequence
from enum import StrEnum
from typing import Protocol

import msgspec

from seaway.core.outcome import Outcome
from seaway.ids import AttemptId, RunId, TaskKey

GRACE_S = 10.0
"""How long an attempt may tidy up before it is killed, where its task does not say."""


class Language(StrEnum):
    BASH = "bash"
    PYTHON = "python"
    NODE = "node"


class BlueprintBody(msgspec.Struct, frozen=True, tag="blueprint"):
    """Call blueprint `name` with `inputs` (templates, rendered in the worker)."""

    name: str
    inputs: dict[str, object]


class ScriptBody(msgspec.Struct, frozen=True, tag="script"):
    """Run `source` (a template; each expression becomes one quoted word) with `language`."""

    source: str
    language: Language = Language.BASH


class PollBody(msgspec.Struct, frozen=True, tag="poll"):
    """Go on waiting: call the blueprint's `poll` with the JSON text `deferred`.

    attempt_id: of the attempt that waits. A poll has an id of its own; what one that failed leaves is kept
        under this one, which people know."""

    name: str
    inputs: dict[str, object]
    deferred: str
    attempt_id: str = ""


class CancelJobBody(msgspec.Struct, frozen=True, tag="cancel_job"):
    """Cancel the outside job that `deferred` (JSON text) names."""

    name: str
    inputs: dict[str, object]
    deferred: str


class FilePolicy(msgspec.Struct, frozen=True):
    """Globs of what is committed (all where `keep` is empty) and what is not; `max_bytes` bounds all of it
    together."""

    keep: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    max_bytes: int | None = None


class Upstream(msgspec.Struct, frozen=True):
    """Files to find in the working directory: manifest `manifest` of task `key`, under folder `prefix`.

    after: keys of the other upstreams that this one came after and may have written over. Two upstreams
    with different
    content for one path are an error unless one is in the other's `after`; then the later one's content
    stands.
    """

    key: TaskKey
    manifest: str
    prefix: str = ""
    after: tuple[TaskKey, ...] = ()


class AttemptSpec(msgspec.Struct, frozen=True):
    """All that an attempt needs; nothing else of Seaway reaches user code.

    context: names for templates: `inputs`, `run`, `tasks`, `vars`, `trigger`, `item`; JSON-able.
    connections, secrets: resolved values; every secret in them is masked in the log. `secret_values` lists
    what to mask.
    project_dir: the project's folder, which relative paths of connections start from.
    job_key: `run/task/item/try`, the client key of an outside job.
    is_recovery: an earlier attempt of the same try may have begun an outside job: `find` before `begin`.
    is_idempotent: it may be done twice.
    outputs: declared output names and their types.
    """

    attempt_id: AttemptId
    run_id: RunId
    key: TaskKey
    number: int
    project: str
    workflow: str
    body: BlueprintBody | ScriptBody | PollBody | CancelJobBody
    context: dict[str, object] = {}
    env: dict[str, str] = {}
    connections: dict[str, dict[str, object]] = {}
    secrets: dict[str, str] = {}
    secret_values: tuple[str, ...] = ()
    project_dir: str = ""
    bundle: str = ""
    environment: str = ""
    requirements: tuple[str, ...] = ()
    upstreams: tuple[Upstream, ...] = ()
    files: FilePolicy = FilePolicy()
    outputs: dict[str, str] = {}
    timeout_s: float | None = None
    grace_s: float = GRACE_S
    memory_bytes: int | None = None
    isolation: str = "warm"
    job_key: str = ""
    is_recovery: bool = False
    is_idempotent: bool = False


class Standing(StrEnum):
    """What an executor knows of an attempt it is asked about after a restart."""

    RUNNING = "running"
    FINISHED = "finished"
    """Its result is kept; it comes as a `Finished` event."""
    GONE = "gone"
    """Proved dead: its processes hold its lock no more."""
    UNKNOWN = "unknown"


class Started(msgspec.Struct, frozen=True, tag="started"):
    attempt_id: AttemptId
    worker: str


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """`total` 0: unknown."""

    attempt_id: AttemptId
    done: float
    total: float
    message: str = ""


class Finished(msgspec.Struct, frozen=True, tag="finished"):
    attempt_id: AttemptId
    outcome: Outcome


ExecutorEvent = Started | Progress | Finished


class Executor(Protocol):
    """Runs attempts. `start` is idempotent by attempt id; a command for an unknown attempt is no error."""

    name: str
    slots: int
    """How many attempts it runs at once."""
    ahead: int
    """How many more it takes in, to begin each as soon as a slot is free. Of these it gives back (`returned`)
    what it can't begin within a tenth of a second or so."""

    async def open(self) -> None: ...

    async def close(self, *, grace_s: float) -> None:
        """End what runs (drain) and free everything; what is not finished is gone afterwards."""
        ...

    async def start(self, attempt: AttemptSpec) -> None: ...

    def start_at_once(self, attempt: AttemptSpec) -> bool:
        """As `start`, where that waits for nothing; false: nothing was done, `start` has to be called."""
        ...

    async def cancel(self, attempt_id: AttemptId, *, reason: str, most_s: float | None = None) -> None:
        """Ask politely, then kill the whole process group after the attempt's grace, or after `most_s` where
        that is less."""
        ...

    async def reconcile(self, attempt_ids: Sequence[AttemptId]) -> dict[AttemptId, Standing]:
        """What became of attempts that an earlier engine started; kills what is left of them where it has
        to."""
        ...

    async def ack(self, attempt_id: AttemptId) -> None:
        """The result is committed: forget it."""
        ...

    def unacknowledged(self) -> Collection[AttemptId]:
        """The attempts whose results are kept."""
        ...

    def events(self) -> AsyncIterator[ExecutorEvent]: ...
