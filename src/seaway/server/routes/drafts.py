"""What somebody changed and has not saved: kept with every change, one draft a person and workflow."""

import json
from typing import Annotated

from fastapi import APIRouter, Header, Response
from sqlalchemy import Connection

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.errors import BadRequestError
from seaway.server.actions import needs
from seaway.server.etags import IfMatch, etag_of, require_match
from seaway.server.instants import said
from seaway.server.parts import TheParts
from seaway.server.shapes.definitions import DraftText, KeptDraft
from seaway.server.workflow_files import MAX_LAYOUT, MAX_TEXT, check_id
from seaway.store import drafts
from seaway.store.drafts import Draft

router = APIRouter(tags=["definitions"])
Editor = Annotated[Actor, needs(Action.DRAFTS_EDIT)]
NONE_YET = etag_of("no draft")
IfNoneMatch = Annotated[
    str | None,
    Header(alias="If-None-Match", max_length=200, description="`*`: only where you have no draft yet."),
]
NO_DRAFT: dict[int | str, dict[str, object]] = {204: {"description": "You have no draft of it."}}


@router.get(
    "/workflows/{workflow}/draft",
    summary="Your draft of a workflow, with its ETag",
    response_model=KeptDraft,
    responses=NO_DRAFT,
)
async def show(project: str, workflow: str, parts: TheParts, actor: Editor, response: Response) -> object:
    """204 where you have none."""
    found = await parts.database.read(lambda c: drafts.find(c, project, workflow, actor.user_id))
    if found is None:
        return Response(status_code=204)
    response.headers["ETag"] = _etag(found)
    return _to_kept(found)


@router.put("/workflows/{workflow}/draft", summary="Keep your draft of a workflow")
async def keep(
    project: str,
    workflow: str,
    parts: TheParts,
    actor: Editor,
    response: Response,
    wanted: DraftText,
    if_match: IfMatch = None,
    if_none_match: IfNoneMatch = None,
) -> KeptDraft:
    """`If-Match` is the ETag of the draft before it, `*` overwrites whatever is there; `If-None-Match: *` is
    for the first one. 412 with the draft that is there where another tab of yours was faster."""
    check_id(workflow)
    layout = json.dumps(wanted.layout or {})
    if len(wanted.text) > MAX_TEXT or len(layout) > MAX_LAYOUT:
        raise BadRequestError(f"A draft holds at most {MAX_TEXT:,} characters")
    draft = Draft(
        project=project,
        workflow=workflow,
        user_id=actor.user_id,
        text=_storable(wanted.text),
        layout=_storable(layout),
        base_revision=wanted.base_revision,
        updated_at=parts.clock.now(),
    )

    based_on = NONE_YET if if_match is None and if_none_match == "*" else if_match

    def write(connection: Connection) -> None:
        _check(drafts.find(connection, project, workflow, actor.user_id), based_on)
        drafts.put(connection, draft)

    await parts.database.write(write)
    response.headers["ETag"] = _etag(draft)
    return _to_kept(draft)


@router.delete("/workflows/{workflow}/draft", status_code=204, summary="Throw your draft away")
async def discard(
    project: str, workflow: str, parts: TheParts, actor: Editor, if_match: IfMatch = None
) -> None:
    def write(connection: Connection) -> None:
        found = drafts.find(connection, project, workflow, actor.user_id)
        if found is not None:
            _check(found, if_match)
            drafts.remove(connection, project, workflow, actor.user_id)

    await parts.database.write(write)


def _check(found: Draft | None, if_match: str | None) -> None:
    if found is None:
        if if_match is None:
            require_match(None, NONE_YET, what="your draft", current={})
        return
    current = {
        "text": found.text,
        "layout": json.loads(found.layout),
        "etag": _etag(found),
        "updated_at": said(found.updated_at),
    }
    require_match(if_match, _etag(found), what="Your draft", current=current)


def _storable(text: str) -> str:
    """What every database keeps: no NUL, no half of a pair."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _etag(draft: Draft) -> str:
    return etag_of(draft.text, draft.layout, draft.base_revision or "")


def _to_kept(draft: Draft) -> KeptDraft:
    return KeptDraft(
        text=draft.text,
        layout=json.loads(draft.layout) or None,
        base_revision=draft.base_revision,
        updated_at=draft.updated_at,
    )
