"""Changes to lists and maps in block style: whole lines, with the comments that belong to them."""

import re
from collections.abc import Sequence
from itertools import islice, pairwise

from seaway.spec.edit_places import EditError
from seaway.spec.edit_text import Change
from seaway.spec.edit_yaml import Manner
from seaway.spec.layout import Kind, Layout, Piece

MOST_LOOKED_AT = 2_000
_DASHES = re.compile(r" *(?:- +)+")


def manner_of(layout: Layout) -> Manner:
    """How the file indents, read off the first places that show it."""
    step, indents_lists = 0, None
    for piece in islice(layout.root.walk(), MOST_LOOKED_AT):
        for key, value in piece.entries if piece.is_block else ():
            if not value.is_block or (value.kind is Kind.LIST and indents_lists is not None):
                continue
            deeper = layout.column(value.body) - layout.column(key.start)
            if value.kind is Kind.LIST:
                indents_lists = deeper > 0
            if deeper > 0:
                step = step or min(deeper, 8)
        if step and indents_lists is not None:
            break
    return Manner(step=step or 2, indents_lists=True if indents_lists is None else indents_lists)


def members(layout: Layout, container: Piece) -> list[tuple[int, int]]:
    """Where each entry or item begins (with its key or dash) and where its content ends."""
    if container.kind is Kind.MAP:
        return [(key.start, max(key.end, value.end)) for key, value in container.entries]
    found, at = [], container.body
    for item in container.items:
        dash = layout.skip_gap(at)
        found.append((dash, max(dash + 1, item.end)))
        at = found[-1][1]
    return found


def lead(layout: Layout, container: Piece, at: int) -> int:
    """Where the lines of a member begin, with the comment lines directly above it.

    What stands above the first key of the file is about the file.
    """
    start, _ = members(layout, container)[at]
    line, column = layout.line_start(start), layout.column(start)
    if container is layout.root and at == 0:
        return line
    bound = layout.line_end(members(layout, container)[at - 1][1]) if at else 0
    while line > bound:
        above = layout.line_start(line - 1)
        indent = _comment_indent(layout.text[above:line])
        if indent is None or indent > column:
            break
        line = above
    return line


def tail(layout: Layout, container: Piece, at: int) -> int:
    """Behind the lines of a member, with the deeper comment lines directly below it."""
    start, end = members(layout, container)[at]
    column, line = layout.column(start), layout.line_end(end)
    while line < len(layout.text):
        below = next_line(layout, line)
        indent = _comment_indent(layout.text[line:below])
        if indent is None or indent <= column:
            break
        line = below
    return line


def next_line(layout: Layout, line: int) -> int:
    """Where the line after the one that begins at `line` begins."""
    found = layout.text.find("\n", line)
    return len(layout.text) if found < 0 else found + 1


def _comment_indent(line: str) -> int | None:
    inner = line.lstrip(" \t")
    return len(line) - len(inner) if inner.startswith("#") else None


def is_spaced(layout: Layout, container: Piece) -> bool | None:
    """Whether blank lines stand between the members; None where there are too few to tell."""
    found = members(layout, container)
    gaps = [
        _has_blank(layout.text[layout.line_end(end) : layout.line_start(start)])
        for (_, end), (start, _) in pairwise(found)
    ]
    return sum(gaps) * 2 > len(gaps) if gaps else None


def _has_blank(text: str) -> bool:
    return any(not line.strip() for line in text.splitlines())


def ends_open(layout: Layout, container: Piece, at: int) -> bool:
    """Whether a member ends in a block that keeps the empty lines below it (`|+`)."""
    _, end = members(layout, container)[at]
    return layout.text[end - 1] == "\n"


