"""From files to a table: append, replace, merge by key. All rows, or none."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

import pyarrow as pa

from seaway.errors import DataError, InvalidInputError, NotFoundError, TaskError
from seaway.integrations.sql.fitting import fit
from seaway.integrations.sql.protocol import Column, Table
from seaway.integrations.sql.reading import Source
from seaway.integrations.sql.results import Loaded
from seaway.integrations.sql.running import Work
from seaway.integrations.sql.script import literal_text
from seaway.sdk.context import Context

Mode = Literal["append", "replace", "merge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What goes where.

    columns: names in the files to names in the table; empty: the same names.
    types: column types by name, for a table that is made.
    """

    table: Table
    mode: Mode
    key: Sequence[str] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    may_create: bool = True


@dataclass(slots=True)
class _Stream:
    """The rows of all files on their way, and which file each came from."""

    ctx: Context
    sources: Sequence[Source]
    columns: Mapping[str, str]
    kinds: Mapping[str, pa.DataType | None]
    starts: list[tuple[int, str]] = field(default_factory=list)
    rows: int = 0

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([pa.field(name, kind or pa.string()) for name, kind in self.kinds.items()])

    def batches(self) -> Iterator[pa.RecordBatch]:
        for source in self.sources:
            self.starts.append((self.rows, source.name))
            begin = self.rows
            for batch in source.batches():
                yield fit(batch, self.columns, self.kinds, source.name, self.rows - begin)
                self.rows += batch.num_rows
                self.ctx.progress(self.rows, message=source.name)

    def locate(self, row: int, column: str) -> str:
        """Which file and row the n-th row of all is."""
        start, name = next(((s, n) for s, n in reversed(self.starts) if s <= row), (0, "the files"))
        return f"{name}, row {row - start + 1}" + (f", column `{column}`" if column else "")


def load(ctx: Context, work: Work, sources: Sequence[Source], plan: Plan) -> Loaded:
    """Load the files.

    Raises:
        NotFoundError: there is no such table, and none may be made.
        InvalidInputError: columns or the key do not fit the table.
        DataError: a value does not fit; the message names file, row and column.
    """
    with work.telling():
        there = work.session.columns(plan.table)
    if not there and not plan.may_create:
        raise NotFoundError(f"There is no table `{plan.table}`.", hint="Create it, or set `create: true`.")
    names = _mapping(sources, plan, [column.name for column in there])
    columns = there or _new_columns(work, sources, plan, names)
    _check_key(plan, names)
    types = {column.name: column.type for column in columns}
    kinds = {name: work.session.arrow_type(types[name]) for name in names.values()}
    stream = _Stream(ctx, sources, names, kinds)
    with _made(work, plan.table, [] if there else columns), work.transaction():
        counts = _write(work, plan, stream, [column for column in columns if column.name in kinds])
    return Loaded(
        rows=stream.rows,
        inserted=counts[0],
        updated=counts[1],
        files=len(sources),
        table=str(plan.table),
        created=not there,
    )


def create_table(work: Work, table: Table, columns: Sequence[Column]) -> None:
    dialect = work.session.dialect
    listed = ", ".join(f"{dialect.name_of(column.name)} {column.type}" for column in columns)
    work.do(f"CREATE TABLE {dialect.table(table)} ({listed})")


@contextmanager
def _made(work: Work, table: Table, columns: Sequence[Column]) -> Iterator[None]:
    """The table, made if `columns` says so. Taken away again where the block fails."""
    if not columns:
        yield
        return
    create_table(work, table, columns)
    try:
        yield
    except BaseException:
        with suppress(TaskError):
            work.do(f"DROP TABLE {work.session.dialect.table(table)}")
        raise


def _write(work: Work, plan: Plan, stream: _Stream, columns: Sequence[Column]) -> tuple[int, int]:
    """How many rows were inserted and updated."""
    session = work.session
    is_empty = plan.mode == "replace" and _emptied_anew(work, plan.table)
    if plan.mode == "append" or is_empty:
        with work.telling(locate=stream.locate):
            return session.insert(plan.table, stream.schema, stream.batches()), 0
    names = [column.name for column in columns]
    stage, made = session.create_stage(plan.table, columns)
    work.do(*made)
    with work.telling(locate=stream.locate):
        inserted, updated = session.insert(stage, stream.schema, stream.batches()), 0
    if plan.mode == "replace":
        work.do(*session.replace_rows(plan.table, stage, names))
    else:
        _check_staged(work, stage, plan.key)
        *before, last = session.merge_rows(plan.table, stage, names, plan.key)
        updated = work.do(*before)
        result = work.run(literal_text(last, session.dialect))
        inserted, updated = result.changed - result.updated, updated + result.updated
    work.do(*session.drop_stage(stage))
    return inserted, updated


