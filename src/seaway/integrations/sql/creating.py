"""Tables and views from a query."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Literal

from seaway.errors import ConflictError, TaskError
from seaway.integrations.sql.protocol import Table
from seaway.integrations.sql.results import Created
from seaway.integrations.sql.running import Work
from seaway.integrations.sql.script import Statement

Kind = Literal["table", "view"]


def create(work: Work, name: Table, query: Statement, if_exists: str, *, kind: Kind) -> Created:
    """Make it, in a transaction where the database can.

    Raises:
        ConflictError: it exists, and `if_exists` is `fail`.
    """
    session = work.session
    with work.telling():
        exists = bool(session.columns(name))
    if exists and if_exists == "fail":
        raise ConflictError(
            f"There is a table or view `{name}` already.",
            hint="Set `if_exists` to `replace` or `skip`, or use another name.",
        )
    if exists and if_exists == "skip":
        return Created(name=str(name), created=False)
    text = query.inlined(session.literal).rstrip()
    if exists:
        made = (
            session.replace_table_as(name, text) if kind == "table" else session.replace_view_as(name, text)
        )
    else:
        made = [f"CREATE {kind.upper()} {session.dialect.table(name)} AS\n{text}"]
    with _cleaned(work, session.forget_replacement(name) if exists else []), work.transaction():
        work.do(*made, line=query.line - 1)
    return Created(name=str(name), created=True, replaced=exists)


@contextmanager
def _cleaned(work: Work, statements: Sequence[str]) -> Iterator[None]:
    """Run `statements` where the block fails."""
    try:
        yield
    except BaseException:
        with suppress(TaskError):
            work.do(*statements)
        raise
