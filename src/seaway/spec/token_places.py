"""Where each token of a template stands: Jinja itself keeps only the line."""

from collections.abc import Iterable

from jinja2.lexer import Lexer


def locate_tokens(lexer: Lexer, source: str, state: str | None = None) -> Iterable[tuple[int, str, str]]:
    """Jinja's raw tokens with the offset plus one in the place of the line number.

    The lexer drops white space beside `-` and writes each line break as one character, so a token is
    looked for from where the one before it ended.
    """
    at = 0
    for _, kind, text in lexer.tokeniter(source, None, None, state):
        at = _find(source, text, at)
        yield at + 1, kind, text
        at = _end_of(source, text, at)


def _find(source: str, text: str, at: int) -> int:
    first = text.split("\n", 1)[0]
    while at < len(source) and not source.startswith(first, at) and source[at].isspace():
        at += 1
    if not first:
        return at
    found = source.find(first, at)
    return at if found < 0 else found


def _end_of(source: str, text: str, at: int) -> int:
    if "\r" not in source:
        return at + len(text)
    for char in text:
        at += 2 if char == "\n" and source.startswith("\r\n", at) else 1
    return at