def insert(
    layout: Layout, container: Piece, at: int, lines: Sequence[str], *, is_spaced: bool = False
) -> list[Change]:
    """Put a member in front of the one at `at`, or at the end; its lines are indented."""
    count = len(members(layout, container))
    is_open = not lines[-1].strip()  # it ends in a text block that would keep empty lines below it
    if at > 0:
        _refuse_explicit(layout, container, at - 1)
        below = tail(layout, container, at - 1)
        is_apart = is_spaced and not ends_open(layout, container, at - 1)
        gap = ["", *lines] if is_apart else list(lines)
        if is_open:
            return [add_lines(layout, below, gap)._replace(end=_blank_below(layout, below))]
        is_tight = at < count and not _has_blank(layout.text[below : lead(layout, container, at)])
        return [add_lines(layout, below, [*gap, ""] if is_spaced and is_tight else gap)]
    start, _ = members(layout, container)[0]
    if not _is_own_line(layout, start):
        _refuse_explicit(layout, container, 0)
        column = layout.column(start)
        joined = layout.newline.join(lines)[column:]
        return [Change(start, start, joined + layout.newline + " " * column)]
    return [
        add_lines(layout, lead(layout, container, 0), [*lines, ""] if is_spaced and not is_open else lines)
    ]


def add_lines(layout: Layout, at: int, lines: Sequence[str]) -> Change:
    """Insert whole lines at the beginning of a line; a file without a final line break keeps to that."""
    joined = layout.newline.join(lines)
    if at and layout.text[at - 1] != "\n":
        return Change(at, at, layout.newline + joined)
    return Change(at, at, joined + layout.newline)


def drop(layout: Layout, container: Piece, at: int) -> list[Change]:
    """Take a member out; it must not be the only one."""
    found = members(layout, container)
    start, _ = found[at]
    if not _is_own_line(layout, start):
        _refuse_explicit(layout, container, at)
        return [Change(start, found[at + 1][0], "")]
    first, last = lead(layout, container, at), tail(layout, container, at)
    above = _blank_above(layout, first, layout.line_end(found[at - 1][1]) if at else 0)
    below = _blank_below(layout, last)
    if above < first and (below > last or last == len(layout.text)):
        first = above
    elif below > last and (at == 0 or ends_open(layout, container, at - 1)):
        last = below
    if last == len(layout.text) and not layout.text.endswith("\n") and first:
        first -= 2 if layout.text[first - 2 : first] == "\r\n" else 1
    return [Change(first, last, "")]


def _blank_above(layout: Layout, line: int, bound: int) -> int:
    while line > bound:
        above = layout.line_start(line - 1)
        if layout.text[above:line].strip():
            break
        line = above
    return line


def _blank_below(layout: Layout, line: int) -> int:
    while line < len(layout.text):
        end = next_line(layout, line)
        if layout.text[line:end].strip():
            break
        line = end
    return line


def move(layout: Layout, container: Piece, at: int, to: int) -> list[Change]:
    """Bring a member in front of the one that is at `to` now (or to the end), with its comments."""
    found = members(layout, container)
    for start, _ in found:
        if not _is_own_line(layout, start):
            raise _odd(layout, start)
    cut = layout.text[lead(layout, container, at) : tail(layout, container, at)]
    lines = cut.removesuffix("\n").removesuffix("\r").split(layout.newline)
    return [
        *drop(layout, container, at),
        *insert(layout, container, to, lines, is_spaced=bool(is_spaced(layout, container))),
    ]


def copied(layout: Layout, container: Piece, at: int) -> list[str]:
    """The lines of a member, without the comments above it."""
    start, end = members(layout, container)[at]
    if not _is_own_line(layout, start):
        raise _odd(layout, start)
    cut = layout.text[layout.line_start(start) : layout.line_end(end)]
    return cut.removesuffix("\n").removesuffix("\r").split(layout.newline)


def _is_own_line(layout: Layout, start: int) -> bool:
    return not layout.text[layout.line_start(start) : start].strip(" ")


def _refuse_explicit(layout: Layout, container: Piece, at: int) -> None:
    start, _ = members(layout, container)[at]
    before = layout.text[layout.line_start(start) : start]
    if before.strip(" ") and not _DASHES.fullmatch(before):
        raise _odd(layout, start)


def _odd(layout: Layout, start: int) -> EditError:
    line = layout.line(start)
    return EditError(
        f"Line {line} is written in a way that only a person can change safely.",
        hint="Change it in the YAML: give each key a line of its own.",
        line=line,
    )
