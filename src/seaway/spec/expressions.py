"""Expressions: `{{ … }}` in a workflow, rendered, evaluated and looked into.

Values that are inserted are data: nothing is ever rendered a second time.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from typing import ClassVar

from jinja2.exceptions import SecurityError, TemplateError, UndefinedError

from seaway.errors import SeawayError
from seaway.spec import bounds
from seaway.spec.plain_names import NOT_THERE, PlainName, plain
from seaway.spec.references import Reference, position, references
from seaway.spec.sandbox import Missing
from seaway.spec.templates import Compiled, SyntaxProblem, compile_expression, compile_text, parse
from seaway.spec.values import NotDataError, to_data, to_text

__all__ = [
    "ExpressionError",
    "Reference",
    "check_syntax",
    "evaluate",
    "is_template",
    "references",
    "render",
    "render_text",
]

_EXCERPT_CHARS = 80
_FAILURES = (
    TemplateError,
    SyntaxProblem,
    bounds.BoundError,
    NotDataError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)


class ExpressionError(SeawayError):
    """A template can't be read, or can't be rendered with these values.

    Attributes:
        template: its text.
        offset: where in the text, from 0.
        line: from 1, within the template.
        column: from 0, within that line.
        name: the name that is missing, where one is.
    """

    code: ClassVar[str] = "expression"

    def __init__(
        self, message: str, *, template: str, offset: int = 0, hint: str = "", name: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.template = template
        self.offset = offset
        self.line, self.column = position(template, offset)
        self.name = name


def is_template(value: object) -> bool:
    """Whether a value is a text with an expression in it."""
    return isinstance(value, str) and ("{{" in value or "{%" in value or "{#" in value)


def render(template: object, context: Mapping[str, object]) -> object:
    """Render a value of a workflow, deep in lists and mappings.

    A text that is one whole `{{ … }}` becomes the value with its type; other text stays text. Keys of
    mappings are not rendered.

    Raises:
        ExpressionError: one of the templates is wrong, or a name in it is missing.
    """
    match template:
        case str():
            return _render_one(template, context) if is_template(template) else template
        case Mapping():
            return {key: render(value, context) for key, value in template.items()}
        case list() | tuple():
            return [render(item, context) for item in template]
        case _:
            return template


def render_text(template: str, context: Mapping[str, object]) -> str:
    """Render a template as text, also where it is one whole expression."""
    with failures_of(template, context):
        return to_text(render(template, context))


def _render_one(template: str, context: Mapping[str, object]) -> object:
    with failures_of(template, context), bounds.budget():
        short = _render_plain(template, context)
        if short is not NOT_THERE:
            return short
        compiled = compile_text(template)
        if compiled.is_value:
            return _value_of(compiled, context)
        return "".join(compiled.pieces(context))


def _render_plain(template: str, context: Mapping[str, object]) -> object:
    found = plain(template)
    if found is None:
        return NOT_THERE
    values = {name: name.look_up(context) for name in found.names}
    if any(value is NOT_THERE for value in values.values()):
        return NOT_THERE  # the long way knows how to say what is missing
    if found.whole is not None:
        return to_data(values[found.whole])
    texts = [to_text(values[part]) if isinstance(part, PlainName) else part for part in found.parts]
    bounds.check_text(sum(map(len, texts)))
    return "".join(texts)


def evaluate(expression: str, context: Mapping[str, object]) -> object:
    """The value of a condition or of a dynamic list: `{{ … }}`, or the bare expression.

    Raises:
        ExpressionError: it is wrong, or a name in it is missing.
    """
    if is_template(expression):
        return _render_one(expression.strip(), context)
    with failures_of(expression, context, is_expression=True), bounds.budget():
        return _value_of(compile_expression(expression), context)


def _value_of(compiled: Compiled, context: Mapping[str, object]) -> object:
    value = compiled.value(context)
    if isinstance(value, Missing):
        str(value)
    return to_data(value)


def check_syntax(template: str, *, is_expression: bool = False) -> list[tuple[str, int, int]]:
    """What is wrong with a template's syntax: message, line from 1, offset from 0; empty if nothing is.

    Args:
        template: text with `{{ … }}`, or a bare expression.
        is_expression: the text is a bare expression.
    """
    try:
        if is_expression:
            compile_expression(template)
        elif is_template(template):
            parse(template)
            compile_text(template)
    except SyntaxProblem as problem:
        text = f"{problem.message} {problem.hint}".strip()
        return [(text, position(template, problem.offset)[0], problem.offset)]
    return []


@contextmanager
def failures_of(
    template: str, context: Mapping[str, object], *, is_expression: bool = False
) -> Iterator[None]:
    """Turn whatever goes wrong inside into one ExpressionError about this template."""
    try:
        yield
    except _FAILURES as error:
        raise _explained(error, template, context, is_expression) from None


def _explained(
    error: Exception, template: str, context: Mapping[str, object], is_expression: bool
) -> ExpressionError:
    match error:
        case SyntaxProblem():
            return _failure(error.message, template, error.offset, hint=error.hint)
        case UndefinedError():
            return _missing(error, template, context, is_expression)
        case bounds.BoundError():
            hint = "Compute it in a task; expressions are for small values."
        case RecursionError() | MemoryError():
            error, hint = ValueError("it is nested too deep"), "Compute it in a task."
        case SecurityError():
            hint = "Expressions see data only; use a filter, or compute it in a task."
        case ZeroDivisionError():
            error, hint = ValueError("it divides by zero"), ""
        case OverflowError():
            error, hint = ValueError("a number is too large"), ""
        case _:
            hint = ""
    message = str(error)[:500].rstrip(".") or type(error).__name__
    offset = _offset_of(error, template, is_expression)
    return _failure(f"An expression failed: {message}.", template, offset, hint=hint)


def _failure(message: str, template: str, offset: int, *, hint: str = "", name: str = "") -> ExpressionError:
    line, column = position(template, offset)
    excerpt = _excerpt(template, line)
    where = f"in `{excerpt}`, line {line}, column {column + 1}"
    return ExpressionError(f"{message} ({where})", template=template, offset=offset, hint=hint, name=name)


def _excerpt(template: str, line: int) -> str:
    text = template.split("\n")[line - 1].strip()
    return text if len(text) <= _EXCERPT_CHARS else text[: _EXCERPT_CHARS - 1] + "…"


def _offset_of(error: Exception, template: str, is_expression: bool) -> int:
    try:
        compiled = compile_expression(template) if is_expression else compile_text(template)
    except SyntaxProblem:
        return 0
    return compiled.offset_of(error.__traceback__)


def _missing(
    error: Exception, template: str, context: Mapping[str, object], is_expression: bool
) -> ExpressionError:
    for reference in references(template, is_expression=is_expression):
        found = _first_missing(reference, context)
        if found is not None:
            owner, names, part = found
            name = (reference.root, *reference.path)[part]
            message = f"`{owner}` has no `{name}`." if owner else f"There is no `{name}`."
            hint = _suggestion(name, names, owner)
            return _failure(message, template, reference.offsets[part], hint=hint, name=name)
    message = f"A name is missing: {error}."
    return _failure(message, template, _offset_of(error, template, is_expression))


def _first_missing(reference: Reference, context: Mapping[str, object]) -> tuple[str, list[str], int] | None:
    """Owner, the names it has, and the part of the reference that is not there."""
    if reference.has_default or reference.root == "secret":
        return None
    owner, value = "", context
    current: object = value
    for part, name in enumerate((reference.root, *reference.path)):
        if not isinstance(current, Mapping):
            return None
        if name not in current:
            return owner, [str(key) for key in current], part
        current = current[name]
        owner = f"{owner}.{name}" if owner else name
    return None


def _suggestion(name: str, names: list[str], owner: str) -> str:
    close = get_close_matches(name, names, n=1)
    if close:
        return f"Did you mean `{close[0]}`?"
    if not names:
        return f"`{owner}` is empty here." if owner else ""
    return f"There is: {', '.join(sorted(names)[:10])}."
