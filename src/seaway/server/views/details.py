"""One workflow with all that its page shows."""

import json

from sqlalchemy import Connection

from seaway.access.actors import Actor
from seaway.engine.submission import Form, RunRequest
from seaway.errors import SeawayError
from seaway.server.parts import ServerParts
from seaway.server.shapes.graph import Graph
from seaway.server.shapes.inputs import to_fields
from seaway.server.shapes.workflows import DraftNote, RevisionOfWorkflow, WorkflowDetail
from seaway.server.views import workflows as view
from seaway.server.views.graphs import graph_of
from seaway.server.views.workflows import Listed
from seaway.server.views.zones import timezone_of
from seaway.store import drafts
from seaway.store.drafts import Draft


async def detail_of(parts: ServerParts, listed: Listed, request: RunRequest, actor: Actor) -> WorkflowDetail:
    project, record = request.project, listed.record
    past = await view.past_of(parts, project, [record.id])
    summary = view.to_summary(listed, past[record.id], await timezone_of(parts, project))
    form, graph = await _form(parts, request), await _graph(parts, listed)
    draft = await _draft(parts, project, record.id, actor)
    return WorkflowDetail.model_construct(
        **{name: getattr(summary, name) for name in type(summary).model_fields},
        inputs=to_fields(form.terms.inputs, form.defaults) if form else [],
        logical_date=form.slice.start if form else None,
        timezone=form.slice.timezone if form else "UTC",
        graph=graph,
        revision=_revision(listed),
        draft=DraftNote(updated_at=draft.updated_at, by=actor.name) if draft else None,
        problems=json.loads(record.problems),
    )


async def _form(parts: ServerParts, request: RunRequest) -> Form | None:
    """None where nothing of the workflow can be run."""
    try:
        return await parts.desk.form(request)
    except SeawayError:
        return None


async def _graph(parts: ServerParts, listed: Listed) -> Graph | None:
    record = listed.record
    if record.active_revision is None:
        return None
    return await graph_of(parts, record.project, record.id, record.active_revision)


async def _draft(parts: ServerParts, project: str, workflow: str, actor: Actor) -> Draft | None:
    def read(connection: Connection) -> Draft | None:
        return drafts.find(connection, project, workflow, actor.user_id)

    return await parts.database.read(read)


def _revision(listed: Listed) -> RevisionOfWorkflow | None:
    known = listed.known
    if known is None or listed.record.active_revision is None:
        return None
    return RevisionOfWorkflow(
        hash=listed.record.active_revision,
        created_at=known.created_at,
        author=known.author,
        message=known.message,
    )
