"""JavaScript for node: a value is read from the environment where the script uses it, never pasted.

So a script that is read wrongly here (the language has regular expressions that look like divisions)
may break, but can't run a value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from seaway.spec.markers import Marked, RefusedError
from seaway.spec.script_values import Variables
from seaway.spec.values import to_json, to_text

_ENV = "globalThis.process.env"
_BEFORE_REGEX = frozenset(
    ["return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do", "yield", "await"]
)


@dataclass(slots=True)
class _Open:
    """A construct that the reader is inside of.

    Attributes:
        kind: code, `'`, `"` or backtick.
        start: where its text begins in the output.
        depth: open braces, for code inside `${…}`.
    """

    kind: str
    start: int = 0
    depth: int = 0
    has_value: bool = False


@dataclass(slots=True)
class _Reader:
    marked: Marked
    variables: Variables
    at: int = 0
    out: list[str] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=lambda: [_Open("code")])
    last: str = ""
    """The last word or sign of code: tells a division from a regular expression."""

    def read(self) -> str:
        text, pattern = self.marked.text, self.marked.pattern
        while self.at < len(text):
            found = pattern.match(text, self.at)
            if found is not None:
                self._value(int(found.group(1)))
                self.at = found.end()
            elif self.stack[-1].kind == "code":
                self._code(text)
            else:
                self._quoted(text)
        return "".join(self.out)

    def _value(self, index: int) -> None:
        value, top = self.marked.values[index], self.stack[-1]
        match top.kind:
            case "code":
                name = self.variables.add(to_json(value), index)
                self._emit(f"JSON.parse({_ENV}.{name})")
                self.last = ")"
            case "`":
                name = self.variables.add(to_text(value), index)
                self._emit(f"${{{_ENV}.{name}}}")
            case quote:
                name = self.variables.add(to_text(value), index)
                self._emit(f"{quote} + {_ENV}.{name} + {quote}")
                top.has_value = True

    def _emit(self, text: str) -> None:
        self.out.append(text)

    def _take(self, text: str, length: int) -> None:
        self.out.append(text[self.at : self.at + length])
        self.at += length

    def _code(self, text: str) -> None:
        char, pair = text[self.at], text[self.at : self.at + 2]
        if pair == "//" or (pair == "#!" and self.at == 0):
            self._skip(text, "\n")
        elif pair == "/*":
            self._skip(text, "*/")
        elif char in "'\"`":
            self._open(char)
        elif char == "/" and self._is_regex():
            self._regex(text)
        elif char.isalnum() or char in "_$":
            self._word(text)
        else:
            self._sign(char)

    def _open(self, quote: str) -> None:
        self.stack.append(_Open(quote, start=len(self.out)))
        self._emit(quote)
        self.at += 1

    def _sign(self, char: str) -> None:
        top = self.stack[-1]
        top.depth += {"{": 1, "}": -1}.get(char, 0)
        if top.depth < 0 and len(self.stack) > 1:
            self.stack.pop()
        self._emit(char)
        self.at += 1
        if not char.isspace():
            self.last = char

    def _word(self, text: str) -> None:
        end = self.at
        while end < len(text) and (text[end].isalnum() or text[end] in "_$"):
            end += 1
        self.last = text[self.at : end]
        self._take(text, end - self.at)

    def _is_regex(self) -> bool:
        if not self.last:
            return True
        if self.last in _BEFORE_REGEX:
            return True
        return not (self.last[-1].isalnum() or self.last[-1] in "_$)]}'\"`")

    def _regex(self, text: str) -> None:
        end, in_class = self.at + 1, False
        while end < len(text) and text[end] != "\n" and (in_class or text[end] != "/"):
            in_class = text[end] == "[" or (in_class and text[end] != "]")
            end += 2 if text[end] == "\\" else 1
        self._refuse_values(text, end, "a regular expression", "Use `new RegExp(…)` with the value.")
        self.last = ")"
        self._take(text, end + 1 - self.at)

    def _refuse_values(self, text: str, end: int, where: str, hint: str) -> None:
        found = self.marked.pattern.search(text, self.at, end)
        if found is not None:
            raise RefusedError(f"An expression stands inside {where}.", int(found.group(1)), hint)

    def _skip(self, text: str, mark: str) -> None:
        """A comment; values in it are left out."""
        end = text.find(mark, self.at)
        end = len(text) if end < 0 else end + (0 if mark == "\n" else len(mark))
        self._emit(self.marked.pattern.sub("(value)", text[self.at : end]))
        self.at = end

    def _quoted(self, text: str) -> None:
        top, char = self.stack[-1], text[self.at]
        if char == "\\":
            self._escape(text)
        elif char == top.kind:
            self._close(top)
        elif top.kind == "`" and text.startswith("${", self.at):
            self.stack.append(_Open("code"))
            self._take(text, 2)
            self.last = "{"
        else:
            self._take(text, 1)

    def _escape(self, text: str) -> None:
        found = self.marked.pattern.match(text, self.at + 1)
        if found is not None:
            raise RefusedError(
                "A backslash stands right before an expression.", int(found.group(1)), "Take it away."
            )
        self._take(text, 2)

    def _close(self, top: _Open) -> None:
        self.stack.pop()
        self._emit(top.kind)
        self.at += 1
        self.last = top.kind
        if top.has_value:
            # one operand, whatever stands around it
            self.out[top.start] = "(" + self.out[top.start]
            self._emit(")")


def quote(marked: Marked) -> tuple[str, Mapping[str, str]]:
    """The script, and the environment that holds its values.

    Raises:
        RefusedError: a value stands where it can't be made safe.
    """
    variables = Variables()
    return _Reader(marked, variables).read(), variables.env
