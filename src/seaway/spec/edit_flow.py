"""Changes to lists and maps in flow style, `{a: 1}` and `[a, b]`, on one line or on several."""

from seaway.spec.edit_text import Change
from seaway.spec.layout import Kind, Layout, Piece


def members(container: Piece) -> list[tuple[int, int]]:
    """Where each entry or item begins and ends."""
    if container.kind is Kind.MAP:
        return [(key.start, max(key.end, value.end)) for key, value in container.entries]
    return [(item.start, item.end) for item in container.items]


def insert(layout: Layout, container: Piece, at: int, text: str) -> list[Change]:
    """Put a member in front of the one at `at`, or at the end."""
    found = members(container)
    if not found:
        return [Change(container.body + 1, container.body + 1, text)]
    if at < len(found):
        start = found[at][0]
        return [Change(start, start, text + "," + _break_before(layout, start))]
    return _append(layout, container, found[-1], text)


def _append(layout: Layout, container: Piece, last: tuple[int, int], text: str) -> list[Change]:
    start, end = last
    gap = _break_before(layout, start)
    comma = layout.skip_gap(end)
    has_comma = layout.text[comma] == ","
    anchor = comma + 1 if has_comma else end
    line_end = layout.text.find("\n", anchor, container.end)
    if gap == " " or line_end < 0:
        return [Change(end, end, f",{gap}{text}")]
    line_end -= layout.text[line_end - 1] == "\r"
    if has_comma:
        return [Change(line_end, line_end, f"{gap}{text},")]
    return [Change(end, end, ","), Change(line_end, line_end, f"{gap}{text}")]


def _break_before(layout: Layout, start: int) -> str:
    """A space; or a line break and the indent, where the member has a line of its own."""
    before = layout.text[layout.line_start(start) : start]
    return " " if before.strip() else layout.newline + before


def drop(layout: Layout, container: Piece, at: int) -> list[Change]:
    """Take a member out; comments on other lines stay."""
    found = members(container)
    start, end = found[at]
    comma = layout.skip_gap(end)
    has_comma = layout.text[comma] == ","
    if at + 1 < len(found) or (has_comma and at == 0):
        return [Change(start, _behind(layout, comma + 1), "")]
    if at == 0:
        return [Change(start, end, "")]
    before = found[at - 1][1]
    if "#" in layout.text[before:start]:
        return [Change(start, comma + 1 if has_comma else end, "")]
    return [Change(before, end, "")]


def _behind(layout: Layout, at: int) -> int:
    """Past the comma's own spaces and comment, up to what comes next."""
    text = layout.text
    while at < len(text) and text[at] in " \t":
        at += 1
    if text[at : at + 1] == "#":
        line_end = text.find("\n", at)
        at = len(text) if line_end < 0 else line_end
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def move(layout: Layout, container: Piece, at: int, to: int) -> list[Change]:
    """Bring a member in front of the one that is at `to` now: the members change places, the rest stays."""
    found = members(container)
    order = [*range(len(found))]
    order.insert(to if to < at else to - 1, order.pop(at))
    texts = [layout.text[start:end] for start, end in found]
    return [
        Change(*slot, texts[source])
        for slot, source, place in zip(found, order, range(len(found)), strict=True)
        if source != place
    ]
