"""Finds records that are the same, with DuckDB: in bounded memory, and always with the same answer."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from seaway.errors import DataError, InvalidInputError
from seaway.integrations.duckdb.engine import CSV_BUFFER, be_frugal, opened, quoted
from seaway.integrations.salesforce.matching import Condition, Rule, column_of, identifier, rules_of
from seaway.integrations.salesforce.surviving import order_of

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

MOST_ALIKE = 5_000
"""Records that may share what has to be the same, where the rest is compared pair by pair."""
OWN_COLUMNS = ("group", "role", "matched_by")
_BATCH = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """rules, keep: as a task writes them. largest: groups of more records are set aside."""

    rules: Sequence[Mapping[str, str]]
    keep: Sequence[str]
    largest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """`too_large`: groups that were set aside. `rows` have `group`, `role` and `matched_by` first."""

    records: int
    groups: int
    duplicates: int
    too_large: int
    rows: "pa.RecordBatchReader"


@contextmanager
def loaded(files: Sequence[Path], folder: Path) -> "Iterator[duckdb.DuckDBPyConnection]":
    """A database in `folder` with a table `records` of all rows as text, and their numbers in `n`.

    Raises:
        DataError: a file can't be read.
    """
    place = folder / "records.duckdb"
    place.unlink(missing_ok=True)
    try:
        with opened(str(place), folder=folder) as db:
            be_frugal(db)
            parts = " UNION ALL BY NAME ".join(
                f"SELECT COLUMNS(*)::VARCHAR FROM {_reader(file)}" for file in files
            )
            db.execute(f"CREATE TABLE given AS {parts}")
            yield db
    finally:
        place.unlink(missing_ok=True)


def columns_of(db: "duckdb.DuckDBPyConnection", table: str) -> list[str]:
    return [
        str(row[0])
        for row in db.execute(f"SELECT name FROM pragma_table_info('{table}') ORDER BY cid").fetchall()
    ]


@contextmanager
def grouped(files: Sequence[Path], wanted: Wanted, folder: Path) -> Iterator[Groups]:
    """The groups of records that are the same by a rule, or by several in a row.

    Raises:
        InvalidInputError: a rule or column is wrong.
        DataError: a file can't be read, or too many records would have to be compared.
    """
    with loaded(files, folder) as db:
        columns = [name for name in columns_of(db, "given") if name not in OWN_COLUMNS]
        rules = rules_of(wanted.rules, columns)
        order = order_of(wanted.keep, columns)
        key = identifier(column_of("Id", columns))
        db.execute(f"CREATE TABLE ids AS SELECT {key} AS id, min(rowid) AS place FROM given GROUP BY 1")
        db.execute(
            "CREATE TABLE numbered AS SELECT place, row_number() OVER (ORDER BY id) AS n FROM ids "
            "WHERE id IS NOT NULL"
        )
        kept = ", ".join(f"g.{identifier(name)}" for name in columns)
        db.execute(
            f"CREATE VIEW records AS SELECT n, {kept} FROM numbered JOIN given g ON g.rowid = numbered.place"
        )
        db.execute("CREATE TABLE edges (a BIGINT, b BIGINT, rule INTEGER)")
        for number, rule in enumerate(rules):
            _match(db, number, rule)
        _join(db)
        yield _groups(db, rules, order, columns, wanted.largest)


def _reader(file: Path) -> str:
    path = quoted(str(file))
    match file.suffix.lower():
        case ".csv" | ".tsv":
            mark = "\\t" if file.suffix.lower() == ".tsv" else ","
            return (
                f"read_csv({path}, all_varchar = true, header = true, delim = '{mark}', quote = '\"', "
                f"escape = '\"', allow_quoted_nulls = true, nullstr = '', {CSV_BUFFER})"
            )
        case ".jsonl" | ".ndjson":
            return f"read_json({path}, format = 'newline_delimited')"
        case ".parquet":
            return f"read_parquet({path})"
    raise InvalidInputError(
        f"`{file.name}` has no ending that says its format.", hint="Use one of .csv, .tsv, .jsonl, .parquet."
    )


def _match(db: "duckdb.DuckDBPyConnection", number: int, rule: Rule) -> None:
    """An edge from each record to the first that it is the same as, by this rule."""
    same = ", ".join(f"{each.key} AS k{at}" for at, each in enumerate(rule.same))
    alike = "".join(f", {each.key} AS s{at}" for at, each in enumerate(rule.alike))
    keys = [f"k{at}" for at in range(len(rule.same))]
    filled = " AND ".join(f"{key} IS NOT NULL" for key in keys)
    db.execute(
        "CREATE OR REPLACE TABLE keyed AS SELECT * FROM "
        f"(SELECT n, {same}{alike} FROM records) WHERE {filled}"
    )
    by = ", ".join(keys)
    if not rule.alike:
        db.execute(
            f"INSERT INTO edges SELECT first, n, {number} FROM "
            f"(SELECT n, min(n) OVER (PARTITION BY {by}) AS first FROM keyed) WHERE n <> first"
        )
        return
    _refuse_many(db, rule, by)
    joined = " AND ".join(f"a.{key} = b.{key}" for key in keys)
    db.execute(
        f"INSERT INTO edges SELECT a.n, b.n, {number} FROM keyed a JOIN keyed b ON a.n < b.n AND {joined} "
        f"WHERE {' AND '.join(_likeness(at, each) for at, each in enumerate(rule.alike))}"
    )


def _likeness(at: int, each: Condition) -> str:
    return f"a.s{at} <> '' AND b.s{at} <> '' AND jaro_winkler_similarity(a.s{at}, b.s{at}) >= {each.likeness}"


def _refuse_many(db: "duckdb.DuckDBPyConnection", rule: Rule, by: str) -> None:
    """Pairs grow with the square of what is compared."""
    found = db.execute(
        f"SELECT count(*) AS c, {by} FROM keyed GROUP BY {by} ORDER BY c DESC, {by} LIMIT 1"
    ).fetchone()
    if found and found[0] > MOST_ALIKE:
        fields = " + ".join(each.field for each in rule.same)
        raise DataError(
            f"{found[0]:,} records have the same {fields} ({', '.join(map(str, found[1:]))}),"
            " too many to compare each with each.",
            hint="Add another field that has to be the same to the rule, or leave these records out.",
        )


def _join(db: "duckdb.DuckDBPyConnection") -> None:
    """Each record's group is the smallest number it is connected with. Labels only fall, so that it ends."""
    db.execute("CREATE TABLE links AS SELECT a AS n, b AS other FROM edges UNION SELECT b, a FROM edges")
    db.execute("CREATE TABLE labels AS SELECT DISTINCT n, n AS label FROM links")
    while True:
        db.execute(
            "CREATE OR REPLACE TABLE lower AS SELECT l.n, least(l.label, min(m.label)) AS label "
            "FROM labels l JOIN links e ON e.n = l.n JOIN labels m ON m.n = e.other GROUP BY l.n, l.label"
        )
        db.execute(
            "CREATE OR REPLACE TABLE next AS SELECT x.n, y.label FROM lower x JOIN lower y ON y.n = x.label"
        )
        changed = db.execute(
            "SELECT count(*) FROM next JOIN labels USING (n) WHERE next.label <> labels.label"
        ).fetchone()
        db.execute("CREATE OR REPLACE TABLE labels AS SELECT * FROM next")
        if changed == (0,):
            return


