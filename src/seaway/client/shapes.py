"""What the API answers, as far as the client uses it. A newer server may say more; that is left out.

A test holds these fields against the API's own description."""

from datetime import datetime
from typing import Generic, Literal, TypeVar

import msgspec

Item = TypeVar("Item")
Noun = Literal["connections", "secrets", "variables"]
"""What stands on a shelf, as addresses call it."""


class Page(msgspec.Struct, Generic[Item], frozen=True, kw_only=True):
    items: list[Item]
    next: str | None = None


class Mine(msgspec.Struct, frozen=True, kw_only=True):
    """A project, with your role in it."""

    name: str
    label: str
    role: str
    timezone: str


class Session(msgspec.Struct, frozen=True, kw_only=True):
    projects: list[Mine]
    version: str


class Trigger(msgspec.Struct, frozen=True, kw_only=True):
    kind: str
    name: str = ""
    actor: str = ""


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """To come or missed. `task` None: of the run itself; `due_at` None: it counts from a start to come."""

    task: str | None
    due_at: datetime | None
    late_at: datetime | None


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One run. `inputs`, `outputs` and `deadlines` are there where one run was asked for."""

    run_id: str
    workflow: str
    name: str
    state: str
    reason: str
    logical_date: datetime
    interval_start: datetime
    interval_end: datetime
    timezone: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    trigger: Trigger
    revision: str
    rerun_of: str | None = None
    parent_run: str | None = None
    failed_task: str | None = None
    error: str | None = None
    late_tasks: list[str] = []
    """Those that missed their deadline; an empty text stands for the run itself."""
    inputs: dict[str, object] = {}
    outputs: dict[str, object] | None = None
    deadlines: list[Deadline] = []


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    message: str
    hint: str = ""
    task: str = ""


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A task of a run with its present attempt."""

    task: str
    path: str
    state: str
    parent: str = ""
    item_index: int | None = None
    reason: str = ""
    attempt: int = 0
    queued_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    due_at: datetime | None = None
    exit_code: int | None = None
    error: Failure | None = None
    label: str | None = None
    item_count: int | None = None
    items: dict[str, int] | None = None
    carried_from: str | None = None
    child_run: str | None = None
    has_log: bool = False


class Materialization(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a task said it read or wrote (`kind`: `read`, `written`)."""

    asset: str
    kind: str
    run_id: str
    workflow: str
    task: str
    path: str
    attempt: int
    at: datetime
    rows: int | None = None
    size_bytes: int | None = None
    columns: dict[str, object] = {}
    extra: dict[str, object] = {}


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that waits. `task` None: the run itself."""

    task: str | None
    kind: str
    sentence: str


class Waits(msgspec.Struct, frozen=True, kw_only=True):
    items: list[Wait]


class Done(msgspec.Struct, frozen=True, kw_only=True):
    changed: bool


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    task: str
    reason: str


class RerunPreview(msgspec.Struct, frozen=True, kw_only=True):
    runs: list[Chosen]
    carried: list[str]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    n: int
    offset: int
    time: datetime
    stream: str
    level: str
    text: str


class LogWindow(msgspec.Struct, frozen=True, kw_only=True):
    """Some lines of an attempt's log; go on from `next_offset`."""

    task: str
    attempt: int
    lines: list[Line]
    next_offset: int
    is_complete: bool


class Next(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    trigger: str
    timezone: str


class LastRun(msgspec.Struct, frozen=True, kw_only=True):
    run_id: str
    state: str
    created_at: datetime


class TriggerOfWorkflow(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    kind: str
    is_paused: bool
    next_at: datetime | None
    cron: str | None = None
    every: str | None = None
    timezone: str | None = None


class Input(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    type: str
    required: bool
    description: str = ""
    default: object = None
    max_bytes: int | None = None
    """The largest file that it takes."""


class LeftFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that a task left."""

    path: str
    size_bytes: int
    task: str
    attempt: int
    is_kept_of_failed: bool = False


class LeftFiles(msgspec.Struct, frozen=True, kw_only=True):
    items: list[LeftFile]
    is_cut: bool = False
    are_gone: bool = False


class Tick(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one moment of a trigger."""

    scheduled_at: datetime
    outcome: str
    reason: str = ""
    run_id: str | None = None


class BlueprintLine(msgspec.Struct, frozen=True, kw_only=True):
    """A blueprint, as a list shows it."""

    name: str
    version: int
    title: str
    category: str
    description: str
    inputs: list[str]
    waits: bool
    is_sensor: bool
    variant_of: str = ""


class Exit(msgspec.Struct, frozen=True, kw_only=True):
    code: int
    meaning: str


class Blueprint(BlueprintLine, frozen=True, kw_only=True):
    """A blueprint with its form."""

    input_schema: dict[str, object]
    output_schema: dict[str, object] | None
    connections: dict[str, str]
    is_idempotent: bool
    exits: list[Exit]
    extra: str = ""


class ChoiceOption(msgspec.Struct, frozen=True, kw_only=True):
    value: str
    label: str = ""


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What can be chosen for an input. `is_cut`: there is more that matches."""

    items: list[ChoiceOption]
    is_cut: bool


class Uploaded(msgspec.Struct, frozen=True, kw_only=True):
    """A file on the server, as an input of type `file` takes it."""

    reference: str
    name: str
    size_bytes: int


class Workflow(msgspec.Struct, frozen=True, kw_only=True):
    """One workflow. `inputs` is there where one was asked for."""

    id: str
    name: str
    state: str
    is_paused: bool
    problems_count: int
    last_runs: list[LastRun]
    description: str = ""
    owner: str | None = None
    tags: list[str] = []
    file: str | None = None
    next: Next | None = None
    triggers: list[TriggerOfWorkflow] = []
    inputs: list[Input] = []


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why a request was not done."""

    code: str
    detail: str
    hint: str = ""
    status: int = 0


class LastCheck(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    is_ok: bool
    message: str


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """Of a connection whose system signs people in."""

    is_signed_in: bool
    needs_person: bool
    expires_at: datetime | None = None
    problem: str = ""


class Stands(msgspec.Struct, frozen=True, kw_only=True):
    """Where a value stands: `source` is environment, project, store or vault; `shadows` are later ones."""

    name: str
    source: str
    place: str
    is_editable: bool
    shadows: list[str] = []
    description: str = ""
    updated_at: datetime | None = None
    updated_by: str = ""
    used_in: list[str] = []


class Connection(Stands, frozen=True, kw_only=True):
    """What is secret is dots."""

    type: str
    fields: dict[str, object]
    title: str = ""
    last_check: LastCheck | None = None
    sign_in: SignIn | None = None


class Secret(Stands, frozen=True, kw_only=True):
    """Without its value."""


class Variable(Stands, frozen=True, kw_only=True):
    value: object


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """What the other side of a connection said, or why it did not."""

    is_ok: bool
    message: str
    duration_s: float
    hint: str = ""
    code: str = ""


class ConnectionType(msgspec.Struct, frozen=True, kw_only=True):
    """`schema` is the JSON Schema of its fields; secret ones say `x-secret`."""

    type: str
    title: str
    category: str
    description: str
    schema: dict[str, object]
    oauth: bool


class SignInAddress(msgspec.Struct, frozen=True, kw_only=True):
    url: str
