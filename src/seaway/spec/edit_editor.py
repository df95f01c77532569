"""The small steps that operations are made of. Each is written into the text, read again, and compared with
what it means for the data: a text that says anything else is never handed out."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import yaml

from seaway.spec import edit_blocks, edit_data, edit_flow, edit_yaml
from seaway.spec.edit_places import (
    EditError,
    anchors_lost,
    container_at,
    dotted,
    is_task,
    merged_in,
    missing,
    shared_around,
)
from seaway.spec.edit_replace import replaced
from seaway.spec.edit_text import Change, Ledger, apply_changes, narrowed
from seaway.spec.layout import Kind, Layout, Piece, at_path, is_merge, read_layout
from seaway.spec.problems import Path


class Editor:
    """A text under edit. `data` is what it says."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.layout = read_layout(text)
        self.data: Any = self.layout.data()
        self.manner = edit_blocks.manner_of(self.layout)
        self._ledger = Ledger(len(text))

    def changes(self) -> list[Change]:
        """All that was done, as changes to the text it began with."""
        return self._ledger.changes()

    def put(self, path: Path, value: Any, *, place: int | None = None, is_spaced: bool | None = None) -> None:
        """Set what stands at a path; a new key goes to `place` among its neighbours, or to the end.

        Raises:
            EditError: it can't be written there.
        """
        container = container_at(self.layout, path[:-1])
        self._check_kind(container, path)
        expected = edit_data.with_value(self.data, path, value)
        own = container.entry(str(path[-1])) if container.kind is Kind.MAP else None
        if own is None and container.kind is Kind.MAP:
            changes = self._added(container, str(path[-1]), value, place, is_spaced=is_spaced)
        else:
            old = own[1] if own else container.items[int(path[-1])]
            self._keep_anchors(old, path)
            changes = replaced(self.layout, container, own[0] if own else None, old, value, self.manner)
        self._take(changes, expected, path)

    def drop(self, path: Path) -> None:
        """Take out a key or an item; a list or map that would be empty goes with it, but a task stays."""
        while len(path) > 1 and len(self._data_at(path[:-1])) == 1:
            path = path[:-1]
            if is_task(path):
                self.put(path, {})
                return
        container = container_at(self.layout, path[:-1])
        self._check_kind(container, path)
        at = self._index(container, path)
        member = container.entries[at][1] if container.kind is Kind.MAP else container.items[at]
        lost = anchors_lost(self.layout, member)
        if lost:
            raise lost
        count = len(container.entries) + len(container.items)
        if count == 1 and not container.is_flow:
            raise EditError(f"`{dotted(path)}` is all that the file holds.", path=path)
        tool = edit_flow if container.is_flow else edit_blocks
        self._take(tool.drop(self.layout, container, at), edit_data.without(self.data, path), path)

    def insert(self, path: Path, at: int, value: Any) -> None:
        """Put an item into the list at a path."""
        container = container_at(self.layout, path)
        if container.kind is not Kind.LIST:
            raise EditError(f"`{dotted(path)}` is no list.", path=path)
        at = max(0, min(at, len(container.items)))
        expected = edit_data.with_item(self.data, path, at, value)
        if container.is_flow:
            changes = edit_flow.insert(self.layout, container, at, edit_yaml.flow(value))
        else:
            first, _ = edit_blocks.members(self.layout, container)[0]
            lines = edit_yaml.item(value, self.layout.column(first), self.manner)
            spaced = bool(edit_blocks.is_spaced(self.layout, container))
            changes = edit_blocks.insert(self.layout, container, at, lines, is_spaced=spaced)
        self._take(changes, expected, (*path, at))

    def rename(self, path: Path, name: str, besides: Iterable[Change] = (), expected: Any = None) -> None:
        """Give the last key of a path another name; `besides` are changes that go with it, and `expected` is
        the data that all of it gives."""
        container = container_at(self.layout, path[:-1])
        key = container.entries[self._index(container, path)][0]
        if edit_data.has(self.data, (*path[:-1], name)):
            raise EditError(f"There is a `{dotted((*path[:-1], name))}` already.", path=path)
        written = edit_yaml.key(name) if key.style == "" else edit_yaml.scalar(name, like=key.style)
        changes = [Change(key.body, key.end, written), *besides]
        self._take(changes, expected or edit_data.with_key(self.data, path, name), (*path[:-1], name))

    def move(self, path: Path, to: int) -> None:
        """Bring a key or item in front of the one that is at `to` now."""
        container = container_at(self.layout, path[:-1])
        at = self._index(container, path)
        if to in (at, at + 1):
            return
        tool = edit_flow if container.is_flow else edit_blocks
        expected = edit_data.with_order(self.data, path[:-1], at, to)
        self._take(tool.move(self.layout, container, at, to), expected, path, is_order_kept=True)

    def write(self, changes: Sequence[Change], expected: Any, path: Path) -> None:
        """Changes that the caller found, with the data they are to give."""
        self._take(changes, expected, path)

    def index(self, path: Path) -> int:
        """Which of its neighbours a key or item is."""
        return self._index(container_at(self.layout, path[:-1]), path)

    def _added(
        self, container: Piece, name: str, value: Any, place: int | None, *, is_spaced: bool | None
    ) -> list[Change]:
        at = len(container.entries) if place is None else place
        if container.is_flow:
            text = f"{edit_yaml.key(name)}: {edit_yaml.flow(value)}"
            return edit_flow.insert(self.layout, container, at, text)
        column = self.layout.column(container.entries[0][0].start)
        flow = _are_maps_flow(container)
        lines = edit_yaml.entry(name, value, column, self.manner, is_flow=flow)
        spaced = edit_blocks.is_spaced(self.layout, container) if is_spaced is None else is_spaced
        return edit_blocks.insert(self.layout, container, at, lines, is_spaced=bool(spaced))

    def _check_kind(self, container: Piece, path: Path) -> None:
        is_right = container.kind is (Kind.LIST if isinstance(path[-1], int) else Kind.MAP)
        if not is_right:
            what = "list" if isinstance(path[-1], int) else "map"
            raise EditError(f"`{dotted(path[:-1])}` is no {what}.", path=path)
        if isinstance(path[-1], int) and not 0 <= path[-1] < len(container.items):
            raise missing(self.layout, path)

    def _index(self, container: Piece, path: Path) -> int:
        if isinstance(path[-1], int):
            if container.kind is Kind.LIST and 0 <= path[-1] < len(container.items):
                return path[-1]
            raise missing(self.layout, path)
        for at, (key, _) in enumerate(container.entries):
            if key.value == path[-1] and not is_merge(key):
                return at
        if at_path(container, (path[-1],)) is not None:
            raise merged_in(self.layout, container, path)
        raise missing(self.layout, path)

    def _data_at(self, path: Path) -> Any:
        try:
            found = edit_data.value_at(self.data, path)
        except KeyError:
            raise missing(self.layout, path) from None
        return found if isinstance(found, dict | list) else {}

    def _keep_anchors(self, old: Piece, path: Path) -> None:
        if old.kind is Kind.ALIAS:
            return
        for inner in (*(value for _, value in old.entries), *old.items):
            lost = anchors_lost(self.layout, inner)
            if lost:
                raise lost

    def _take(
        self, changes: Sequence[Change], expected: Any, path: Path, *, is_order_kept: bool = False
    ) -> None:
        """Write the changes, and see that the text says what it should."""
        small = [each for change in changes if (each := narrowed(self.text, change))]
        for attempt in self._ways(small):
            text = apply_changes(self.text, attempt)
            layout = _readable(text)
            data = layout.data() if layout else None
            is_right = layout is not None and edit_data.is_same(data, expected)
            if layout and is_right and (not is_order_kept or _is_same_order(data, expected, path)):
                self._ledger.note(attempt)
                self.text, self.layout, self.data = text, layout, data
                self.manner = edit_blocks.manner_of(layout)
                return
        raise shared_around(self.layout, path) or self._unsafe(path)

    def _ways(self, changes: list[Change]) -> Iterator[list[Change]]:
        """The changes as they are; and where the file has no line break at its end, with what makes a text
        block there mean the same: the break, or a `-` for the block that was the last one."""
        yield changes
        end = len(self.text)
        if self.text.endswith("\n"):
            return
        yield [*changes, Change(end, end, self.layout.newline)]
        last = max(self.layout.root.walk(), key=lambda piece: (piece.end, piece.start))
        header = last.body + 1
        if last.style in ("|", ">") and self.text[header : header + 1] in (" ", "\r", "\n"):
            yield [*changes, Change(header, header, "-")]
            yield [*changes, Change(header, header, "-"), Change(end, end, self.layout.newline)]

    def _unsafe(self, path: Path) -> EditError:
        piece = at_path(self.layout.root, path) or at_path(self.layout.root, path[:-1])
        line = self.layout.line(piece.start) if piece else 0
        where = f" around line {line}" if line else ""
        return EditError(
            f"`{dotted(path)}` can't be changed without touching more than it: the text{where} is written in "
            "an unusual way.",
            hint="Change it in the YAML.",
            path=path,
            line=line,
        )


def _readable(text: str) -> Layout | None:
    try:
        return read_layout(text)
    except (yaml.YAMLError, KeyError):
        return None


def _is_same_order(data: Any, expected: Any, path: Path) -> bool:
    one, other = edit_data.value_at(data, path[:-1]), edit_data.value_at(expected, path[:-1])
    return list(one) == list(other)


def _are_maps_flow(container: Piece) -> bool:
    """Whether the neighbours of a new entry keep their maps in one line."""
    maps = [value for _, value in container.entries if value.kind is Kind.MAP]
    return bool(maps) and all(value.is_flow for value in maps)
