"""Splits SQL into statements, each with the values that belong to it.

Read the way the database reads it (its quotes, comments and escapes), so that a value can stand only where a
value may."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from seaway.errors import InvalidInputError
from seaway.integrations.sql.protocol import Dialect, Placeholder

_ROUTINE = re.compile(
    r"\s*CREATE\s+(?:OR\s+(?:REPLACE|ALTER)\s+)?(?:TEMP(?:ORARY)?\s+)?(?:DEFINER\s*=\s*\S+\s+)?"
    r"(?:AGGREGATE\s+)?(?:TRIGGER|PROCEDURE|FUNCTION|EVENT)\b",
    re.IGNORECASE,
)
_OWN_END = re.compile(r"\s+(?:IF|LOOP|WHILE|REPEAT|FOR)\b", re.IGNORECASE)
_BOUND = re.compile(r"%%|%\(p(\d+)\)s")
_NAMED = re.compile(r"(?<![\w$])\$([A-Za-z_]\w*)")
_SHOWN = 160


@dataclass(frozen=True, slots=True)
class Bound:
    """The place of a value."""

    value: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement. `line` is where it begins in the whole, from 1; `code` is its text without quoted
    parts and comments, to look for words in."""

    parts: tuple[str | Bound, ...]
    line: int
    code: str

    @property
    def verb(self) -> str:
        """The first word, in capitals."""
        found = re.search(r"[A-Za-z]+", self.code)
        return found.group().upper() if found else ""

    @property
    def words(self) -> frozenset[str]:
        return frozenset(re.findall(r"[A-Z_]+", self.code.upper()))

    @property
    def has_values(self) -> bool:
        return any(isinstance(part, Bound) for part in self.parts)

    def bound(self, style: Placeholder) -> tuple[str, list[object]]:
        """The text with placeholders, and the values in order."""
        values: list[object] = []
        made: list[str] = []
        for part in self.parts:
            if isinstance(part, Bound):
                values.append(part.value)
                made.append(_placeholder(style, len(values)))
            else:
                made.append(part.replace("%", "%%") if style == "format" else part)
        if values and style == "qmark" and "?" in self.code:
            raise InvalidInputError(
                "The query has a `?` of its own.", hint="Write every value as an expression."
            )
        return "".join(made), values

    def inlined(self, literal: Callable[[object], str]) -> str:
        """The text with each value as a literal, for statements that take no parameters."""
        return "".join(literal(part.value) if isinstance(part, Bound) else part for part in self.parts)


def statements_of(text: str, values: Mapping[str, object], dialect: Dialect) -> list[Statement]:
    """The statements of a text that was rendered in the style `pyformat`.

    Raises:
        InvalidInputError: a value stands inside a quoted text or a comment.
    """

    def place(piece: str) -> Iterator[str | Bound]:
        at = 0
        for found in _BOUND.finditer(piece):
            yield piece[at : found.start()]
            yield Bound(values[f"p{found.group(1)}"]) if found.group(1) else "%"
            at = found.end()
        yield piece[at:]

    def plain(piece: str) -> str:
        if found := re.search(r"(?<!%)(?:%%)*%\(p\d+\)s", piece):
            raise InvalidInputError(
                f"An expression stands inside a quoted text or a comment: {piece[: found.end()][-_SHOWN:]}",
                hint="Leave the quotes out: the value becomes a bound parameter.",
            )
        return piece.replace("%%", "%")

    return list(_split(text, dialect, place, plain))


def named_statements_of(text: str, values: Mapping[str, object], dialect: Dialect) -> list[Statement]:
    """The statements of a plain text, in which `$name` is the value `name`.

    Raises:
        InvalidInputError: a name has no value.
    """

    def place(piece: str) -> Iterator[str | Bound]:
        at = 0
        for found in _NAMED.finditer(piece):
            name = found.group(1)
            if name not in values:
                if dialect.has_variables:
                    continue
                raise InvalidInputError(
                    f"The SQL uses ${name}, which has no value.", hint="Add it to `parameters`."
                )
            yield piece[at : found.start()]
            yield Bound(values[name])
            at = found.end()
        yield piece[at:]

    return list(_split(text, dialect, place, lambda piece: piece))


def literal_text(text: str, dialect: Dialect, line: int = 1) -> Statement:
    """A statement of ours, without values."""
    return Statement(
        parts=(text,), line=line, code="".join(t for kind, t in lexemes(text, dialect) if kind == "code")
    )


