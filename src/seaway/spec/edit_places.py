"""Where an operation takes place, and why it can't where it can't."""

from collections.abc import Iterator
from typing import ClassVar

from seaway.errors import SeawayError
from seaway.spec.layout import Kind, Layout, Piece, at_path, is_merge
from seaway.spec.problems import Path, did_you_mean


class EditError(SeawayError):
    """An operation can't be applied to this text.

    Attributes:
        path: what it is about.
        line: where that stands, from 1; 0 where it is nowhere.
    """

    code: ClassVar[str] = "edit"

    def __init__(self, message: str, *, hint: str = "", path: Path = (), line: int = 0) -> None:
        super().__init__(message, hint=hint)
        self.path = path
        self.line = line


def dotted(path: Path) -> str:
    """A path as a person writes it: `tasks.load.checks[2]`."""
    words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return words.removeprefix(".") or "the file"


def is_task(path: Path) -> bool:
    """Whether a task stands at a path, by its form."""
    if len(path) < 2 or len(path) % 2 or path[0] not in ("tasks", "on_failure", "finally"):
        return False
    return all(step == "tasks" for step in path[2::2])


def container_at(layout: Layout, path: Path) -> Piece:
    """The list or map at a path, written there itself: not through an alias, not merged in.

    Raises:
        EditError: it is not, or nothing stands there.
    """
    piece = layout.root
    for depth, step in enumerate(path):
        piece = _inner(layout, piece, path[: depth + 1], step)
    if piece.kind is Kind.ALIAS:
        raise _through_alias(layout, piece, path)
    return piece


def _inner(layout: Layout, piece: Piece, path: Path, step: str | int) -> Piece:
    if piece.kind is Kind.ALIAS:
        raise _through_alias(layout, piece, path[:-1])
    if isinstance(step, int):
        if piece.kind is Kind.LIST and 0 <= step < len(piece.items):
            return piece.items[step]
        raise missing(layout, path)
    own = piece.entry(step)
    if own:
        return own[1]
    if at_path(piece, (step,)) is not None:
        raise merged_in(layout, piece, path)
    raise missing(layout, path)


def missing(layout: Layout, path: Path) -> EditError:
    """Nothing stands at this path."""
    around = at_path(layout.root, path[:-1])
    names = [str(key.value) for key, _ in around.entries] if around is not None else []
    return EditError(
        f"There is no `{dotted(path)}`.", hint=did_you_mean(str(path[-1]), names) if path else "", path=path
    )


def merged_in(layout: Layout, piece: Piece, path: Path) -> EditError:
    """The key comes from elsewhere."""
    merge = next(key for key, _ in piece.entries if is_merge(key))
    line = layout.line(merge.start)
    return EditError(
        f"`{dotted(path)}` is merged in by `<<` in line {line}; a change of it would change every place that "
        "merges it.",
        hint=f"Set `{dotted(path)}` as a whole to give this place its own, or change it in the YAML.",
        path=path,
        line=line,
    )


def _through_alias(layout: Layout, piece: Piece, path: Path) -> EditError:
    name = f"*{piece.target.anchor}" if piece.target else "an alias"
    line, home = layout.line(piece.start), layout.line(piece.target.start) if piece.target else 0
    return EditError(
        f"`{dotted(path)}` is the alias `{name}` in line {line}; its value stands in line {home} and is "
        "shared.",
        hint=f"Set `{dotted(path)}` as a whole to give this place its own value, or change line {home}.",
        path=path,
        line=line,
    )


def shared_around(layout: Layout, path: Path) -> EditError | None:
    """Why a change at a path changes other places too, if it does: an anchor around it is used elsewhere."""
    for depth in range(len(path) + 1):
        piece = at_path(layout.root, path[:depth])
        uses = layout.aliases_of(piece) if piece is not None and piece.anchor else []
        if piece is not None and uses:
            lines = ", ".join(str(line) for line in dict.fromkeys(layout.line(use.start) for use in uses))
            return EditError(
                f"`{dotted(path[:depth])}` is named `&{piece.anchor}` and used again in line {lines}, which "
                "would change too.",
                hint="Change it in the YAML, or write the value out where it is used and remove the anchor.",
                path=path,
                line=layout.line(piece.start),
            )
    return None


def anchors_lost(layout: Layout, piece: Piece) -> EditError | None:
    """Why a piece can't be taken away, if it can't: something outside of it uses an anchor in it."""
    inside = {id(each): each for each in piece.walk() if each.anchor}
    for alias in _outside(layout.root, piece):
        anchored = inside.get(id(alias.target)) if inside else None
        if anchored is not None:
            home, line = layout.line(anchored.start), layout.line(alias.start)
            return EditError(
                f"The anchor `&{anchored.anchor}` of line {home} would go, and line {line} uses it.",
                hint=f"Write the value out in line {line} first.",
                line=home,
            )
    return None


def _outside(root: Piece, without: Piece) -> Iterator[Piece]:
    if root is without:
        return
    if root.kind is Kind.ALIAS:
        yield root
    for key, value in root.entries:
        yield from _outside(key, without)
        yield from _outside(value, without)
    for item in root.items:
        yield from _outside(item, without)
