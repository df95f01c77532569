"""A workflow's graph as JSON."""

from typing import Any, Literal

from pydantic import BaseModel, Field, JsonValue

from seaway.spec.graph_view import GraphTask as TaskView
from seaway.spec.graph_view import GraphView

Section = Literal["tasks", "on_failure", "finally"]
Kind = Literal["uses", "run", "workflow", "approval", "switch", "tasks", "unknown"]


class GraphEdge(BaseModel):
    """What a task asks of one before it."""

    task: str
    condition: str = Field(
        description="`success`, `failed`, `completed`, exit codes as `exit:2,100-120`, or `label:big`.",
        examples=["success", "exit:2"],
    )


class GraphForeach(BaseModel):
    """What a task runs once for."""

    items: JsonValue = Field(description="A list, an expression, or the map of a matrix.")
    is_matrix: bool = False
    key: str | None = None
    max_parallel: int | None = None
    on_item_failure: str | None = None
    tolerate: int | str | None = None


class GraphTask(BaseModel):
    """One node, as it is written."""

    id: str
    path: str = Field(description="The way through groups.", examples=["load/check"])
    pointer: list[str | int] = Field(description="Where it stands in the file, for operations on its keys.")
    parent: str | None
    section: Section
    kind: Kind
    name: str | None
    description: str | None
    uses: str | None
    title: str = Field(description="What its blueprint is called.")
    category: str
    icon: str = Field(description="The system it is about: the first word of the blueprint's name.")
    is_sensor: bool
    language: str | None
    script: str | None = Field(description="The first line of `run`.")
    workflow: str | None
    needs: list[GraphEdge]
    join: str | int
    when: str | bool | None
    foreach: GraphForeach | None
    retry: JsonValue
    timeout: JsonValue
    disabled: bool
    allow_failure: bool
    always: bool
    checks_count: int
    outputs: list[str]
    switch_labels: list[str]
    data: dict[str, Any] = Field(description="The mapping as it is written, without the tasks of a group.")
    line: int = Field(description="From 1; 0 where the workflow has no text.")
    end_line: int
    problems: list[int] = Field(description="Places in the list of all problems.")


class Graph(BaseModel):
    """The three sections of a workflow, each in the order of the file, groups before what is in them."""

    tasks: list[GraphTask] = []
    on_failure: list[GraphTask] = []
    finally_: list[GraphTask] = Field(default=[], alias="finally", serialization_alias="finally")

    @staticmethod
    def of(view: GraphView) -> "Graph":
        return Graph(
            tasks=[_task(task) for task in view.tasks],
            on_failure=[_task(task) for task in view.on_failure],
            **{"finally": [_task(task) for task in view.finally_]},
        )


def _task(task: TaskView) -> GraphTask:
    """Built without validation: the value is our own, and there may be 5,000 of it."""
    plain = {name: getattr(task, name) for name in TaskView.__slots__}
    plain["needs"] = [
        GraphEdge.model_construct(task=edge.task, condition=edge.condition) for edge in task.needs
    ]
    each = task.foreach
    if each is not None:
        plain["foreach"] = GraphForeach.model_construct(
            **{name: getattr(each, name) for name in GraphForeach.model_fields}
        )
    for name in ("pointer", "outputs", "switch_labels", "problems"):
        plain[name] = list(plain[name])
    return GraphTask.model_construct(**plain)
