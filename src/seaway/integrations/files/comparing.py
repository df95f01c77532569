"""`files.compare`: what is different between two tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from seaway.errors import DataError, InvalidInputError
from seaway.integrations.files.tables import (
    Reading,
    check_columns,
    columns_of,
    found_table,
    kind_of,
    name,
    opened_tables,
    write_table,
)
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Form

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """`changed_by_column` counts the changed rows by column. Columns of one file only make the files
    different too."""

    is_different: bool
    added: int
    removed: int
    changed: int
    same: int
    changed_by_column: dict[str, int]
    columns_added: list[str]
    columns_removed: list[str]
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    """`plain` are in both files, are no keys and are compared; the types are those of each file."""

    keys: Sequence[str]
    plain: Sequence[str]
    before: dict[str, str]
    after: dict[str, str]

    def of(self, side: str, column: str) -> str:
        """The column of `b` or `a`; as text where the two files have different types for it."""
        text = f"{side}.{name(column)}"
        return text if self.before.get(column) == self.after.get(column) else f"{text}::VARCHAR"


@blueprint("files.compare", title="Compare two files", category="Files", extra="data")
def compare(
    ctx: Context,
    before: Annotated[str, Form(picker="file")],
    after: Annotated[str, Form(picker="file")],
    key: list[str],
    *,
    ignore: list[str] = [],  # noqa: B006 - never changed
    to: str = "",
    if_different: Literal["report", "fail"] = "report",
    delimiter: Annotated[str, Form(advanced=True)] = "",
    header: Annotated[bool, Form(advanced=True)] = True,
    all_text: Annotated[bool, Form(advanced=True)] = False,
) -> Compared:
    """Find the rows that were added, removed or changed between two tables.

    Rows belong together where their keys are equal, whatever their order. The two files may have different
    formats; where a column has another type in the other file, it is compared as text.

    Args:
        before: the older file, in the task's directory: CSV, JSON lines, Parquet or Excel
        after: the newer file
        key: the columns that name a row
        ignore: columns that do not count
        to: a file for the different rows, in the format of its ending: `_change` (`added`, `removed`,
            `changed`), `_columns` (the changed ones), the key, and each other column as `before_…` and
            `after_…`
        if_different: whether a difference fails the task
        delimiter: of CSV files; found out where it is empty
        header: whether the first line of CSV and Excel files has the names
        all_text: compare the values of CSV and Excel files as they are written

    Raises:
        NotFoundError: a file is not there
        InvalidInputError: an ending is not known, or a file has no such column
        DataError: a key comes twice, a file can't be read, or they differ and `if_different` is `fail`
        InternalError: DuckDB is not installed

    Example:
        compared:
          needs: [yesterday, today]
          uses: files.compare
          with: {before: yesterday.csv, after: today.csv, key: [id], to: differences.csv}
    """
    if not key:
        raise InvalidInputError("`key` names no column.", hint="Name the columns that tell rows apart.")
    places = {"before": found_table(ctx, before), "after": found_table(ctx, after)}
    target = ctx.files.path(to) if to else None
    if target is not None:
        kind_of(target)
    reading = Reading(delimiter=delimiter, header=header, all_text=all_text)
    with opened_tables(ctx, str(ctx.temp / "compare.duckdb")) as connection:
        for side, place in places.items():
            connection.execute(f"CREATE TABLE {side} AS SELECT * FROM {reading.of(connection, place)}")
            ctx.progress(len(places), 0, ctx.files.name_of(place))
        columns = _columns(connection, key, ignore, {"before": before, "after": after})
        for side, path in (("before", before), ("after", after)):
            _refuse_twice(connection, side, path, key)
        _find(connection, columns)
        if target is not None:
            keys = ", ".join(map(name, key))
            write_table(connection, f"SELECT * FROM differences ORDER BY {keys}, _change", target)
        found = _counted(connection, columns, ignore, ctx.files.name_of(target) if target else "")
    _tell(ctx, found, before, after, if_different)
    return found


def _columns(
    connection: "duckdb.DuckDBPyConnection", key: list[str], ignore: list[str], paths: dict[str, str]
) -> _Columns:
    before, after = columns_of(connection, "before"), columns_of(connection, "after")
    check_columns(key, list(before), f"`{paths['before']}`")
    check_columns(key, list(after), f"`{paths['after']}`")
    check_columns(ignore, [*before, *after], f"Neither file, `{paths['before']}` and `{paths['after']}`,")
    plain = [column for column in before if column in after and column not in {*key, *ignore}]
    return _Columns(keys=key, plain=plain, before=before, after=after)


def _refuse_twice(connection: "duckdb.DuckDBPyConnection", side: str, path: str, key: list[str]) -> None:
    keys = ", ".join(map(name, key))
    twice = f"SELECT {keys} FROM {side} GROUP BY {keys} HAVING count(*) > 1"
    found = connection.execute(f"SELECT count(*) FROM ({twice})").fetchone()
    if found and found[0]:
        raise DataError(
            f"In `{path}` {found[0]:,} values of the key ({', '.join(key)}) come more than once.",
            hint="Add columns to `key` until it names one row, or take out what is there twice.",
        )


def _find(connection: "duckdb.DuckDBPyConnection", columns: _Columns) -> None:
    """The table `differences`. Both sides carry a mark, as a key may be null."""
    joined = " AND ".join(
        f"{columns.of('b', each)} IS NOT DISTINCT FROM {columns.of('a', each)}" for each in columns.keys
    )
    is_changed = {
        each: f"{columns.of('b', each)} IS DISTINCT FROM {columns.of('a', each)}" for each in columns.plain
    }
    keys = [
        f"coalesce({columns.of('a', each)}, {columns.of('b', each)}) AS {name(each)}" for each in columns.keys
    ]
    names = [f"CASE WHEN {test} THEN {_text(each)} END" for each, test in is_changed.items()]
    sides = [
        f"{columns.of(side, each)} AS {name(f'{word}_{each}')}"
        for each in columns.plain
        for side, word in (("b", "before"), ("a", "after"))
    ]
    changed = f"CASE WHEN b._there AND a._there THEN concat_ws(', ', {', '.join(names) or 'NULL'}) END"
    listed = ", ".join([*keys, *sides])
    tests = " OR ".join(["b._there IS NULL", "a._there IS NULL", *is_changed.values()])
    connection.execute(
        "CREATE TABLE differences AS SELECT CASE WHEN b._there IS NULL THEN 'added' WHEN a._there IS NULL "
        f"THEN 'removed' ELSE 'changed' END AS _change, {changed} AS _columns, {listed} "
        "FROM (SELECT *, true AS _there FROM before) b FULL JOIN (SELECT *, true AS _there FROM after) a "
        f"ON {joined} WHERE {tests}"
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _counted(
    connection: "duckdb.DuckDBPyConnection", columns: _Columns, ignore: list[str], path: str
) -> Compared:
    kinds = dict(connection.execute("SELECT _change, count(*) FROM differences GROUP BY _change").fetchall())
    total = connection.execute("SELECT count(*) FROM before").fetchone()
    removed, changed = kinds.get("removed", 0), kinds.get("changed", 0)
    added_columns = [each for each in columns.after if each not in columns.before and each not in ignore]
    removed_columns = [each for each in columns.before if each not in columns.after and each not in ignore]
    return Compared(
        is_different=bool(kinds or added_columns or removed_columns),
        added=kinds.get("added", 0),
        removed=removed,
        changed=changed,
        same=(total[0] if total else 0) - removed - changed,
        changed_by_column=_changed_by_column(connection, columns),
        columns_added=added_columns,
        columns_removed=removed_columns,
        path=path,
    )


def _changed_by_column(connection: "duckdb.DuckDBPyConnection", columns: _Columns) -> dict[str, int]:
    if not columns.plain:
        return {}
    counts = ", ".join(
        f"count(*) FILTER (WHERE {name(f'before_{each}')} IS DISTINCT FROM {name(f'after_{each}')})"
        for each in columns.plain
    )
    found = connection.execute(f"SELECT {counts} FROM differences WHERE _change = 'changed'").fetchone()
    return {each: count for each, count in zip(columns.plain, found or (), strict=True) if count}


def _tell(ctx: Context, found: Compared, before: str, after: str, if_different: str) -> None:
    said = f"{found.added:,} rows added, {found.removed:,} removed, {found.changed:,} changed"
    odd = [*found.columns_added, *found.columns_removed]
    if odd:
        said += f"; only one of them has {', '.join(odd)}"
    ctx.log.info("%s to %s: %s, %d the same.", before, after, said, found.same)
    if found.is_different and if_different == "fail":
        raise DataError(
            f"`{before}` and `{after}` differ: {said}.",
            hint="Look at the rows: with `if_different: report` and `to` they are in a file.",
        )
