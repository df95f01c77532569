"""bash: a value is an environment variable, and the script refers to it.

The text is read the way bash reads it, to know how to refer to the variable in each place: quoted in
code, bare between double quotes, outside of single ones. A place where bash would read the value itself
as code (arithmetic, `eval`, a quoted here-document) is refused. No value is ever pasted, so a place that
is taken for another can split a word, but can't run one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from seaway.spec import bash_commands
from seaway.spec.markers import Marked, RefusedError
from seaway.spec.script_values import Variables
from seaway.spec.values import to_text

_SPACE = " \t\r"
_OPERATOR = ";|&\n"
_SUBSCRIPT = re.compile(r"(?:[A-Za-z_]\w*)?\[[^\]]*")
_HEREDOC = re.compile(r"<<(-?)[ \t]*((?:'[^'\n]*'|\"[^\"\n]*\"|\\.|[^\s;|&<>()'\"\\])+)")
_BRACKETS = {"${": ("{", "}"), "((": ("(", ")"), "$[": ("[", "]")}
_INTEGER_HINT = "Only whole numbers can stand here: use `| int`."


@dataclass(slots=True)
class _Here:
    """A here-document whose body is still to come."""

    end: str
    strips_tabs: bool
    is_literal: bool
    words: list[str] = field(default_factory=list)
    """The command that is fed with it; known when that ends."""


@dataclass(slots=True)
class _Frame:
    """A construct that the reader is inside of: code, or one kind of quoting.

    Attributes:
        kind: `code`, `"`, `'`, `$'`, `${`, `((`, `$[` or a backtick.
        depth: open parentheses or braces of its own.
        cases: `case` without their `esac`, whose patterns end with a `)` of their own.
        words: the words of the command so far, as written.
        word_at: where the word being read begins; -1 between words.
    """

    kind: str
    depth: int = 0
    cases: int = 0
    words: list[str] = field(default_factory=list)
    word_at: int = -1


@dataclass(slots=True)
class _Reader:
    marked: Marked
    variables: Variables
    text: str
    at: int = 0
    out: list[str] = field(default_factory=list)
    stack: list[_Frame] = field(default_factory=lambda: [_Frame("code")])
    heredocs: list[_Here] = field(default_factory=list)

    def read(self) -> str:
        pattern = self.marked.pattern
        while self.at < len(self.text):
            found = pattern.match(self.text, self.at)
            if found is not None:
                self._value(int(found.group(1)))
                self.at = found.end()
            elif self.stack[-1].kind == "code":
                self._code(self.stack[-1])
            else:
                self._quoted(self.stack[-1])
        for frame in self.stack:
            self._end_command(frame)
        return "".join(self.out)

    # -- values

    def _value(self, index: int) -> None:
        self._refuse_after("\\", index, "A backslash stands right before an expression.")
        self._refuse_after("$", index, "A `$` stands right before an expression.")
        frame = self.stack[-1]
        if frame.kind == "code":
            self._value_in_code(frame, index)
        elif frame.kind in ("((", "$["):
            self.out.append(self._digits(index, "arithmetic"))
        elif frame.kind == "${":
            hint = "Put it into a variable of its own first: `day={{ … }}`."
            raise RefusedError("An expression stands inside `${…}`.", index, hint)
        elif frame.kind == "`":
            raise RefusedError("An expression stands between backticks.", index, "Use `$(…)`.")
        else:
            reference = f"${{{self._variable(index)}}}"
            closed = {"'": f"'\"{reference}\"'", "$'": f"'\"{reference}\"$'"}
            self.out.append(closed.get(frame.kind, reference))

    def _value_in_code(self, frame: _Frame, index: int) -> None:
        if frame.word_at < 0:
            frame.word_at = self.at
        if _SUBSCRIPT.fullmatch(self.text[frame.word_at : self.at]):
            self.out.append(self._digits(index, "the subscript of an array"))
        else:
            self.out.append(f'"${{{self._variable(index)}}}"')

    def _digits(self, index: int, where: str) -> str:
        value = self.marked.values[index]
        if not bash_commands.is_integer(value):
            # bash evaluates what it finds in a variable here: a[$(command)] runs the command
            raise RefusedError(f"A value that is no whole number stands in {where}.", index, _INTEGER_HINT)
        return f"({value})" if isinstance(value, int) and value < 0 else str(value)

    def _variable(self, index: int) -> str:
        return self.variables.add(to_text(self.marked.values[index]), index)

    def _refuse_after(self, char: str, index: int, message: str) -> None:
        before = self.text[: self.at]
        if self.stack[-1].kind == "'" or not before.endswith(char):
            return
        rest = before.removesuffix("$") if char == "$" else before
        backslashes = len(rest) - len(rest.rstrip("\\"))
        if (backslashes % 2 == 1) == (char == "\\"):
            raise RefusedError(message, index, "Take it away: the expression is enough.")

    # -- code

    def _code(self, frame: _Frame) -> None:
        text, char = self.text, self.text[self.at]
        if char in _SPACE:
            self._end_word(frame)
            self._take(1)
        elif char in _OPERATOR:
            self._operator(frame, char)
        elif char == "#" and frame.word_at < 0:
            self._comment()
        elif char in "()":
            self._parenthesis(frame, char)
        elif text.startswith("<<<", self.at):
            self._end_word(frame)
            frame.words.append(bash_commands.HERE_STRING)
            self._take(3)
        elif text.startswith("<<", self.at):
            self._heredoc(frame)
        elif text[self.at : self.at + 2] in ("<(", ">("):
            self._push_code(frame, 2)
        elif char in "<>":
            self._end_word(frame)
            self._take(1)
        else:
            if frame.word_at < 0:
                frame.word_at = self.at
            self._in_word(char)

    def _in_word(self, char: str) -> None:
        """What may stand in a word, in code: escapes, quotes and expansions."""
        if char == "\\":
            self._escape()
        elif self.text.startswith("$'", self.at):
            self._push("$'", 2)
        elif char in "'\"`":
            self._push(char, 1)
        elif char == "$":
            self._dollar()
        else:
            self._take(1)

    def _dollar(self) -> None:
        text = self.text
        if text.startswith("$((", self.at):
            self._push("((", 3, depth=2)
        elif text.startswith("$(", self.at):
            self._push_code(self.stack[-1], 2)
        elif text.startswith("${", self.at):
            self._push("${", 2, depth=1)
        elif text.startswith("$[", self.at):
            self._push("$[", 2, depth=1)
        else:
            self._take(1)

    def _operator(self, frame: _Frame, char: str) -> None:
        self._end_word(frame)
        if not (frame.words[:1] == ["[["] and char != "\n"):
            self._end_command(frame)
        self._take(1)
        if char == "\n":
            self._here_bodies()

    def _parenthesis(self, frame: _Frame, char: str) -> None:
        is_first = frame.word_at < 0 and not frame.words
        if self.text.startswith("((", self.at) and (is_first or frame.words == ["for"]):
            self._push("((", 2, depth=2)
            return
        self._end_word(frame)
        if frame.words[:1] != ["[["]:
            self._end_command(frame)
        self._take(1)
        if char == "(":
            frame.depth += 1
        elif frame.depth:
            frame.depth -= 1
        elif not frame.cases and len(self.stack) > 1:
            self.stack.pop()

    def _end_word(self, frame: _Frame) -> None:
        if frame.word_at < 0:
            return
        word = self.text[frame.word_at : self.at]
        frame.word_at = -1
        if not frame.words:
            frame.cases += {"case": 1, "esac": -1}.get(word, 0)
            frame.cases = max(frame.cases, 0)
            if word in bash_commands.OPENERS:
                return
        frame.words.append(word)

    def _end_command(self, frame: _Frame) -> None:
        if frame.kind == "code":
            self._end_word(frame)
            bash_commands.check(frame.words, self.marked)
            for here in self.heredocs:
                here.words = here.words or frame.words
            frame.words = []

    def _comment(self) -> None:
        end = self.text.find("\n", self.at)
        end = len(self.text) if end < 0 else end
        self.out.append(self.marked.pattern.sub("(value)", self.text[self.at : end]))
        self.at = end

    def _escape(self) -> None:
        self._take(1 if self.marked.pattern.match(self.text, self.at + 1) else 2)

    # -- quotes and expansions

    def _quoted(self, frame: _Frame) -> None:
        char = self.text[self.at]
        if frame.kind == "'":
            self._close_or_take(char == "'")
        elif char == "\\":
            self._escape()
        elif frame.kind == "$'":
            self._close_or_take(char == "'")
        elif frame.kind == "`":
            self._close_or_take(char == "`")
        elif frame.kind in ('"', "<<"):
            self._in_double_quotes(frame, char)
        else:
            self._in_expansion(frame, char)

    def _in_double_quotes(self, frame: _Frame, char: str) -> None:
        if char == frame.kind:
            self._close_or_take(True)
        elif char == "`":
            self._push("`", 1)
        elif char == "$":
            self._dollar()
        else:
            self._take(1)

    def _in_expansion(self, frame: _Frame, char: str) -> None:
        opening, closing = _BRACKETS[frame.kind]
        if char in '"`' or (char == "'" and frame.kind == "${"):
            self._push(char, 1)
        elif char == "$" and self.text[self.at + 1 : self.at + 2] in ("(", "{", "["):
            self._dollar()
        else:
            frame.depth += (char == opening) - (char == closing)
            self._close_or_take(frame.depth == 0)

    def _close_or_take(self, closes: bool) -> None:
        if closes:
            self.stack.pop()
        self._take(1)

    def _push(self, kind: str, length: int, depth: int = 0) -> None:
        self.stack.append(_Frame(kind, depth=depth))
        self._take(length)

    def _push_code(self, frame: _Frame, length: int) -> None:
        if frame.kind == "code" and frame.word_at < 0:
            frame.word_at = self.at
        self._push("code", length)

    def _take(self, length: int) -> None:
        self.out.append(self.text[self.at : self.at + length])
        self.at += length

    # -- here-documents

    def _heredoc(self, frame: _Frame) -> None:
        self._end_word(frame)
        found = _HEREDOC.match(self.text, self.at)
        if found is None:
            self._take(2)
            return
        word = found.group(2)
        marker = self.marked.pattern.search(word)
        if marker is not None:
            raise RefusedError(
                "An expression is the end of a here-document.", int(marker.group(1)), "Write a word."
            )
        is_literal = any(char in word for char in "'\"\\")
        self.heredocs.append(_Here(re.sub(r"['\"\\]", "", word), bool(found.group(1)), is_literal))
        self._take(len(found.group()))

    def _here_bodies(self) -> None:
        for here in self.heredocs:
            self._here_body(here)
        self.heredocs = []

    def _here_body(self, here: _Here) -> None:
        end = self._end_of_body(here)
        body = self.text[self.at : end]
        found = self.marked.pattern.search(body)
        if found is not None and bash_commands.reads_code(here.words):
            name = bash_commands.name_of(here.words)
            message = f"An expression stands in a here-document that `{name}` reads as code."
            raise RefusedError(message, int(found.group(1)), bash_commands.HINT)
        if here.is_literal:
            if found is not None:
                hint = f"Write `<<{here.end}` without quotes, and a backslash before each other `$`."
                message = "An expression stands in a here-document that bash does not expand."
                raise RefusedError(message, int(found.group(1)), hint)
            self.out.append(body)
        else:
            # it is read as between double quotes, but the marks themselves are text
            inner = _Reader(self.marked, self.variables, self.text[:end], at=self.at, stack=[_Frame("<<")])
            self.out.append(inner.read())
        self.at = end

    def _end_of_body(self, here: _Here) -> int:
        at = self.at
        while at < len(self.text):
            line_end = self.text.find("\n", at)
            line = self.text[at : line_end if line_end >= 0 else len(self.text)]
            if (line.lstrip("\t") if here.strips_tabs else line) == here.end:
                return at
            if line_end < 0:
                break
            at = line_end + 1
        return len(self.text)


def quote(marked: Marked) -> tuple[str, Mapping[str, str]]:
    """The script, and the environment that holds its values.

    Raises:
        RefusedError: a value stands where it can't be made safe.
    """
    variables = Variables()
    return _Reader(marked, variables, marked.text).read(), variables.env
