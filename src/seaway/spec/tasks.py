"""A task: one node of the graph, and the policies it runs under."""

# ruff: noqa: RUF012  (pydantic copies a default for each instance)

from enum import StrEnum
from typing import Annotated, Any, Literal, Optional

from pydantic import Field, model_validator

from seaway.spec.checks import Check
from seaway.spec.edges import Needs
from seaway.spec.fields import (
    NAME,
    NAME_RULE,
    Count,
    Duration,
    Flag,
    Integer,
    Named,
    Names,
    Spec,
    Text,
    shorthand,
    wrong,
)
from seaway.spec.foreach import ForeachField
from seaway.spec.inputs import InputField
from seaway.spec.outputs import OutputField
from seaway.spec.policies import Deadline, Files, Resources, RetryField


class TaskKind(StrEnum):
    """The key that says what a task does."""

    USES = "uses"
    RUN = "run"
    WORKFLOW = "workflow"
    APPROVAL = "approval"
    SWITCH = "switch"
    TASKS = "tasks"


class Language(StrEnum):
    BASH = "bash"
    PYTHON = "python"
    NODE = "node"


class Approval(Spec):
    """A form that a person answers."""

    message: Annotated[Text | None, Field(description="What is asked; may hold expressions.")] = None
    fields: Annotated[
        Named[InputField], Field(description="Fields of the form; the answers are the outputs.")
    ] = {}
    approvers: Annotated[Names, Field(description="Who may answer; anyone with the right if left out.")] = ()
    expires: Annotated[
        Duration | None, Field(description="After this time without an answer the task fails.")
    ] = None


def _expand_approval(value: Any) -> Any:
    return {"message": value} if isinstance(value, str) else value


RESERVED_LABELS = frozenset({"success", "failed", "completed"})