def _emptied_anew(work: Work, table: Table) -> bool:
    """Whether there is such a way, taken back with the transaction if anything fails."""
    if not (work.is_atomic and work.session.dialect.ddl_in_transactions):
        return False
    with work.telling():
        made = work.session.empty_anew(table)
    work.do(*made)
    return bool(made)


def _check_staged(work: Work, stage: Table, key: Sequence[str]) -> None:
    """
    Raises:
        DataError: a key is missing, or is there twice.
    """
    dialect = work.session.dialect
    table, names = dialect.table(stage), dialect.names(key)
    empty = " OR ".join(f"{dialect.name_of(name)} IS NULL" for name in key)
    found = work.first_row(f"SELECT count(*) FROM {table} WHERE {empty}")
    if found is not None and found[0]:
        raise DataError(
            f"{found[0]} rows of the files have no {', '.join(key)}.", hint="A key can't be empty."
        )
    twice = work.first_row(f"SELECT {names} FROM {table} GROUP BY {names} HAVING count(*) > 1 LIMIT 1")
    if twice is not None:
        shown = ", ".join(f"{name} {value}" for name, value in zip(key, twice, strict=True))
        raise DataError(
            f"The files have more than one row with {shown}.",
            hint="Remove the others before; a key is there once.",
        )


def _mapping(sources: Sequence[Source], plan: Plan, there: Sequence[str]) -> dict[str, str]:
    """Names in the files to names in the table. Each file has all of them."""
    names = dict(plan.columns) or {name: name for name in sources[0].schema.names}
    for source in sources:
        if missing := [name for name in names if name not in source.schema.names]:
            raise InvalidInputError(
                f"{source.name} has no column `{missing[0]}`. {_closest(missing[0], source.schema.names)}",
                hint="Files that are loaded together have the same columns.",
            )
        if extra := [] if plan.columns else [name for name in source.schema.names if name not in names]:
            raise InvalidInputError(
                f"{source.name} has a column `{extra[0]}`, which {sources[0].name} has not.",
                hint="Load it in a task of its own, or say with `columns` which ones are wanted.",
            )
    if unknown := [name for name in names.values() if there and name not in there]:
        raise InvalidInputError(
            f"The table `{plan.table}` has no column `{unknown[0]}`. {_closest(unknown[0], there)}",
            hint="Map names of the files to names of the table with `columns`.",
        )
    return names


def _closest(name: str, names: Sequence[str]) -> str:
    match = get_close_matches(name, names, n=1)
    return f"Did you mean `{match[0]}`?" if match else f"There are: {', '.join(names)}."


def _new_columns(work: Work, sources: Sequence[Source], plan: Plan, names: Mapping[str, str]) -> list[Column]:
    """Columns for a new table, in types that take what all files begin with."""
    if unknown := [name for name in plan.types if name not in names.values()]:
        raise InvalidInputError(f"`types` names `{unknown[0]}`, which is no column.", hint="Correct it.")
    made = []
    for source, name in names.items():
        kinds = [one.schema.field(source).type for one in sources]
        kind = kinds[0] if all(other == kinds[0] for other in kinds) else pa.string()
        made.append(Column(name=name, type=plan.types.get(name) or work.session.column_type(kind)))
    return made


def _check_key(plan: Plan, names: Mapping[str, str]) -> None:
    if (plan.mode == "merge") != bool(plan.key):
        raise InvalidInputError("`key` goes with `mode: merge`, and `merge` wants one.", hint="Give both.")
    if unknown := [name for name in plan.key if name not in names.values()]:
        raise InvalidInputError(
            f"The key `{unknown[0]}` is none of the columns that are loaded. "
            f"{_closest(unknown[0], list(names.values()))}",
            hint="Use names of the table.",
        )
