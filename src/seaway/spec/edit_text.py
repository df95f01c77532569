"""Changes to a text, and what several of them one after the other are to the text before all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Change(NamedTuple):
    """Put `new` in the place of what stands from `start` to `end`. Offsets count characters from 0."""

    start: int
    end: int
    new: str


def apply_changes(text: str, changes: Sequence[Change]) -> str:
    """All at once; they may touch but not overlap."""
    parts, at = [], 0
    for change in sorted(changes, key=lambda each: (each.start, each.end)):
        parts += [text[at : change.start], change.new]
        at = change.end
    return "".join([*parts, text[at:]])


@dataclass(frozen=True, slots=True)
class _Kept:
    start: int
    end: int


class Ledger:
    """Which pieces of the first text still stand, in order, with what was written between them."""

    def __init__(self, length: int) -> None:
        self._length = length
        self._parts: list[_Kept | str] = [_Kept(0, length)]

    def note(self, changes: Sequence[Change]) -> None:
        """Changes to the text as it is by now."""
        for change in reversed(sorted(changes, key=lambda each: (each.start, each.end))):  # noqa: C413 - stable
            before, rest = _split(self._parts, change.start)
            _, after = _split(rest, change.end - change.start)
            self._parts = [*before, *([change.new] if change.new else []), *after]

    def changes(self) -> list[Change]:
        """The whole as changes to the first text, in order; neighbours are one change."""
        found: list[Change] = []
        at, new = 0, ""
        for part in [*self._parts, _Kept(self._length, self._length)]:
            if isinstance(part, str):
                new += part
            else:
                if new or part.start > at:
                    found.append(Change(at, part.start, new))
                at, new = part.end, ""
        return found


def _split(parts: Sequence[_Kept | str], at: int) -> tuple[list[_Kept | str], list[_Kept | str]]:
    before: list[_Kept | str] = []
    for index, part in enumerate(parts):
        length = len(part) if isinstance(part, str) else part.end - part.start
        if at < length:
            if not at:
                return before, list(parts[index:])
            if isinstance(part, str):
                return [*before, part[:at]], [part[at:], *parts[index + 1 :]]
            middle = part.start + at
            return [*before, _Kept(part.start, middle)], [_Kept(middle, part.end), *parts[index + 1 :]]
        before.append(part)
        at -= length
    return before, []


def narrowed(text: str, change: Change) -> Change | None:
    """The change without what it leaves as it was; None where that is all."""
    old, new = text[change.start : change.end], change.new
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    if head == len(old) == len(new):
        return None
    return Change(change.start + head, change.end - tail, new[head : len(new) - tail])
