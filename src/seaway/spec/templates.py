"""Templates, parsed and compiled once: their syntax, with offsets, and code that keeps to the bounds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType
from typing import Any

from jinja2 import Template, nodes, pass_context
from jinja2.exceptions import TemplateSyntaxError
from jinja2.lexer import TOKEN_EOF
from jinja2.parser import Parser

from seaway.spec import bounds
from seaway.spec.bounding import bounded_copy
from seaway.spec.sandbox import ExpressionEnvironment
from seaway.spec.values import to_text

_FORBIDDEN = (
    nodes.Include,
    nodes.Import,
    nodes.FromImport,
    nodes.Extends,
    nodes.Block,
    nodes.ScopedEvalContextModifier,
)
_RESULT = "result"


class SyntaxProblem(Exception):  # noqa: N818  (a finding, told with others)
    """A template can't be read; the text is for people.

    Args:
        offset: where in the template.
        hint: what to do.
    """

    def __init__(self, message: str, offset: int, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.hint = hint


@pass_context
def _as_text(_context: Any, value: Any) -> str:
    text = to_text(value)
    bounds.charge(len(text))
    return text


TEXT = ExpressionEnvironment(_as_text)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A template ready to be rendered.

    Attributes:
        source: the template's text.
        is_value: it is one whole expression and keeps its type.
    """

    source: str
    is_value: bool
    template: Template

    def pieces(self, context: Mapping[str, object]) -> Iterator[str]:
        """The rendered text in pieces; only inside `bounds.budget()`."""
        length = 0
        for piece in self.template.root_render_func(self.template.new_context(dict(context))):
            length += len(piece)
            bounds.check_text(length)
            bounds.charge(len(piece))
            yield piece

    def value(self, context: Mapping[str, object]) -> Any:
        """The value of one whole expression; only inside `bounds.budget()`."""
        inner = self.template.new_context(dict(context))
        for _ in self.template.root_render_func(inner):
            pass
        return inner.vars[_RESULT]

    def offset_of(self, traceback: TracebackType | None) -> int:
        """Where in the template an exception came from, as near as the compiled code tells."""
        offset = 0
        while traceback is not None:
            if traceback.tb_frame.f_globals is self.template.root_render_func.__globals__:
                offset = self.template.get_corresponding_lineno(traceback.tb_lineno) - 1
            traceback = traceback.tb_next
        return max(0, min(offset, len(self.source)))


@lru_cache(maxsize=1024)
def parse(source: str, *, is_expression: bool = False) -> nodes.Template:
    """The syntax tree of a template, or of a bare expression; `lineno` is the offset plus one.

    Raises:
        SyntaxProblem: it can't be read.
    """
    if len(source) > bounds.MAX_TEMPLATE_CHARS:
        raise SyntaxProblem(
            f"The template has {len(source):,} characters.",
            0,
            f"At most {bounds.MAX_TEMPLATE_CHARS:,} can be rendered; put the text into a file.",
        )
    try:
        tree = _parse_expression(source) if is_expression else Parser(TEXT, source).parse()
    except TemplateSyntaxError as error:
        raise _in_our_words(error, source) from None
    except (RecursionError, MemoryError):
        raise SyntaxProblem("The expression is nested too deep.", 0) from None
    except ValueError as error:
        raise SyntaxProblem(f"A number or text in it can't be read: {error}.", 0) from None
    _check_names(tree)
    return tree


def _parse_expression(source: str) -> nodes.Template:
    parser = Parser(TEXT, source, state="variable")
    expression = parser.parse_expression()
    current = parser.stream.current
    if current.type != TOKEN_EOF:
        raise TemplateSyntaxError(f"unexpected {current.value!r}", current.lineno)
    return nodes.Template([nodes.Output([expression], lineno=1)], lineno=1)


