"""Workflows as they are edited: sources, checks, operations, drafts, revisions."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from seaway.server.instants import Instant
from seaway.server.problems import SpecProblem
from seaway.server.shapes.graph import Graph, Section
from seaway.server.shapes.inputs import InputField
from seaway.spec.document import Document
from seaway.spec.problems import Problem

MOST_TEXT = 12_000_000
"""Longer ones are refused before they are read; what can be edited is less."""
Text = Annotated[
    str, Field(max_length=MOST_TEXT, examples=["seaway: 1\ntasks:\n  hello:\n    run: echo hello\n"])
]
WorkflowId = Annotated[
    str, Field(min_length=1, max_length=100, pattern=r"^[a-z0-9][a-z0-9_-]*$", examples=["daily"])
]
Layout = Annotated[
    dict[str, Any] | None,
    Field(
        description="What the canvas keeps beside the text: positions and notes.",
        examples=[{"positions": {}}],
    ),
]
Message = Annotated[
    str, Field(max_length=2_000, description="Why it was changed.", examples=["Load the new region"])
]
TaskPath = Annotated[
    str, Field(max_length=1_000, description="The way through groups.", examples=["load/check"])
]
Step = str | int
FilePath = Annotated[list[Step], Field(max_length=60, examples=[["tasks", "load", "timeout"]])]


class Source(BaseModel):
    """The text of a workflow as it stands in its file."""

    file: str = Field(examples=["workflows/daily.yaml"])
    text: str
    revision: str | None = Field(description="The active revision; null where the text was never valid.")
    layout: Layout = None
    is_read_only: bool = Field(False, description="It is described by Python.")
    why_read_only: str = ""
    author: str = Field(
        "", description="Who saved this text; empty where its file was changed in the folder."
    )
    is_yours: bool = Field(False, description="You saved it.")
    saved_at: Instant | None = None


class Ask(BaseModel):
    """A text to read."""

    model_config = ConfigDict(extra="forbid")

    workflow: WorkflowId
    text: Text


class Span(BaseModel):
    """Where a key with its value stands. Lines and columns count from 1; the end is exclusive."""

    path: list[Step]
    line: int
    column: int
    end_line: int
    end_column: int


class CheckedText(BaseModel):
    """A text as it was read; nothing of it is kept."""

    problems: list[SpecProblem]
    graph: Graph
    inputs: list[InputField] = Field(description="The form of a run; defaults that are expressions are open.")
    revision_hash: str = Field(description="Of this text, byte for byte.")
    semantic_hash: str | None = Field(description="Equal where two texts mean the same.")
    spans: list[Span] = Field(description="Of the top keys, the tasks, and the keys of the tasks.")
    top: dict[str, JsonValue] = Field(
        description="The keys of the workflow beside its tasks, as they are written."
    )


class TextEdit(BaseModel):
    """What to put in the place of a piece of the text. Offsets count UTF-16 units, as browsers do."""

    start: int
    end: int
    text: str


class EditedText(CheckedText):
    """What operations gave."""

    text: str
    edits: list[TextEdit] = Field(
        description="Against the text that was sent, in order; they do not overlap."
    )


class _Op(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class AddTask(_Op):
    op: Literal["add_task"]
    id: str = Field(max_length=200)
    task: dict[str, JsonValue]
    section: Section = "tasks"
    parent: TaskPath | None = None
    after: str | None = Field(None, description="The id of its neighbour; at the end where left out.")


class RemoveTask(_Op):
    op: Literal["remove_task"]
    path: TaskPath
    section: Section | None = None


class RenameTask(_Op):
    op: Literal["rename_task"]
    path: TaskPath
    to: str = Field(max_length=200)
    section: Section | None = None


class DuplicateTask(_Op):
    op: Literal["duplicate_task"]
    path: TaskPath
    to: str = Field(max_length=200)
    section: Section | None = None


class SetValue(_Op):
    op: Literal["set"]
    path: FilePath
    value: JsonValue


class Unset(_Op):
    op: Literal["unset"]
    path: FilePath


class InsertItem(_Op):
    op: Literal["insert"]
    path: FilePath
    index: int = Field(ge=0, le=1_000_000)
    value: JsonValue


class RemoveItem(_Op):
    op: Literal["remove_item"]
    path: FilePath
    index: int = Field(ge=0, le=1_000_000)


class Move(_Op):
    op: Literal["move"]
    path: FilePath
    before: Step | None = None
    after: Step | None = None


class Connect(_Op):
    op: Literal["connect"]
    from_: TaskPath = Field(alias="from")
    to: TaskPath
    condition: str = Field("success", max_length=200, examples=["success", "exit:2,100-120", "label:big"])
    section: Section | None = None


class Disconnect(_Op):
    op: Literal["disconnect"]
    from_: TaskPath = Field(alias="from")
    to: TaskPath
    section: Section | None = None


class SetCondition(_Op):
    op: Literal["set_condition"]
    from_: TaskPath = Field(alias="from")
    to: TaskPath
    condition: str = Field(max_length=200)
    section: Section | None = None


class SetJoin(_Op):
    op: Literal["set_join"]
    task: TaskPath
    join: Step = Field(examples=["any", 2])
    section: Section | None = None


Op = Annotated[
    AddTask
    | RemoveTask
    | RenameTask
    | DuplicateTask
    | SetValue
    | Unset
    | InsertItem
    | RemoveItem
    | Move
    | Connect
    | Disconnect
    | SetCondition
    | SetJoin,
    Field(discriminator="op"),
]


class AskEdit(Ask):
    """Operations on a text, each on what the one before it gave; all or none."""

    operations: list[Op] = Field(max_length=500)


class DraftText(BaseModel):
    """What somebody has changed and not saved."""

    model_config = ConfigDict(extra="forbid")

    text: Text
    layout: Layout = None
    base_revision: str | None = Field(None, max_length=64, description="The revision it began with.")


class KeptDraft(DraftText):
    model_config = ConfigDict(extra="ignore")

    updated_at: Instant


class SaveText(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: Text
    message: Message = ""
    layout: Layout = None


class Saved(BaseModel):
    """What came of saving."""

    revision: str | None = Field(
        description="Null where the text has errors: the last valid one stays active."
    )
    problems: list[SpecProblem]
    etag: str = Field(description="Of the source now, for the next save.")


class RevisionLine(BaseModel):
    """One saved content."""

    hash: str
    content: str = Field(
        description="Equal where two read the same, byte for byte: the hash of the first one that did."
    )
    created_at: Instant
    author: str = Field(description="Empty where it was changed in the folder.")
    message: str
    runs_count: int
    is_active: bool
    file: str


class RevisionText(RevisionLine):
    text: str


class SemanticChange(BaseModel):
    kind: Literal["added", "removed", "changed", "renamed"]
    path: list[Step]
    sentence: str
    before: JsonValue = None
    after: JsonValue = None


class Diff(BaseModel):
    """What changed, in lines and in sentences."""

    unified: str
    semantic: list[SemanticChange]


class OnlyText(BaseModel):
    text: Text


class Restore(BaseModel):
    message: Message = ""


class NewWorkflow(BaseModel):
    """From a text, from a template, or empty."""

    model_config = ConfigDict(extra="forbid")

    id: WorkflowId
    text: Text | None = None
    template: str | None = Field(None, max_length=100)
    message: Message = ""


class CreatedWorkflow(Saved):
    id: str


class TemplateConnection(BaseModel):
    """A connection that a template's workflow names."""

    name: str = Field(examples=["lake"])
    type: str = Field(examples=["s3"], description="The type that the template was made for.")


