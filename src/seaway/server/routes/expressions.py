"""Help with expressions: the names that there are, and what one would give."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.errors import SeawayError
from seaway.server.actions import needs
from seaway.server.paging import Page
from seaway.server.parts import TheParts
from seaway.server.previews import MASKED, Place, Previewer, as_template, look_up, mentioned, short
from seaway.server.shapes.definitions import Text, WorkflowId
from seaway.server.shapes.graph import Section
from seaway.server.workbench import TheBench, refuse_long
from seaway.spec.completion import Name, names_at
from seaway.spec.templates import SyntaxProblem

router = APIRouter(tags=["definitions"])
Editor = Annotated[Actor, needs(Action.DRAFTS_EDIT)]
MOST_CHARS = 20_000
MOST_SHOWN = 65_536


class AskNames(BaseModel):
    model_config = ConfigDict(extra="forbid")

    workflow: WorkflowId
    text: Text
    task: str | None = Field(
        None, max_length=1_000, description="Where it stands, by its way through groups."
    )
    section: Section | None = None
    run_id: str | None = Field(None, max_length=64, description="Whose values; the last run where left out.")


class AskPreview(AskNames):
    expression: str = Field(max_length=MOST_CHARS, examples=["{{ tasks.load.outputs.rows }}"])


class ExpressionName(BaseModel):
    name: str = Field(examples=["tasks.load.outputs.rows"])
    type: str | None
    description: str
    sample: JsonValue = Field(default=None, description="Its value in the last run, where it is short.")


class ExpressionPreview(BaseModel):
    """What an expression gives, or why it gives nothing."""

    value: JsonValue = Field(
        default=None, description="Null where it is too long; `said` shows its beginning."
    )
    said: str = ""
    from_run: str | None = Field(default=None, description="The run whose values were used.")
    error: str | None = None


@router.post("/expressions/names", summary="The names that an expression may use at a place")
async def list_names(
    project: str, parts: TheParts, bench: TheBench, _: Editor, asked: AskNames
) -> Page[ExpressionName]:
    refuse_long(asked.text, asked.workflow)
    previewer = Previewer(parts, bench, project)
    read = await previewer.read(_place(asked))
    if read is None:
        return Page(items=[])
    workflow, here = read
    known = await bench.look()
    names = list(names_at(workflow, here, catalog=known.catalog, project=known.whole))
    upstream = {each.name.split(".")[1] for each in names if each.name.startswith("tasks.")}
    near = sorted(upstream)[:50]  # samples are a help; a run of thousands of tasks is not read for them
    sample = await previewer.sample(asked.workflow, workflow, here, near, asked.run_id)
    seen = [_to_name(each, sample.context) for each in (*names, *_found(names, sample.context))]
    return Page(items=seen)


@router.post("/expressions/preview", summary="What an expression gives with the values of the last run")
async def preview(
    project: str, parts: TheParts, bench: TheBench, _: Editor, asked: AskPreview
) -> ExpressionPreview:
    """Evaluated in a process of its own, bounded in time and memory. Secrets are never looked up."""
    refuse_long(asked.text, asked.workflow)
    previewer = Previewer(parts, bench, project)
    template = as_template(asked.expression)
    try:
        roots, tasks = mentioned(template)
    except SyntaxProblem as problem:
        return ExpressionPreview(error=f"{problem.message} {problem.hint}".strip())
    if roots & MASKED:
        return ExpressionPreview(said="••••••")
    read = await previewer.read(_place(asked))
    if read is None:
        return ExpressionPreview(error="The text can't be read; correct it first.")
    sample = await previewer.sample(asked.workflow, *read, tasks, asked.run_id)
    try:
        value = await parts.desk.evaluate(template, sample.context)
    except SeawayError as error:
        return ExpressionPreview(error=error.message, from_run=sample.run_id)
    said = short(value, limit=MOST_SHOWN)
    return ExpressionPreview(value=_json(value, said), said=said[:2_000], from_run=sample.run_id)


def _json(value: object, said: str) -> Any:
    return value if len(said) < MOST_SHOWN else None


def _place(asked: AskNames) -> Place:
    return Place(
        workflow=asked.workflow, text=asked.text, task=asked.task or "", section=asked.section or "tasks"
    )


def _to_name(name: Name, context: dict[str, Any]) -> ExpressionName:
    value = look_up(context, name.name)
    is_short = value is not None and len(short(value, limit=201)) <= 200
    return ExpressionName(
        name=name.name, type=name.type, description=name.description, sample=value if is_short else None
    )


def _found(names: list[Name], context: dict[str, Any]) -> list[Name]:
    """Outputs that the last run had and nobody declared, and the fields of an item."""
    known = {each.name for each in names}
    found = [
        Name(name=f"tasks.{task}.outputs.{output}", description="Seen in the last run.")
        for task, about in context.get("tasks", {}).items()
        if isinstance(about["outputs"], dict)
        for output in about["outputs"]
    ]
    item = context.get("item")
    if "item" in known and isinstance(item, dict):
        found += [Name(name=f"item.{field}", description="Of the first item.") for field in item]
    return [each for each in found if each.name not in known]
