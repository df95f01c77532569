"""Outputs of task runs: inline JSON, an artifact by reference, or, for a foreach, a list in item order."""

import json
from collections.abc import Awaitable, Callable, Mapping

from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.engine.ports import Artifacts
from seaway.ids import RunId, TaskKey

ItemReader = Callable[[RunId, TaskKey, int], Awaitable[list[tuple[int, str, TaskState, str | None]]]]
"""Index, key, state and outputs of the items of a foreach behind an index, a page at a time."""


class OutputReader:
    def __init__(self, artifacts: Artifacts, read_items: ItemReader) -> None:
        self._artifacts = artifacts
        self._read_items = read_items

    async def read(self, row: TaskRow, unwritten: Mapping[TaskKey, TaskRow]) -> object:
        """The outputs of a task run; an empty map where it left none, a list for a foreach (None where an
        item gave none).

        unwritten: rows that are newer than those in the store."""
        if row.item_count is not None:
            return await self._read_foreach(row, unwritten)
        return self.resolve(row.outputs)

    def resolve(self, outputs: str | None) -> object:
        if outputs is None:
            return {}
        value = json.loads(outputs)
        if isinstance(value, dict) and set(value) == {"$ref"}:
            return json.loads(self._artifacts.get_bytes(str(value["$ref"])))
        return value

    async def _read_foreach(self, row: TaskRow, unwritten: Mapping[TaskKey, TaskRow]) -> list[object]:
        results: list[object] = [None] * (row.item_count or 0)
        last = -1
        while page := await self._read_items(row.carried_from or row.run_id, row.key, last):
            for index, _, state, outputs in page:
                if state is TaskState.SUCCESS:
                    results[index] = self.resolve(outputs)
            last = page[-1][0]
        for item in unwritten.values():
            if item.parent == row.key and item.index >= 0 and item.state is TaskState.SUCCESS:
                results[item.index] = self.resolve(item.outputs)
        return results