class TemplateInfo(BaseModel):
    """A whole workflow to start from."""

    name: str = Field(examples=["load-files-daily"])
    title: str
    description: str
    category: str
    needs: list[str] = Field(description="What the project must have for it, in words.")
    connections: list[TemplateConnection] = Field(description="Connections that the project must have.")
    files: list[str] = Field(description="Files that the workflow reads; they are written with it.")
    text: str
    tasks_count: int
    graph: Graph


def to_problems(problems: Sequence[Problem]) -> list[SpecProblem]:
    return [SpecProblem.model_validate(problem.to_json()) for problem in problems]


def spans_of(document: Document) -> list[Span]:
    """The top keys, and of each section the tasks with their keys, groups included."""
    if document.root is None:
        return []
    found: list[Span] = []
    for key in document.root.entries:
        found.append(_span(document, (key,)))
        if key in ("tasks", "on_failure", "finally"):
            _task_spans(document, (key,), found)
    return found


def _task_spans(document: Document, at: tuple[Step, ...], found: list[Span]) -> None:
    section = document.node(at)
    for name in section.entries if section else ():
        found.append(_span(document, (*at, name)))
        task = document.node((*at, name))
        for key in task.entries if task else ():
            found.append(_span(document, (*at, name, key)))
            if key == "tasks":
                _task_spans(document, (*at, name, key), found)


def _span(document: Document, path: tuple[Step, ...]) -> Span:
    key, node = document.key_span(path), document.node(path)
    end = node.span if node is not None and node.span.start >= key.start else key
    return Span.model_construct(
        path=list(path), line=key.line, column=key.column, end_line=end.end_line, end_column=end.end_column
    )
