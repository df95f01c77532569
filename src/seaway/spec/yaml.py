"""Reading YAML with places, without surprises.

Booleans, numbers and nulls are those of YAML 1.2, so `no`, `on` and `2024-01-01` are text. A key may stand
only once in a map. Aliases and merge keys work, but can't blow up the file.
"""

from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from seaway.spec.document import Document, Node, NodeKind
from seaway.spec.problems import Problem
from seaway.spec.yaml_composer import MAX_BYTES, TOO_LARGE_HINT, Composer, StoppedError


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a text holds. `data` is None where the text could not be read."""

    document: Document
    data: Any
    problems: tuple[Problem, ...]


def read_file(path: FilePath) -> tuple[str, list[Problem]]:
    """The text of a file; that it can't be read or is no UTF-8 is a problem, not an exception."""
    try:
        if path.stat().st_size > MAX_BYTES:
            message = "The file is larger than 10 MiB."
            return "", [Problem(code="too_large", message=message, file=str(path), hint=TOO_LARGE_HINT)]
        content = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it can't be read").lower()
        return "", [Problem(code="unreadable", message=f"The file can't be read: {reason}.", file=str(path))]
    return decode(content, file=str(path))


def decode(content: bytes, *, file: str) -> tuple[str, list[Problem]]:
    """UTF-8 as text; the problem names the line of the first byte that is not."""
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = (
            len(content[content.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace"))
            + 1
        )
        return "", [
            Problem(
                code="not_utf8",
                message=f"The file is not UTF-8: byte 0x{content[error.start]:02x} can't be read.",
                file=file,
                line=line,
                column=column,
                hint="Save it with the encoding UTF-8.",
            )
        ]


def load(text: str, *, file: str) -> Loaded:
    """Read one YAML document."""
    text = text.removeprefix("\ufeff")
    nothing = Document(file=file, text=text, root=None)
    composer = Composer(document=nothing)
    try:
        root = composer.compose()
    except StoppedError as stop:
        return Loaded(nothing, None, (*composer.problems, stop.problem))
    document = Document(file=file, text=text, root=root)
    return Loaded(document, to_data(root), tuple(composer.problems))


def to_data(node: Node) -> Any:
    """The value as plain Python: dicts with text keys, lists and scalars."""
    match node.kind:
        case NodeKind.SCALAR:
            return node.value
        case NodeKind.LIST:
            return [to_data(item) for item in node.items]
        case NodeKind.MAP:
            return {key: to_data(value) for key, (_, value) in node.entries.items()}
