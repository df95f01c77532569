"""What libyaml says, in a person's words."""

from typing import Any

import yaml

from seaway.spec.document import Document, Span
from seaway.spec.problems import Problem

_WORDS: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "There is a `: ` too many here: this line is already the value of a key.",
        "Put the value in quotes, or check the indentation.",
    ),
    (
        "could not find expected ':'",
        "This line has no `:` after its key.",
        "Write `key: value`, or indent it to belong to the text above.",
    ),
    (
        "did not find expected key",
        "This line does not fit the block around it.",
        "Line it up with the keys above, and close quotes and brackets before it.",
    ),
    (
        "did not find expected '-' indicator",
        "This line does not fit the list around it.",
        "Begin it with `- `, or line it up with the key that the list belongs to.",
    ),
    (
        "did not find expected ',' or ']'",
        "This list in brackets is not closed, or a comma is missing.",
        "Close it with `]`.",
    ),
    (
        "did not find expected ',' or '}'",
        "This map in braces is not closed, or a comma is missing.",
        "Close it with `}`; put an expression in quotes.",
    ),
    ("unexpected end of stream", "A quote is opened and never closed.", "Close it with the same quote."),
    ("unexpected document indicator", "A quote is not closed before the document ends.", "Close it."),
    (
        "unknown escape character",
        "This backslash escape does not exist.",
        "In single quotes a backslash is itself.",
    ),
    ("escape", "This backslash escape is not valid.", "In single quotes a backslash is itself."),
    (
        "block sequence entries are not allowed",
        "A list can't begin in this line.",
        "Begin it on a line of its own.",
    ),
    ("block mapping", "This line does not fit the block around it.", "Check the indentation."),
    ("control characters are not allowed", "There is a control character here.", "Remove it."),
    ("invalid leading UTF-8", "The file is not UTF-8.", "Save it with the encoding UTF-8."),
    (
        "found undefined tag handle",
        "This tag has no meaning here.",
        "Put text that begins with `!` in quotes.",
    ),
    (
        "did not find expected whitespace",
        "Something stands here that YAML can't read.",
        "Put the text in quotes.",
    ),
    ("did not find expected alphabetic", "`*` and `&` begin a name in YAML.", "Put the text in quotes."),
)
_SIGNS = {
    "\t": ("A tab can't be used here; YAML is indented with spaces.", "Replace it with spaces."),
    "@": ("A text can't begin with `@`.", "Put it in quotes."),
    "`": ("A text can't begin with a backquote.", "Put it in quotes."),
    "%": ("A text can't begin with `%`.", "Put it in quotes."),
}


def explain(error: yaml.YAMLError, document: Document) -> Problem:
    """The problem that libyaml met, with its place."""
    mark: Any = getattr(error, "problem_mark", None)
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    at = min(mark.index, len(document.text)) if mark is not None else _reader_position(error, document)
    span = document.span_of(at, min(at + 1, len(document.text)))
    message, hint = _words(said, document.text[at : at + 1], document.text[max(0, at - 1) : at])
    is_at_end = at >= len(document.text.rstrip())
    if is_at_end and getattr(error, "context_mark", None) is not None:
        span = _context_span(error, document)
    return document.problem(span, code="syntax", message=message, hint=hint)


def _context_span(error: Any, document: Document) -> Span:
    """Where the thing began that is not finished: more use than where the file ends."""
    at = error.context_mark.index
    return document.span_of(at, min(at + 1, len(document.text)))


def _reader_position(error: Any, document: Document) -> int:
    """libyaml's reader counts bytes, our offsets count characters."""
    position = getattr(error, "position", None)
    if not isinstance(position, int):
        return 0
    return len(document.text.encode()[:position].decode("utf-8", "ignore"))


def _words(said: str, sign: str, before: str) -> tuple[str, str]:
    if sign == "\t" or before == "\t":
        return _SIGNS["\t"]
    if "cannot start any token" in said and sign in _SIGNS:
        return _SIGNS[sign]
    for part, message, hint in _WORDS:
        if part in said:
            return message, hint
    return f"This is not valid YAML: {said}.", ""
