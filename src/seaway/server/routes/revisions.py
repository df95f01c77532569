"""Saved contents of a workflow: save, list, compare, restore. And whole workflows: create, remove."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from sqlalchemy import Connection

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.errors import BadRequestError, ConflictingStateError, UnknownError
from seaway.server.actions import needs
from seaway.server.etags import IfMatch
from seaway.server.once import Once
from seaway.server.paging import After, Limit, Page, cursor, key_of
from seaway.server.parts import ServerParts, TheParts
from seaway.server.saving import Save, Saver
from seaway.server.shapes import definitions as shapes
from seaway.server.shapes.definitions import (
    CreatedWorkflow,
    Diff,
    NewWorkflow,
    OnlyText,
    Restore,
    RevisionLine,
    RevisionText,
    Saved,
    SaveText,
)
from seaway.server.templates import EMPTY, find_template
from seaway.server.views.saved import saved_contents
from seaway.server.workbench import TheBench, Workbench, refuse_long
from seaway.spec import diff
from seaway.spec.yaml import load
from seaway.store import revisions, workflows
from seaway.store.revisions import Revision
from seaway.store.revisions import RevisionLine as StoredLine

router = APIRouter(tags=["definitions"])
Reader = Annotated[Actor, needs(Action.WORKFLOWS_READ)]
Editor = Annotated[Actor, needs(Action.WORKFLOWS_EDIT)]
Which = Annotated[
    str, Query(max_length=64, description="A revision's hash, `file` for what stands there, or `draft`.")
]
AT_LEAST = 6
"""Characters of a hash that name a revision."""


@router.post("/workflows", status_code=201, summary="Create a workflow, from a text or a template")
async def create(
    project: str, parts: TheParts, bench: TheBench, actor: Editor, wanted: NewWorkflow, once: Once
) -> CreatedWorkflow:
    text, files = wanted.text, dict[str, bytes]()
    if text is None and wanted.template:
        template = find_template(wanted.template)
        text, files = template.text, await bench.in_thread(template.helpers)
    text = EMPTY if text is None else text

    async def make() -> CreatedWorkflow:
        save = Save(workflow=wanted.id, text=text, message=wanted.message, files=files)
        saved = await Saver(parts, bench, project, actor).create(save)
        return CreatedWorkflow(id=wanted.id, **dict(saved))

    return await once.do(CreatedWorkflow, make)


@router.delete("/workflows/{workflow}", status_code=204, summary="Remove a workflow; its history stays")
async def remove(project: str, workflow: str, parts: TheParts, bench: TheBench, actor: Editor) -> None:
    await Saver(parts, bench, project, actor).remove(workflow)


@router.post("/workflows/{workflow}/revisions", status_code=201, summary="Save a workflow")
async def save(
    project: str,
    workflow: str,
    parts: TheParts,
    bench: TheBench,
    actor: Editor,
    response: Response,
    wanted: SaveText,
    if_match: IfMatch = None,
) -> Saved:
    """A text with errors is saved too; the last valid revision stays active. 412 with what stands there
    where somebody else saved meanwhile."""
    save = Save(workflow=workflow, text=wanted.text, message=wanted.message, layout=wanted.layout)
    saved = await Saver(parts, bench, project, actor).save(save, if_match)
    response.headers["ETag"] = saved.etag
    return saved


@router.get("/workflows/{workflow}/revisions", summary="Saved contents of a workflow, newest first")
async def list_revisions(
    project: str, workflow: str, parts: TheParts, _: Reader, limit: Limit = 50, after: After = None
) -> Page[RevisionLine]:
    key = key_of(after, str)
    before = _moment(str(key[0])) if key else None

    found = await parts.database.read(
        lambda connection: saved_contents(connection, project, workflow, before=before, limit=limit + 1)
    )
    shown = found[:limit]
    return Page(
        items=[
            _to_line(each.shown, each.shown.content, each.runs_count, is_active=each.is_active)
            for each in shown
        ],
        next=cursor(shown[-1].begin.isoformat()) if len(found) > limit else None,
    )


@router.get("/workflows/{workflow}/revisions/{revision}", summary="One saved content, with its text")
async def show(project: str, workflow: str, revision: str, parts: TheParts, _: Reader) -> RevisionText:
    def read(connection: Connection) -> tuple[Revision, str, int, str | None]:
        found = _find(connection, project, workflow, revision)
        counts = revisions.runs_of(connection, project, workflow, [found.hash])
        active = workflows.get(connection, project, workflow).active_revision
        return found, revisions.content_of(connection, found), counts[found.hash], active

    found, content, count, active = await parts.database.read(read)
    line = _to_line(found, content, count, is_active=found.hash == active)
    return RevisionText(text=found.source, **dict(line))


@router.post(
    "/workflows/{workflow}/revisions/{revision}/restore",
    status_code=201,
    summary="Save an older content again",
)
async def restore(
    project: str,
    workflow: str,
    revision: str,
    parts: TheParts,
    bench: TheBench,
    actor: Editor,
    wanted: Restore,
    response: Response,
    if_match: IfMatch = None,
) -> Saved:
    """Without If-Match whatever stands there is written over; it stays in the list."""
    found = await parts.database.read(lambda c: _find(c, project, workflow, revision))
    if found.file.endswith(".py"):
        raise ConflictingStateError(f"{workflow} was described by Python then", hint="Edit the file.")
    message = wanted.message or f"Restore {found.hash[:8]}"
    save = Save(workflow=workflow, text=found.source, message=message)
    saved = await Saver(parts, bench, project, actor).save(save, if_match or "*")
    response.headers["ETag"] = saved.etag
    return saved


@router.get("/workflows/{workflow}/diff", summary="What changed between two contents")
async def compare(
    project: str,
    workflow: str,
    parts: TheParts,
    bench: TheBench,
    _: Reader,
    from_: Annotated[Which, Query(alias="from")],
    to: Which = "file",
) -> Diff:
    before = await _text_of(parts, bench, project, workflow, from_)
    return await _diff(bench, (before, from_), (await _text_of(parts, bench, project, workflow, to), to))


@router.post("/workflows/{workflow}/diff", summary="What a draft changes")
async def compare_draft(
    project: str,
    workflow: str,
    parts: TheParts,
    bench: TheBench,
    _: Reader,
    draft: OnlyText,
    from_: Annotated[Which, Query(alias="from")] = "file",
    to: Which = "draft",
) -> Diff:
    refuse_long(draft.text, workflow)
    sides = [
        draft.text if which == "draft" else await _text_of(parts, bench, project, workflow, which)
        for which in (from_, to)
    ]
    return await _diff(bench, (sides[0], from_), (sides[1], to))


async def _diff(bench: Workbench, before: tuple[str, str], after: tuple[str, str]) -> Diff:
    def compute() -> Diff:
        names = (before[1][:12], after[1][:12])
        old, new = load(before[0], file=names[0]).data, load(after[0], file=names[1]).data
        changes = [
            shapes.SemanticChange(
                kind=each.kind,
                path=list(each.path),
                sentence=each.sentence,
                before=each.before,
                after=each.after,
            )
            for each in diff.semantic(old, new)
        ]
        return Diff(unified=diff.unified(before[0], after[0], names=names), semantic=changes)

    return await bench.in_thread(compute)


async def _text_of(parts: ServerParts, bench: Workbench, project: str, workflow: str, which: str) -> str:
    if which == "file":
        return (await bench.read(workflow)).text
    if which == "draft":
        raise BadRequestError("A draft is compared with POST", hint="Send its text.")
    return (await parts.database.read(lambda c: _find(c, project, workflow, which))).source


def _find(connection: Connection, project: str, workflow: str, start: str) -> Revision:
    if len(start) < AT_LEAST:
        raise UnknownError(f"There is no revision {start} of {workflow}")
    return revisions.find_by_start(connection, project, workflow, start)


def _moment(said: str) -> datetime:
    try:
        return datetime.fromisoformat(said).astimezone(UTC)
    except ValueError:
        raise BadRequestError("`after` is not the `next` of a page of this list") from None


def _to_line(revision: Revision | StoredLine, content: str, count: int, *, is_active: bool) -> RevisionLine:
    is_draft = revision.message == revisions.DRAFT
    return RevisionLine(
        hash=revision.hash,
        content=content,
        created_at=revision.created_at,
        author=revision.author,
        message="A draft that was run" if is_draft else revision.message,
        runs_count=count,
        is_active=is_active,
        file=revision.file,
    )
