"""What is known of the runs that events are about: read once a run."""

from collections import OrderedDict
from dataclasses import dataclass

from sqlalchemy import Connection

from seaway.core.plan_json import plan_from_json
from seaway.engine.session import tasks_by_path
from seaway.engine.terms import TermsCache
from seaway.errors import SeawayError, UnknownError
from seaway.ids import RunId
from seaway.server.shapes.runs import RunSummary, to_summary
from seaway.store import revisions, runs
from seaway.store.database import Database
from seaway.store.runs import RunRecord

MOST = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    project: str
    summary: RunSummary


class FactsCache:
    def __init__(self, database: Database, terms: TermsCache) -> None:
        self._database = database
        self._terms = terms
        self._known: OrderedDict[RunId, RunFacts] = OrderedDict()
        self._allowed: OrderedDict[tuple[str, str, str], frozenset[str]] = OrderedDict()

    async def of(self, run_id: RunId) -> RunFacts | None:
        """None where the run is not kept any more."""
        found = self._known.get(run_id)
        if found is None:
            try:
                record = await self._database.read(lambda connection: runs.get(connection, run_id))
            except UnknownError:
                return None
            found = await self.keep(record)
        return found

    async def keep(self, record: RunRecord) -> RunFacts:
        name = await self._terms.name_of(record.project, record.workflow, record.revision)
        facts = RunFacts(project=record.project, summary=to_summary(record, name))
        self._known[record.run_id] = facts
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        return facts

    async def may_fail(self, facts: RunFacts) -> frozenset[str]:
        """Paths of the tasks whose failure is allowed."""
        key = (facts.project, facts.summary.workflow, facts.summary.revision)
        known = self._allowed.get(key)
        if known is None:
            try:
                known = await self._database.read(lambda connection: allowed_in(connection, *key))
            except SeawayError:
                known = frozenset()
            self._allowed[key] = known
            if len(self._allowed) > MOST:
                self._allowed.popitem(last=False)
        return known


def allowed_in(connection: Connection, project: str, workflow: str, revision: str) -> frozenset[str]:
    plan = plan_from_json(revisions.get(connection, project, workflow, revision).plan)
    return frozenset(path for path, task in tasks_by_path(plan).items() if task.allow_failure)
