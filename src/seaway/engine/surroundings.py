"""Variables, connections and secrets of an attempt, from wherever they stand."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import unquote, urlsplit

from seaway.engine.plans import KnownPlan
from seaway.engine.ports import Surroundings
from seaway.engine.sources import Sources
from seaway.engine.usage import Wanted, wanted_by
from seaway.sdk.connection_form import secret_fields
from seaway.spec.catalog import Catalog

SECRET_WORDS = ("password", "secret", "token", "key", "credential", "private")
_SHORTEST = 4
"""Of a nested value: shorter ones are words such as `eu`."""

MOST_KNOWN = 5_000
FEW_TASKS = 20

PLAIN_WORDS = frozenset(
    {"type", "name", "host", "port", "path", "database", "schema", "bucket", "prefix", "region", "user"}
    | {"username", "url", "base_url", "endpoint", "account", "role", "warehouse", "timeout_s"}
)
"""Fields that are no secret, where the class that would say so is not known here."""


class ProjectSurroundings:
    """Reads every place anew each time, so that an attempt sees what stands there when it starts."""

    def __init__(self, sources: Sources, catalog: Callable[[], Catalog]) -> None:
        self._sources = sources
        self._catalog = catalog
        self._wanted: OrderedDict[tuple[str, str], Wanted] = OrderedDict()

    async def read(
        self,
        project: str,
        *,
        connections: Sequence[str] = (),
        secrets: Sequence[str] = (),
        has_variables: bool = True,
    ) -> Surroundings:
        """Raises NotFoundError naming what is missing, with the closest name that is there."""
        sources = self._sources
        resolved = await sources.connections(project, connections) if connections else {}
        values = await sources.secrets(project, secrets) if secrets else {}
        return Surroundings(
            variables=await sources.variables(project) if has_variables else sources.project.variables(),
            connections=resolved,
            secrets=values,
            secret_values=(*values.values(), *_secrets_of(resolved)),
        )

    def plain(self) -> Surroundings:
        return Surroundings(variables=self._sources.project.variables())

    async def require(self, project: str, known: KnownPlan, revision: str) -> None:
        """Raises NotFoundError for the first that nobody knows, with the closest name."""
        wanted = self._wanted.get((project, revision))
        if wanted is None:
            wanted = self._wanted[project, revision] = await self._wanted_by(known)
            if len(self._wanted) > MOST_KNOWN:
                self._wanted.popitem(last=False)
        if wanted.connections or wanted.secrets:
            await self._sources.require(project, wanted.connections, wanted.secrets)

    async def _wanted_by(self, known: KnownPlan) -> Wanted:
        """In a thread of its own only where it is worth the change: many small workflows may come at once."""
        if len(known.tasks) <= FEW_TASKS:
            return wanted_by(known.plan, self._catalog())
        return await asyncio.to_thread(wanted_by, known.plan, self._catalog())


def _secrets_of(connections: Mapping[str, Mapping[str, object]]) -> list[str]:
    """Values of fields that are secret by their name or their class, at any depth."""
    found: list[str] = []
    for fields in connections.values():
        secret = secret_fields(str(fields.get("type", "")))
        for name, value in fields.items():
            is_named_so = any(word in name.lower() for word in SECRET_WORDS)
            if is_named_so or (name not in PLAIN_WORDS if secret is None else name in secret):
                found += _texts(value)
            elif isinstance(value, str) and "://" in value:
                found += _password_in(value)
    return found


def _texts(value: object) -> Iterable[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for inner in value.values():
                yield from (text for text in _texts(inner) if len(text) >= _SHORTEST)
        case list() | tuple():
            for inner in value:
                yield from (text for text in _texts(inner) if len(text) >= _SHORTEST)


def _password_in(url: str) -> list[str]:
    try:
        password = urlsplit(url).password
    except ValueError:
        return []
    return [password, unquote(password)] if password else []
