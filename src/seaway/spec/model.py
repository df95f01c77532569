"""A workflow, as all three hands (YAML, Python, canvas) write it.

Short spellings are gone once it is read: each value stands in its long form."""

# ruff: noqa: RUF012  (pydantic copies a default for each instance)

from typing import Annotated, Any, Literal

from pydantic import Field

from seaway.spec.fields import Count, Duration, Named, Names, Spec, Text
from seaway.spec.inputs import InputField
from seaway.spec.notifications import Notification
from seaway.spec.policies import Deadline
from seaway.spec.tasks import Common, Task, Tasks
from seaway.spec.triggers import Trigger

MAX_TASKS = 5_000


class Concurrency(Spec):
    """How many runs go at a time, and what happens to one more."""

    limit: Annotated[Count, Field(description="How many runs go at a time.")]
    on_limit: Annotated[
        Literal["queue", "skip", "cancel_oldest", "fail"], Field(description="What happens to one more.")
    ] = "queue"
    group: Annotated[
        Text | None, Field(description="Workflows that name the same group share the limit.")
    ] = None
    key: Annotated[
        Text | None,
        Field(description='Expression; the limit holds for each value apart, e.g. "{{ inputs.day }}".'),
    ] = None


class Defaults(Common):
    """Keys that tasks have where they do not say otherwise."""

    blueprints: Annotated[
        dict[str, Common], Field(description="Defaults for tasks that use one blueprint, by its name.")
    ] = {}


class Workflow(Spec):
    """One workflow file."""

    seaway: Annotated[Literal[1], Field(description="The version of the format.")] = 1
    name: Annotated[Text | None, Field(description="A label; the id is the file's stem.")] = None
    description: Annotated[Text | None, Field(description="What it is for.")] = None
    owner: Annotated[Text | None, Field(description="The person or team that answers for it.")] = None
    tags: Annotated[Names, Field(description="Words to find it by.")] = ()
    renamed_from: Annotated[str | None, Field(description="Its id before; the history is kept.")] = None

    inputs: Annotated[Named[InputField], Field(description="Typed values a run is started with.")] = {}
    triggers: Annotated[Named[Trigger], Field(description="What starts runs.")] = {}
    concurrency: Annotated[Concurrency | None, Field(description="How many runs go at a time.")] = None
    timeout: Annotated[Duration | None, Field(description="The longest that a run may take.")] = None
    deadline: Annotated[Deadline | None, Field(description="When a run should have ended.")] = None
    env: Annotated[dict[str, Text], Field(description="Environment variables of all tasks.")] = {}
    defaults: Annotated[
        Defaults | None, Field(description="Keys that tasks have where they do not say otherwise.")
    ] = None

    tasks: Annotated[Tasks, Field(description="The nodes of the graph, by id.")]
    on_failure: Annotated[
        Named[Task], Field(description="Tasks that run once the rest has ended in a failure.")
    ] = {}
    finally_: Annotated[
        Named[Task],
        Field(
            validation_alias="finally",
            serialization_alias="finally",
            description="Tasks that run once at the very end, after a cancel too.",
        ),
    ] = {}
    outputs: Annotated[
        dict[str, Any], Field(description="What a run gives: names with expressions over its tasks.")
    ] = {}
    notifications: Annotated[tuple[Notification, ...], Field(description="Who is told about what.")] = ()

    def to_json(self) -> dict[str, Any]:
        """A JSON-able form without what is at its default; `Workflow.model_validate` reads it back."""
        return self.model_dump(mode="json", exclude_defaults=True) | {"seaway": 1}
