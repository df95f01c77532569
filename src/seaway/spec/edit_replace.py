"""Putting another value in the place of one that is there, beside the comments that are there."""

import re
from collections.abc import Mapping
from typing import Any

from seaway.spec import edit_blocks, edit_yaml
from seaway.spec.edit_text import Change
from seaway.spec.edit_yaml import Manner
from seaway.spec.layout import Kind, Layout, Piece

_HEADER = re.compile(r"[|>][0-9+-]*")
_ANCHOR = re.compile(r"\s*[&!]\S+")


def replaced(
    layout: Layout, container: Piece, key: Piece | None, old: Piece, value: Any, manner: Manner
) -> list[Change]:
    """The changes that make `value` of `old`, which has `key` in a map, or is an item."""
    if container.is_flow:
        return _in_flow(layout, key, old, value)
    is_collection = isinstance(value, Mapping | list | tuple) and bool(value)
    if old.is_block and (is_collection or key is None):
        return [Change(old.body, old.end, _as_block(layout, old, value, manner))]
    name = str(key.value) if key else ""
    if key is None:
        start = edit_blocks.members(layout, container)[container.items.index(old)][0]
        column = layout.column(start)
        first, *below = edit_yaml.item(value, column, manner)
        rest, owner_end = first[column + 2 :], start + 1
        if not is_collection and not below:
            rest = edit_yaml.scalar(value, like=old.style) if not isinstance(value, Mapping | list) else rest
    else:
        rest, below = edit_yaml.value_after(
            name,
            value,
            layout.column(key.start),
            manner,
            is_flow=old.is_flow,
            like=old.style,
            is_bare=old.style == "" and isinstance(old.value, str) and "{{" in old.value,
        )
        owner_end = layout.text.index(":", key.end) + 1
    if old.is_block:
        return _instead_of_block(layout, owner_end, old, rest, below)
    if old.style in ("|", ">"):
        return _instead_of_literal(layout, old, rest, below)
    return _instead_of_inline(layout, old, rest, below)


def _in_flow(layout: Layout, key: Piece | None, old: Piece, value: Any) -> list[Change]:
    is_plain = not isinstance(value, Mapping | list | tuple)
    text = edit_yaml.scalar(value, in_flow=True, like=old.style) if is_plain else edit_yaml.flow(value)
    if not _is_empty(old):
        return [Change(old.body, old.end, text)]
    has_colon = key is not None and ":" in layout.text[key.end : old.end]
    lead = ": " if key is not None and not has_colon else _space_before(layout, old.end)
    return [Change(old.end, old.end, lead + text)]


def _is_empty(old: Piece) -> bool:
    return old.kind is Kind.SCALAR and old.body == old.end


def _space_before(layout: Layout, at: int) -> str:
    return "" if at and layout.text[at - 1] in " \t" else " "


def _as_block(layout: Layout, old: Piece, value: Any, manner: Manner) -> str:
    """A collection from where the old one begins; or what is no block, in its place."""
    column = layout.column(old.body)
    if not isinstance(value, Mapping | list | tuple) or not value:
        return edit_yaml.flow(value)
    lines = edit_yaml.block(value, column, manner)
    return layout.newline.join(lines)[column:]


def _instead_of_block(
    layout: Layout, owner_end: int, old: Piece, rest: str, below: list[str]
) -> list[Change]:
    """A block under a key becomes something that begins beside the key."""
    at = owner_end
    while found := _ANCHOR.match(layout.text, at, old.body):
        at = found.end()
    changes = [Change(at, at, f" {rest}")]
    first, last = layout.line_end(at), layout.line_end(old.end)
    if not layout.text.endswith("\n") and last == len(layout.text) and not below:
        first -= len(layout.newline)
    text = "".join(line + layout.newline for line in below)
    return [*changes, Change(first, last, text)]


def _instead_of_literal(layout: Layout, old: Piece, rest: str, below: list[str]) -> list[Change]:
    header = _HEADER.match(layout.text, old.body)
    end = header.end() if header else old.body
    first, last = layout.line_end(end), max(layout.line_end(end), layout.line_end(old.end))
    text = "".join(line + layout.newline for line in below)
    if last == len(layout.text) and not layout.text.endswith("\n"):
        if below:
            text = text.removesuffix(layout.newline)
        elif last > first:
            first -= len(layout.newline)
    start = old.body
    if not rest:
        start = _behind_owner(layout, start)
    return [Change(start, end, rest), Change(first, last, text)]


def _instead_of_inline(layout: Layout, old: Piece, rest: str, below: list[str]) -> list[Change]:
    if _is_empty(old):
        changes = [Change(old.end, old.end, _space_before(layout, old.end) + rest)] if rest else []
    else:
        start = old.body if rest else _behind_owner(layout, old.body)
        changes = [Change(start, old.end, rest)]
    if below:
        changes.append(edit_blocks.add_lines(layout, layout.line_end(old.end), below))
    return changes


def _behind_owner(layout: Layout, start: int) -> int:
    """Take the space in front along, as nothing follows but perhaps a comment with its own."""
    while layout.text[start - 1] in " \t":
        start -= 1
    return start
