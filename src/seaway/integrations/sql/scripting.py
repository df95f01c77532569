"""Runs the statements of a task; the last one's result counts."""

from collections.abc import Sequence

from seaway.integrations.sql.results import Queried, as_dicts, counted
from seaway.integrations.sql.running import Work
from seaway.integrations.sql.script import Statement
from seaway.sdk.context import Context


def run_first(ctx: Context, work: Work, statements: Sequence[Statement]) -> None:
    """Run statements whose results nobody wants."""
    for done, statement in enumerate(statements, start=1):
        work.run(statement)
        ctx.progress(done, len(statements) + 1)


def last(ctx: Context, work: Work, statement: Statement, save_to: str, first: int) -> Queried:
    """Run the last statement, and read or save what it gives."""
    if not save_to:
        result = work.run(statement, stream=True)
        with work.telling():
            return counted(result, first)
    from seaway.integrations.sql.exporting import first_of, write

    place = ctx.files.path(save_to)
    batches, kept = first_of(work, statement, first)
    saved = write(ctx, batches, place)
    return Queried(
        rows=saved.rows,
        columns=batches.columns,
        first_rows=list(as_dicts([column.name for column in batches.columns], kept)),
        path=ctx.files.name_of(place),
    )
