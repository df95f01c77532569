"""The text of a workflow: as it stands in its file, and checked while somebody types."""

from typing import Annotated

from fastapi import APIRouter, Response
from sqlalchemy import Connection

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.errors import UnknownError
from seaway.server.actions import needs
from seaway.server.etags import etag_of
from seaway.server.paging import Page
from seaway.server.parts import ServerParts, TheParts
from seaway.server.problems import SpecProblem
from seaway.server.shapes.definitions import Ask, CheckedText, Source, spans_of, to_problems
from seaway.server.shapes.graph import Graph
from seaway.server.shapes.inputs import to_fields
from seaway.server.views.saved import last_save
from seaway.server.workbench import Checked, TheBench
from seaway.spec.fields import is_template
from seaway.spec.graph_view import SECTIONS
from seaway.spec.problems import SpecError
from seaway.store import workflows
from seaway.store.workflows import WorkflowRecord

router = APIRouter(tags=["definitions"])
Reader = Annotated[Actor, needs(Action.WORKFLOWS_READ)]


@router.get("/workflows/{workflow}/source", summary="The text of a workflow, with its ETag")
async def show_source(
    project: str, workflow: str, parts: TheParts, bench: TheBench, actor: Reader, response: Response
) -> Source:
    """The ETag is of the text; saving sends it as If-Match."""
    file = await bench.read(workflow)
    record = await record_of(parts, project, workflow)
    last = await parts.database.read(lambda connection: last_save(connection, project, workflow, file))
    response.headers["ETag"] = etag_of(file.text)
    return Source(
        file=file.file,
        text=file.text,
        revision=record.active_revision if record else None,
        layout=dict(file.layout) if file.layout is not None else None,
        is_read_only=file.is_read_only,
        why_read_only=file.why_read_only,
        author=last.author,
        is_yours=last.author == actor.name,
        saved_at=last.saved_at,
    )


@router.post("/check", summary="Read and validate a text; nothing is kept")
async def check(bench: TheBench, _: Reader, asked: Ask) -> CheckedText:
    checked = await bench.check(asked.workflow, asked.text)
    return await bench.in_thread(lambda: said_of(checked))


@router.get("/problems", summary="What is wrong with the project's own code")
async def list_problems(bench: TheBench, _: Reader) -> Page[SpecProblem]:
    """Of `seaway.toml`, and of Python in `blueprints/` and `workflows/`: a file that can't be imported hides
    what it holds, and here is why. Problems of one workflow come with checking it."""
    try:
        found = (await bench.look()).problems
    except SpecError as error:
        found = error.problems
    return Page(items=to_problems(found))


async def record_of(parts: ServerParts, project: str, workflow: str) -> WorkflowRecord | None:
    """What the store has of a workflow; None where it was never published."""

    def read(connection: Connection) -> WorkflowRecord | None:
        try:
            return workflows.get(connection, project, workflow)
        except UnknownError:
            return None

    return await parts.database.read(read)


def said_of(checked: Checked) -> CheckedText:
    """The answer to a check. Takes a while where there are many tasks."""
    declared = checked.parsed.readable.inputs if checked.parsed.readable else {}
    data = checked.parsed.data if isinstance(checked.parsed.data, dict) else {}
    plain = {name: each.default for name, each in declared.items() if not is_template(each.default)}
    return CheckedText(
        problems=to_problems(checked.problems),
        graph=Graph.of(checked.graph),
        inputs=to_fields(declared, plain),
        revision_hash=checked.text_hash,
        semantic_hash=checked.semantic_hash,
        spans=spans_of(checked.parsed.document),
        top={key: value for key, value in data.items() if key not in SECTIONS},
    )
