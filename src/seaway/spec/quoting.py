"""Scripts and queries whose values are never pasted.

Each value is kept out of the text until the text has been read the way its language reads it; what then
stands in its place cannot be anything but one word, one literal or one bound parameter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from seaway.spec import quoting_bash, quoting_node, quoting_python, quoting_sql
from seaway.spec.expressions import ExpressionError, failures_of
from seaway.spec.markers import Marked, RefusedError, mark
from seaway.spec.quoting_sql import ParamStyle

Language = Literal["bash", "python", "node"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A script ready to run.

    Attributes:
        source: its text.
        env: variables that its process must have; the source refers to them.
    """

    source: str
    env: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sql:
    """A query ready to run.

    Attributes:
        text: the query with placeholders.
        parameters: the values, in order; by name for `named` and `pyformat`. Hand them over even if
            there are none: with `format` and `pyformat` a percent sign in the text is doubled.
    """

    text: str
    parameters: list[object] | dict[str, object]


class UnsafePlaceError(ExpressionError):
    """The expression can be read, but no value of it is safe where it stands."""


def render_script(source: str, language: Language, context: Mapping[str, object]) -> Script:
    """Render the text of `run`: each expression becomes one quoted word or literal of the language.

    bash and node find the values in `env`, by reference, so that no value is ever read as code. In
    Python a value becomes a literal, and the script with it has the same syntax tree as with a plain one.

    Raises:
        ExpressionError: an expression fails, or stands where a value can't be made safe.
    """
    with failures_of(source, context):
        marked = mark(source, context)
    if not marked.values:
        return Script(source=marked.text, env={})
    try:
        text, env = _QUOTED[language](marked)
    except RefusedError as error:
        raise _at(error, source, marked) from None
    return Script(source=text, env=env)


_QUOTED = {"bash": quoting_bash.quote, "python": quoting_python.quote, "node": quoting_node.quote}


def render_sql(
    source: str,
    context: Mapping[str, object],
    paramstyle: ParamStyle = "qmark",
    *,
    identifier_quote: Literal['"', "`"] = '"',
) -> Sql:
    """Render a query: each expression becomes a bound parameter, `| ident` a quoted name.

    A list becomes one parameter an item, for `IN (…)`; an empty list becomes NULL.

    Args:
        source: the query as a template; blocks such as `{% for %}` work.
        context: the names of expressions.
        paramstyle: how the driver writes placeholders; `numeric_dollar` is `$1`.
        identifier_quote: the mark around names; a backtick for MySQL and BigQuery.

    Raises:
        ExpressionError: an expression fails, or stands inside a quoted text.
    """
    with failures_of(source, context):
        marked = mark(source, context)
    try:
        text, parameters = quoting_sql.bind(marked, paramstyle, identifier_quote)
    except RefusedError as error:
        raise _at(error, source, marked) from None
    return Sql(text=text, parameters=parameters)


def _at(error: RefusedError, source: str, marked: Marked) -> UnsafePlaceError:
    offset = marked.offsets[error.index] if 0 <= error.index < len(marked.offsets) else 0
    failure = ExpressionError(error.message, template=source, offset=offset, hint=error.hint)
    where = f"{error.message} (line {failure.line}, column {failure.column + 1})"
    return UnsafePlaceError(where, template=source, offset=offset, hint=error.hint)
