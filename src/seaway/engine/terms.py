"""What of each workflow concerns a run as a whole, by revision: decoded once, without its tasks."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import Connection, select, tuple_

from seaway.spec.terms import Terms
from seaway.store.database import Database
from seaway.store.tables import revisions

MOST = 5_000
AT_ONCE = 200

Ref = tuple[str, str]
"""A workflow's id and the hash of a revision of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRevision:
    """A revision without its source and its tasks."""

    terms: Terms
    file: str
    created_at: datetime
    author: str
    message: str


class _Payload(msgspec.Struct):
    payload: dict[str, Any] = {}


class _Stored(msgspec.Struct):
    plan: _Payload


_decode = msgspec.json.Decoder(_Stored).decode


class TermsCache:
    """Those of one process. Revisions never change, so nothing in it goes stale."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: OrderedDict[tuple[str, str, str], KnownRevision] = OrderedDict()

    async def of(self, project: str, refs: Iterable[Ref]) -> dict[Ref, KnownRevision]:
        """What is known of each revision; those that are not kept are left out."""
        wanted = dict.fromkeys(refs)
        missing = [ref for ref in wanted if (project, *ref) not in self._known]
        for start in range(0, len(missing), AT_ONCE):
            part = missing[start : start + AT_ONCE]
            found = await self._database.read(partial(_read, project=project, refs=part))
            self._known.update({(project, *ref): known for ref, known in found.items()})
        result = {ref: self._known[project, *ref] for ref in wanted if (project, *ref) in self._known}
        for ref in result:
            self._known.move_to_end((project, *ref))
        while len(self._known) > MOST:
            self._known.popitem(last=False)
        return result

    async def name_of(self, project: str, workflow: str, revision: str) -> str:
        """The label of a workflow, its id where it has none."""
        known = await self.of(project, [(workflow, revision)])
        found = known.get((workflow, revision))
        return (found.terms.name if found else None) or workflow


def _read(connection: Connection, *, project: str, refs: list[Ref]) -> dict[Ref, KnownRevision]:
    columns = revisions.c
    query = select(
        columns.workflow,
        columns.hash,
        columns.plan,
        columns.file,
        columns.created_at,
        columns.author,
        columns.message,
    ).where(columns.project == project, tuple_(columns.workflow, columns.hash).in_(refs))
    return {
        (row.workflow, row.hash): KnownRevision(
            terms=Terms.model_validate(_decode(row.plan).plan.payload),
            file=row.file,
            created_at=row.created_at,
            author=row.author,
            message=row.message,
        )
        for row in connection.execute(query)
    }