class Switch(Spec):
    """Chooses one label: the first whose condition holds, else the default, else none."""

    cases: Annotated[
        dict[str, str | bool], Field(min_length=1, description="Label to condition, tested in order.")
    ]
    default: Annotated[str | None, Field(description="The label where no condition holds.")] = None

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels an edge may ask for, each once."""
        extra = () if self.default is None or self.default in self.cases else (self.default,)
        return (*self.cases, *extra)

    @model_validator(mode="after")
    def _labels_can_be_asked_for(self) -> "Switch":
        for at, label in [*((("cases", label), label) for label in self.cases), (("default",), self.default)]:
            if label is None:
                continue
            if label in RESERVED_LABELS:
                raise wrong(
                    f"`{label}` is a condition of edges and can't be a label.", at=at, code="bad_label"
                )
            if not NAME.fullmatch(label):
                raise wrong(f"`{label}` is not a valid label.", expected=NAME_RULE, at=at, code="bad_label")
        return self


class Common(Spec):
    """The keys that a task has in common with the defaults of its workflow and project."""

    env: Annotated[
        dict[str, Text], Field(description="Environment variables; values may hold expressions.")
    ] = {}
    connections: Annotated[
        Names, Field(description="Connections whose standard variables a script gets.")
    ] = ()
    packages: Annotated[Names, Field(description='Python packages, for example "polars==2.*".')] = ()
    requirements: Annotated[str | None, Field(description="A requirements file of the project.")] = None
    language: Annotated[Language, Field(description="The language of `run`.")] = Language.BASH
    isolation: Annotated[
        Literal["warm", "fresh"],
        Field(description="Whether a process that ran other attempts may be reused."),
    ] = "warm"
    retry: Annotated[
        RetryField | None, Field(description="New attempts after a failure: a number, or a block.")
    ] = None
    crash_retries: Annotated[
        Integer,
        Field(ge=0, description="New attempts after the worker itself died; counted apart from `retry`."),
    ] = 3
    timeout: Annotated[Duration | None, Field(description="The longest that one attempt may take.")] = None
    grace: Annotated[
        Duration | None,
        Field(description="How long an attempt that is to end may tidy up before it is killed."),
    ] = None
    pool: Annotated[str | None, Field(description="The pool of `seaway.toml` whose slots it takes.")] = None
    slots: Annotated[Count, Field(description="How many slots of the pool it takes.")] = 1
    priority: Annotated[Integer, Field(description="Higher goes first where slots are short.")] = 0
    executor: Annotated[str | None, Field(description="Where attempts run, for example `local`.")] = None
    resources: Annotated[Resources | None, Field(description="CPU, memory and GPU of an attempt.")] = None
    idempotent: Annotated[
        Flag | None,
        Field(description="Whether running it twice does no harm; the blueprint's own word if left out."),
    ] = None
    files: Annotated[Files | None, Field(description="Which files it keeps and takes over.")] = None


class Task(Common):
    """One node: exactly one of `uses`, `run`, `workflow`, `approval`, `switch` and `tasks`."""

    name: Annotated[Text | None, Field(description="A label; the id is the key.")] = None
    description: Annotated[Text | None, Field(description="What it is for.")] = None

    uses: Annotated[str | None, Field(description="A blueprint, `name` or `name@version`.")] = None
    run: Annotated[
        str | None, Field(description="A script; each expression is one quoted word of its language.")
    ] = None
    workflow: Annotated[str | None, Field(description="The id of another workflow, run and waited for.")] = (
        None
    )
    approval: Annotated[
        Annotated[Approval, shorthand(_expand_approval, written_as=str | Approval)] | None,
        Field(description="A form that a person answers; or just its message."),
    ] = None
    switch: Annotated[Switch | None, Field(description="Labels with conditions; edges ask for a label.")] = (
        None
    )
    tasks: Annotated[
        Optional["Tasks"],
        Field(description="A group: tasks of their own, for example for each item of a foreach."),
    ] = None

    with_: Annotated[
        dict[str, Any],
        Field(
            validation_alias="with",
            serialization_alias="with",
            description="Inputs of the blueprint or of the other workflow.",
        ),
    ] = {}
    needs: Annotated[
        Needs, Field(description="What must have happened before: a name, a list, or a map to a condition.")
    ] = ()
    join: Annotated[
        Literal["all", "any", "branch"] | Count,
        Field(
            description="How many edges must be met: all, any, branch (none blocked, one met), or a number."
        ),
    ] = "all"
    when: Annotated[
        str | Flag | None, Field(description="A condition, tested last; if false the task is skipped.")
    ] = None
    foreach: Annotated[
        ForeachField | None, Field(description="Runs once an item: a list, an expression, or a block.")
    ] = None
    outputs: Annotated[
        Named[OutputField], Field(description="Output names with their types; in a group, with their values.")
    ] = {}
    deadline: Annotated[
        Deadline | None, Field(description="When it should have ended; later is reported as late.")
    ] = None
    checks: Annotated[tuple[Check, ...], Field(description="Rules on the data it writes.")] = ()
    allow_failure: Annotated[Flag, Field(description="Whether the run may succeed though this failed.")] = (
        False
    )
    always: Annotated[Flag, Field(description="Whether it runs even when the run is cancelled.")] = False
    disabled: Annotated[Flag, Field(description="Whether it is skipped.")] = False

    @property
    def kind(self) -> TaskKind:
        return next(kind for kind in TaskKind if getattr(self, kind.value) is not None)

    @property
    def runs_attempts(self) -> bool:
        """Whether an executor runs it; the other kinds live in the engine."""
        return self.uses is not None or self.run is not None

    @model_validator(mode="after")
    def _one_kind(self) -> "Task":
        kinds = [kind.value for kind in TaskKind if getattr(self, kind.value) is not None]
        choices = ", ".join(TaskKind)
        if not kinds:
            raise wrong(
                "This task does nothing.",
                expected=f"exactly one of {choices}",
                code="task_kind",
                hint="Add `uses` or `run`.",
            )
        if len(kinds) > 1:
            raise wrong(
                f"A task does one thing, this one has {' and '.join(f'`{kind}`' for kind in kinds)}.",
                expected=f"exactly one of {choices}",
                hint="Make it two tasks.",
                at=(kinds[1],),
                code="task_kind",
            )
        return self


Tasks = Annotated[Named[Task], Field(min_length=1)]
