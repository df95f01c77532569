"""Saved contents as a person saved them: a revision that differs in the code beside it alone is part of the
one before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from seaway.server.workflow_files import WorkflowFile
from seaway.store import revisions, workflows
from seaway.store.revisions import RevisionLine

MOST_ROWS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSave:
    """Who saved what stands in a file. `author` is empty where the file was changed in its folder."""

    author: str = ""
    revision: str | None = None
    saved_at: datetime


def last_save(connection: Connection, project: str, workflow: str, file: WorkflowFile) -> LastSave:
    listed = revisions.list_of(connection, project, workflow, limit=1, with_drafts=False)
    if not listed or listed[0].source != file.text:
        return LastSave(saved_at=file.saved_at)
    found = listed[0]
    return LastSave(author=found.author or "", revision=found.hash, saved_at=found.created_at)


@dataclass(slots=True)
class SavedContent:
    """Revisions with one source, one after the other, newest first. The oldest is when it was saved."""

    lines: list[RevisionLine] = field(default_factory=list)
    runs_count: int = 0
    is_active: bool = False

    @property
    def shown(self) -> RevisionLine:
        """The one that somebody signed, else the first of its content."""
        return next((line for line in self.lines if line.author), self.lines[-1])

    @property
    def begin(self) -> datetime:
        return self.lines[-1].created_at


def saved_contents(
    connection: Connection, project: str, workflow: str, *, before: datetime | None, limit: int
) -> list[SavedContent]:
    """At most `limit`, newest first."""
    active = workflows.get(connection, project, workflow).active_revision
    lines = revisions.lines_of(connection, project, workflow, before=before, limit=MOST_ROWS)
    found = _grouped(lines, limit)
    hashes = [line.hash for each in found for line in each.lines]
    counts = revisions.runs_of(connection, project, workflow, hashes)
    for each in found:
        _count(each, counts, active)
    return found


def _grouped(lines: Sequence[RevisionLine], limit: int) -> list[SavedContent]:
    found: list[SavedContent] = []
    is_open = False
    for line in lines:
        if not is_open:
            if len(found) == limit:
                break
            found.append(SavedContent())
        found[-1].lines.append(line)
        is_open = line.is_same and not line.author
    return found


def _count(content: SavedContent, counts: Mapping[str, int], active: str | None) -> None:
    content.runs_count = sum(counts[line.hash] for line in content.lines)
    content.is_active = any(line.hash == active for line in content.lines)