def excerpt(text: str, position: int) -> tuple[int, int, str]:
    """Line and column from 1 of a place in a text, and the line with a caret below the place."""
    position = min(max(position, 0), len(text))
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    line = text[start : end if end >= 0 else len(text)]
    column = position - start
    cut = max(0, column - _SHOWN // 2)
    shown = line[cut : cut + _SHOWN].replace("\t", " ")
    return text.count("\n", 0, position) + 1, column + 1, f"{shown}\n{' ' * (column - cut)}^"


def lexemes(text: str, dialect: Dialect) -> Iterator[tuple[str, str]]:
    """Pieces of the text: `code`, `quoted`, `comment`, and `end` for a semicolon."""
    pattern, at, start = _pattern(dialect), 0, 0
    while found := pattern.search(text, at):
        if found.start() > start:
            yield "code", text[start : found.start()]
        kind = str(found.lastgroup)
        end = _comment_end(text, found, dialect) if kind == "block" else found.end()
        yield "comment" if kind == "block" else kind, text[found.start() : end]
        at = start = end
    if start < len(text):
        yield "code", text[start:]


def _split(
    text: str,
    dialect: Dialect,
    place: Callable[[str], Iterator[str | Bound]],
    plain: Callable[[str], str],
) -> Iterator[Statement]:
    parts: list[str | Bound] = []
    code, line, begun = "", 1, 1
    for kind, piece in lexemes(text, dialect):
        if kind == "end" and _depth(code) == 0:
            if code.strip():
                yield _statement(parts, begun, code)
            parts, code = [], ""
            line += piece.count("\n")
            continue
        if not parts:
            begun = line + (_blank_lines(piece) if kind == "code" else 0)
            if not piece.strip():
                line += piece.count("\n")
                continue
        parts += place(piece) if kind == "code" else [plain(piece)]
        code += piece if kind in ("code", "end") else " '' " if kind == "quoted" else " "
        line += piece.count("\n")
    if code.strip():
        yield _statement(parts, begun, code)


def _statement(parts: list[str | Bound], line: int, code: str) -> Statement:
    """Without the blank before it, so that a place in it can be found again."""
    if isinstance(parts[0], str):
        parts = [parts[0].lstrip(), *parts[1:]]
    return Statement(parts=tuple(part for part in parts if part != ""), line=line, code=code)


def _blank_lines(piece: str) -> int:
    return piece[: len(piece) - len(piece.lstrip())].count("\n")


def _depth(code: str) -> int:
    """How many blocks are open in a CREATE TRIGGER, PROCEDURE or FUNCTION, whose semicolons end nothing."""
    if not _ROUTINE.match(code):
        return 0
    depth = 0
    for found in re.finditer(r"\b(?:BEGIN|CASE|END)\b", code, re.IGNORECASE):
        if found.group().upper() != "END":
            closes_case = found.group().upper() == "CASE" and re.search(
                r"\bEND\s+$", code[: found.start()], re.IGNORECASE
            )
            depth += 0 if closes_case else 1
        elif not _OWN_END.match(code, found.end()):
            depth -= 1
    return max(depth, 0)


def _placeholder(style: Placeholder, number: int) -> str:
    match style:
        case "numeric_dollar":
            return f"${number}"
        case "qmark":
            return "?"
        case "format":
            return "%s"
        case "at":
            return f"@p{number}"


@lru_cache
def _pattern(dialect: Dialect) -> re.Pattern[str]:
    single, double = r"'(?:[^']|'')*(?:'|\Z)", r'"(?:[^"]|"")*(?:"|\Z)'
    escaping = r"'(?:\\.|[^'\\]|'')*(?:'|\Z)"
    if dialect.backslash_escapes:
        single, double = escaping, escaping.replace("'", '"')
    quoted = [single, double, r"`(?:[^`]|``)*(?:`|\Z)"]
    if dialect.e_strings:
        quoted.insert(0, rf"(?<!\w)[eE]{escaping}")
    if dialect.dollar_quotes:
        quoted.insert(0, r"(?<!\w)\$(?P<tag>(?:[A-Za-z_]\w*)?)\$.*?(?:\$(?P=tag)\$|\Z)")
    if dialect.triple_quotes:
        quoted[:0] = [r"'''(?:\\.|[^\\])*?(?:'''|\Z)", r'"""(?:\\.|[^\\])*?(?:"""|\Z)']
    if dialect.bracket_names:
        quoted.append(r"\[[^\]]*(?:\]|\Z)")
    comment = r"--[^\n]*" + (r"|#[^\n]*" if dialect.hash_comments else "")
    return re.compile(
        rf"(?P<comment>{comment})|(?P<block>/\*)|(?P<quoted>{'|'.join(quoted)})|(?P<end>;)", re.DOTALL
    )


def _comment_end(text: str, found: re.Match[str], dialect: Dialect) -> int:
    """Where a block comment ends; in PostgreSQL they nest."""
    depth, at = 1, found.end()
    while depth and (mark := re.compile(r"/\*|\*/").search(text, at)):
        at = mark.end()
        if mark.group() == "*/":
            depth -= 1
        elif dialect.nested_comments:
            depth += 1
    return at if depth == 0 else len(text)
