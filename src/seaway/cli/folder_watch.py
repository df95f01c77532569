"""Watches a project's folder, and publishes what changed once it holds still."""

import asyncio
import time

from sqlalchemy import Connection

from seaway.cli.chronicle import Chronicle
from seaway.cli.opening import Opened
from seaway.engine.definitions import Definition, Definitions
from seaway.errors import SeawayError
from seaway.spec.problems import SpecError
from seaway.store import connections, variables

LOOK_S = 1.0
REST = 20
"""A look takes at most this part of the time, however large the project is."""


class FolderWatch:
    """Compares the hash of the project's code, and which connections and variables the store knows, as a
    workflow is valid only where those that it names are there. Unchanged files cost a `stat` each."""

    def __init__(self, it: Opened, chronicle: Chronicle) -> None:
        self._it = it
        self._chronicle = chronicle
        self._published = ""
        self._seen: dict[str, tuple[str, bool]] = {}
        self._trouble = ""

    async def run(self) -> None:
        """Until cancelled. A change counts when a second look finds the same: nobody is writing any more."""
        before = self._published
        while True:
            began = time.monotonic()
            now = await self._look()
            if now and now == before and now != self._published:
                await self.publish()
            before = now or before
            await asyncio.sleep(max(LOOK_S, (time.monotonic() - began) * REST))

    async def publish(self) -> None:
        """Bring the store in line with the folder, and say what is new."""
        self._published = await self._look() or self._published
        try:
            definitions = await asyncio.to_thread(self._it.here.definitions)
            await self._it.here.publisher(self._it.database).publish(definitions)
        except SpecError as error:
            self._chronicle.tell_problems(error.problems, "")
        except SeawayError as error:
            self._chronicle.say("trouble", f"{error.message} {error.hint}".strip())
        else:
            self._tell(definitions)

    async def _look(self) -> str:
        try:
            bundle = await asyncio.to_thread(self._it.here.bundle)
            stored = await self._it.database.read(self._stored)
        except (SeawayError, OSError) as error:
            if str(error) != self._trouble:
                self._trouble = str(error)
                self._chronicle.say("trouble", f"The project can't be read: {error}")
            return ""
        self._trouble = ""
        return f"{bundle} {stored}"

    def _stored(self, connection: Connection) -> str:
        project = self._it.project
        known = [f"{each.name}:{each.type}" for each in connections.list_of(connection, project)]
        return " ".join([*known, "|", *(each.name for each in variables.list_of(connection, project))])

    def _tell(self, definitions: Definitions) -> None:
        now = {each.id: (each.source, each.is_valid) for each in definitions.by_id.values()}
        is_first = not self._seen
        for each in definitions.by_id.values():
            if self._seen.get(each.id) != now[each.id]:
                self._tell_one(each, is_new=each.id not in self._seen, is_first=is_first)
        for gone in self._seen.keys() - now.keys():
            self._chronicle.say("gone", f"{gone} is gone", workflow=gone)
        if definitions.problems:
            self._chronicle.tell_problems(definitions.problems, "")
        self._seen = now

    def _tell_one(self, definition: Definition, *, is_new: bool, is_first: bool) -> None:
        if not definition.is_valid:
            wrong = [problem for problem in definition.problems if problem.is_error]
            self._chronicle.say(
                "invalid", f"{definition.id} is not valid, so as it was before", workflow=definition.id
            )
            self._chronicle.tell_problems(wrong, definition.source)
        elif not is_first:
            what = "new" if is_new else "changed"
            self._chronicle.say(what, f"{definition.id} is {what}", workflow=definition.id)