def _groups(
    db: "duckdb.DuckDBPyConnection", rules: Sequence[Rule], order: str, columns: Sequence[str], largest: int
) -> Groups:
    """Who stays is found with few columns; the others join at the end."""
    db.execute("CREATE TABLE sizes AS SELECT label, count(*) AS size FROM labels GROUP BY label")
    db.execute(
        "CREATE TABLE kept AS SELECT label, row_number() OVER (ORDER BY label) AS number FROM sizes "
        f"WHERE size <= {int(largest)}"
    )
    db.execute(
        "CREATE TABLE placed AS SELECT n, number, row_number() OVER "
        f"(PARTITION BY number ORDER BY {order}, n) AS place "
        "FROM records r JOIN labels USING (n) JOIN kept USING (label)"
    )
    _name_reasons(db, rules)
    all_records, kept, losers, left = _counts(db)
    shown = ", ".join(f"r.{identifier(name)}" for name in columns)
    rows = db.execute(
        "SELECT p.number AS \"group\", CASE WHEN p.place = 1 THEN 'keep' ELSE 'merge' END AS role, "
        f"named.name AS matched_by, {shown} FROM placed p JOIN records r USING (n) JOIN reasons USING (n) "
        "JOIN named USING (mask) ORDER BY p.number, p.place"
    ).to_arrow_reader(_BATCH)
    return Groups(records=all_records, groups=kept, duplicates=losers, too_large=left, rows=rows)


def _name_reasons(db: "duckdb.DuckDBPyConnection", rules: Sequence[Rule]) -> None:
    """By which rules each record is the same as another: a bit for each rule, and names for what occurs."""
    db.execute(
        "CREATE TABLE reasons AS SELECT n, bit_or(1::BIGINT << rule) AS mask FROM "
        "(SELECT a AS n, rule FROM edges UNION ALL SELECT b, rule FROM edges) GROUP BY n"
    )
    db.execute("CREATE TABLE named (mask BIGINT, name VARCHAR)")
    for (mask,) in db.execute("SELECT DISTINCT mask FROM reasons").fetchall():
        names = ", ".join(rule.name for number, rule in enumerate(rules) if mask >> number & 1)
        db.execute("INSERT INTO named VALUES (?, ?)", [mask, names])


def _counts(db: "duckdb.DuckDBPyConnection") -> tuple[int, int, int, int]:
    """Records, groups that are kept, those that go into another there, and groups that are too large."""
    found = db.execute(
        "SELECT (SELECT count(*) FROM numbered), (SELECT count(*) FROM kept), "
        "(SELECT count(*) FROM placed WHERE place > 1), (SELECT count(*) FROM sizes)"
    ).fetchone()
    assert found is not None
    records, kept, losers, every = map(int, found)
    return records, kept, losers, every - kept