def _in_our_words(error: TemplateSyntaxError, source: str) -> SyntaxProblem:
    message = (error.message or "wrong syntax").rstrip(".")
    hint = ""
    if message.lower().startswith("unexpected 'end of print"):
        message = "the expression is not complete"
    if message.startswith("Encountered unknown tag") or "Missing end of comment" in message:
        hint = "Text that only looks like an expression goes between {% raw %} and {% endraw %}."
    elif "end of template" in message or "end of print statement" in message:
        hint = "Close the expression with `}}`."
    offset = min(max(error.lineno - 1, 0), max(len(source) - 1, 0))
    return SyntaxProblem(message[0].upper() + message[1:] + ".", offset, hint)


def _check_names(tree: nodes.Template) -> None:
    try:
        for node in tree.find_all((*_FORBIDDEN, nodes.Filter, nodes.Test)):
            _check_node(node)
    except RecursionError:
        raise SyntaxProblem("The expression is nested too deep.", 0) from None


def _check_node(node: nodes.Node) -> None:
    from difflib import get_close_matches

    if isinstance(node, _FORBIDDEN):
        raise SyntaxProblem(
            f"`{type(node).__name__.lower()}` does not exist in expressions.", node.lineno - 1
        )
    known: Mapping[str, Any] = TEXT.filters if isinstance(node, nodes.Filter) else TEXT.tests
    kind = "filter" if isinstance(node, nodes.Filter) else "test"
    name = str(getattr(node, "name", ""))
    if name not in known:
        close = get_close_matches(name, known, n=1)
        hint = f"Did you mean `{close[0]}`?" if close else f"The {kind}s are: {', '.join(sorted(known))}."
        raise SyntaxProblem(f"There is no {kind} `{name}`.", node.lineno - 1, hint)


def whole_expression(tree: nodes.Template, source: str) -> nodes.Expr | None:
    """The expression, where the template is one whole `{{ … }}` and nothing else."""
    stripped = source.strip("\r\n")
    match tree.body:
        case [nodes.Output(nodes=[first, *rest])] if not isinstance(first, nodes.TemplateData):
            is_whole = stripped.startswith("{{") and all(_is_line_end(node) for node in rest)
            return first if is_whole else None
        case _:
            return None


def _is_line_end(node: nodes.Node) -> bool:
    return isinstance(node, nodes.TemplateData) and not node.data.strip("\r\n")


@lru_cache(maxsize=1024)
def compile_text(source: str) -> Compiled:
    """A template that gives text, or a value where it is one whole expression."""
    tree = parse(source)
    whole = whole_expression(tree, source)
    return _compile(TEXT, source, whole) if whole is not None else _compile(TEXT, source, tree)


@lru_cache(maxsize=512)
def compile_expression(source: str) -> Compiled:
    """A bare expression: what stands between `{{` and `}}`."""
    tree = parse(source, is_expression=True)
    return _compile(TEXT, source, tree.body[0].nodes[0])  # type: ignore[attr-defined]


@lru_cache(maxsize=512)
def compile_in(environment: ExpressionEnvironment, source: str) -> Compiled:
    """A template whose inserted values go through the environment's own `finalize`."""
    return _compile(environment, source, parse(source))


def _compile(environment: ExpressionEnvironment, source: str, tree: nodes.Template | nodes.Expr) -> Compiled:
    is_value = isinstance(tree, nodes.Expr)
    try:
        bounded = bounded_copy(tree, is_located=environment.is_located)
        if is_value:
            assign = nodes.Assign(nodes.Name(_RESULT, "store"), bounded, lineno=tree.lineno)
            bounded = nodes.Template([assign], lineno=1)
        bounded.set_environment(environment)
        code = environment.compile(bounded)
        template = Template.from_code(environment, code, environment.globals)
    except TemplateSyntaxError as error:
        raise _in_our_words(error, source) from None
    except (RecursionError, MemoryError, SyntaxError):
        raise SyntaxProblem("The expression is nested too deep.", 0) from None
    return Compiled(source=source, is_value=is_value, template=template)
