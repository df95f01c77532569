"""SQL: values become bound parameters, names are quoted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from seaway.spec.markers import Marked, RefusedError
from seaway.spec.values import Identifier, to_json

ParamStyle = Literal["qmark", "named", "format", "pyformat", "numeric_dollar"]

_HINT_QUOTED = "Leave the quotes out: the value becomes a bound parameter. To build a text use `~` or `||`."
_LEXEMES = (
    ("comment", r"--[^\n]*"),
    ("comment", r"/\*.*?(?:\*/|\Z)"),
    ("quoted", r"'(?:[^']|'')*(?:'|\Z)"),
    ("quoted", r'"(?:[^"]|"")*(?:"|\Z)'),
    ("quoted", r"`(?:[^`]|``)*(?:`|\Z)"),
    ("quoted", r"\$(?P<tag>[A-Za-z_]*)\$.*?(?:\$(?P=tag)\$|\Z)"),
)


@dataclass(slots=True)
class _Query:
    style: ParamStyle
    mark: str
    parameters: list[object] = field(default_factory=list)
    has_own_mark: bool = False

    def placeholder(self, value: object) -> str:
        if isinstance(value, Identifier):
            return value.quoted(self.mark)
        if isinstance(value, list):
            return ", ".join(self._bind(item) for item in value) or "NULL"
        return self._bind(value)

    def _bind(self, value: object) -> str:
        self.parameters.append(to_json(value) if isinstance(value, dict | list) else value)
        number = len(self.parameters)
        match self.style:
            case "qmark":
                return "?"
            case "named":
                return f":p{number}"
            case "format":
                return "%s"
            case "pyformat":
                return f"%(p{number})s"
            case "numeric_dollar":
                return f"${number}"

    def bound(self) -> list[object] | dict[str, object]:
        if self.style in ("named", "pyformat"):
            return {f"p{number}": value for number, value in enumerate(self.parameters, 1)}
        return self.parameters


def bind(
    marked: Marked, style: ParamStyle, identifier_quote: str
) -> tuple[str, list[object] | dict[str, object]]:
    """Text with placeholders, and the parameters.

    Raises:
        RefusedError: a value stands inside a quoted text.
    """
    query = _Query(style, identifier_quote)
    marker = marked.pattern
    text = "".join(
        _comment(piece, marker, style) if kind == "comment" else _piece(kind, piece, marked, query)
        for kind, piece in _lexemes(marked)
    )
    if query.has_own_mark and query.parameters:
        raise RefusedError("The query has a `?` of its own.", 0, "Write every value as an expression.")
    return text, query.bound()


def _lexemes(marked: Marked) -> Iterator[tuple[str, str]]:
    pattern = re.compile("|".join(f"({body})" for _, body in _LEXEMES), re.DOTALL)
    at = 0
    for found in pattern.finditer(marked.text):
        if found.start() > at:
            yield "code", marked.text[at : found.start()]
        yield _kind(found), found.group()
        at = found.end()
    yield "code", marked.text[at:]


def _kind(found: re.Match[str]) -> str:
    first = found.group()
    return "comment" if first.startswith(("--", "/*")) else "quoted"


def _comment(piece: str, marker: re.Pattern[str], style: str) -> str:
    """A comment holds no parameter, so the value is left out."""
    return _doubled(marker.sub("(value)", piece), style)


def _piece(kind: str, piece: str, marked: Marked, query: _Query) -> str:
    found = marked.pattern.search(piece)
    if kind == "quoted":
        return _quoted(piece, found, marked, query)
    made, at = [], 0
    for value in marked.pattern.finditer(piece):
        made.append(_code(piece[at : value.start()], query))
        made.append(query.placeholder(marked.values[int(value.group(1))]))
        at = value.end()
    made.append(_code(piece[at:], query))
    return "".join(made)


def _quoted(piece: str, found: re.Match[str] | None, marked: Marked, query: _Query) -> str:
    if found is not None:
        raise RefusedError(
            "An expression stands inside a quoted text of the query.", int(found.group(1)), _HINT_QUOTED
        )
    if "\\" in piece and any(isinstance(value, Identifier) for value in marked.values):
        # where a backslash escapes, the quoted text may end elsewhere, and a name be pasted into it
        raise RefusedError(
            "A quoted text with a backslash can't stand beside `| ident`.", 0, "Bind the text as a value."
        )
    return _doubled(piece, query.style)


def _code(text: str, query: _Query) -> str:
    query.has_own_mark |= query.style == "qmark" and "?" in text
    return _doubled(text, query.style)


def _doubled(text: str, style: str) -> str:
    return text.replace("%", "%%") if style in ("format", "pyformat") else text
