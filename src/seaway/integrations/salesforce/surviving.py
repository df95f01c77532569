"""Which record of a group stays: rules, the first that tells records apart decides."""

from collections.abc import Sequence

from seaway.errors import InvalidInputError
from seaway.integrations.duckdb.engine import quoted
from seaway.integrations.salesforce.matching import column_of, identifier

_HINT = (
    "Use `most_complete`, `newest:CreatedDate`, `oldest:CreatedDate`, `has:Email` or `is:Status=Qualified`."
)


def order_of(keep: Sequence[str], columns: Sequence[str]) -> str:
    """The rules as an SQL order over `r`, in which the record that stays is first.

    Raises:
        InvalidInputError: a rule that is none, or a column that is not there.
    """
    return ", ".join(_order(rule, columns) for rule in keep) or "1"


def _order(rule: str, columns: Sequence[str]) -> str:
    kind, _, rest = rule.partition(":")
    match kind:
        case "most_complete" if not rest:
            filled = " + ".join(f"({_filled(name)})::INTEGER" for name in columns)
            return f"{filled} DESC"
        case "newest" if rest:
            return f"{_column(rest, columns)} DESC NULLS LAST"
        case "oldest" if rest:
            return f"{_column(rest, columns)} ASC NULLS LAST"
        case "has" if rest:
            return f"({_filled(column_of(rest, columns))}) DESC"
        case "is" if "=" in rest:
            field, _, value = rest.partition("=")
            return f"coalesce({_column(field, columns)} = {quoted(value)}, false) DESC"
    raise InvalidInputError(f"`{rule}` is no rule for who stays.", hint=_HINT)


def _column(name: str, columns: Sequence[str]) -> str:
    return f"r.{identifier(column_of(name.strip(), columns))}"


def _filled(column: str) -> str:
    return f"coalesce(trim(r.{identifier(column)}), '') <> ''"
