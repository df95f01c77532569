"""What the reading routes share: what is known of revisions, of logs, of hours that are over."""

from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from seaway.blobs.log_index import LogIndexes
from seaway.core.states import RunState
from seaway.engine.terms import TermsCache
from seaway.server.shapes.graph import Graph
from seaway.server.views.plans import OrderCache
from seaway.server.views.usages import UsageCache
from seaway.store import history
from seaway.store.database import Database

MOST_PROJECTS = 100
MOST_GRAPHS = 200
SETTLED_AFTER = timedelta(minutes=5)


class EndedRuns:
    """How many runs ended in each hour. An hour that is over is counted once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: OrderedDict[str, dict[datetime, Counter[RunState]]] = OrderedDict()

    async def by_hour(
        self, project: str, *, start: datetime, now: datetime
    ) -> Mapping[datetime, Counter[RunState]]:
        """The hours from `start` on, which begins one; each is there."""
        known = self._known.pop(project, {})
        missing = start
        while missing in known:
            missing += history.HOUR

        def count(connection: Connection) -> dict[datetime, Counter[RunState]]:
            return history.ended_by_hour(connection, project, start=missing, end=now + history.HOUR)

        found = await self._database.read(count)
        hours: dict[datetime, Counter[RunState]] = {}
        at = start
        while at <= now:
            hours[at] = known[at] if at < missing else found.get(at, Counter())
            at += history.HOUR
        self._known[project] = {
            at: counts for at, counts in hours.items() if at + history.HOUR + SETTLED_AFTER <= now
        }
        if len(self._known) > MOST_PROJECTS:
            self._known.popitem(last=False)
        return hours


class GraphCache:
    """Graphs by project, workflow and revision; the most recently used ones."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str, str], Graph] = OrderedDict()

    def find(self, key: tuple[str, str, str]) -> Graph | None:
        found = self._known.get(key)
        if found is not None:
            self._known.move_to_end(key)
        return found

    def keep(self, key: tuple[str, str, str], graph: Graph) -> None:
        self._known[key] = graph
        if len(self._known) > MOST_GRAPHS:
            self._known.popitem(last=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Made once a server."""

    terms: TermsCache
    ended: EndedRuns
    logs: LogIndexes = field(default_factory=LogIndexes)
    graphs: GraphCache = field(default_factory=GraphCache)
    orders: OrderCache = field(default_factory=OrderCache)
    usages: UsageCache = field(default_factory=UsageCache)

    @classmethod
    def of(cls, database: Database) -> "Library":
        return cls(terms=TermsCache(database), ended=EndedRuns(database))
