"""Takes history away by age, a little at a time, so that no run waits for it.

Each call is one short transaction and does a bounded piece; call it again while it says that there is more.
Artifacts are content-addressed and shared: a hash goes to `garbage` only when no row that is left refers to
it, so what a rerun carried lives on with the rerun. The artifact store deletes what is listed there after the
commit; a crash between loses nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection, delete, select, text

from seaway.ids import RunId
from seaway.spec.uploads import PREFIX, uploads_in
from seaway.store.bulk import insert_once
from seaway.store.columns import to_micros
from seaway.store.drivers import Driver, driver_of
from seaway.store.revisions import DRAFT
from seaway.store.tables import IS_LARGE_OUTPUT, garbage, signals, ticks

ROWS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """`runs`: those that are gone, or whose files are. `has_more`: call again."""

    runs: list[RunId]
    has_more: bool


# A run that a live rerun still reads from stays as it is.
_NO_LIVE_RERUN = """NOT EXISTS (
    SELECT 1 FROM runs AS newer JOIN run_queue ON run_queue.run_id = newer.run_id
    WHERE newer.rerun_of = runs.run_id)"""
# The outputs of the last successful run of a workflow are what its next run goes on from.
_IS_NEEDED = """outputs IS NOT NULL AND state = 'success' AND NOT EXISTS (
    SELECT 1 FROM runs AS newer WHERE newer.project = runs.project AND newer.workflow = runs.workflow
    AND newer.state = 'success' AND newer.run_id > runs.run_id)"""
_EXPIRED_FILES = f"""
SELECT run_id FROM runs WHERE ended_at IS NOT NULL AND files_gone_at IS NULL AND ended_at < ?
AND {_NO_LIVE_RERUN} ORDER BY ended_at LIMIT ?"""
_EXPIRED_RUNS = f"""
SELECT run_id FROM runs WHERE ended_at IS NOT NULL AND ended_at < ?
AND {_NO_LIVE_RERUN} AND NOT ({_IS_NEEDED}) ORDER BY ended_at LIMIT ?"""
_INSERT_GARBAGE = insert_once(garbage, ("hash", "since"))


def expire_files(connection: Connection, *, before: datetime, now: datetime, limit: int = 20) -> Pruned:
    """Let go of the files and large outputs of up to `limit` runs that ended before `before`; the runs stay.

    Safe with a rerun that is enqueued just now: either its row is seen here, or it sees that the files are
    gone."""
    driver = driver_of(connection)
    found = [run_id for (run_id,) in driver.select(connection, _EXPIRED_FILES, (to_micros(before), limit))]
    for run_id in found:
        hashes = _hashes_of(connection, driver, run_id)
        _let_go(connection, driver, run_id)
        _to_garbage(connection, driver, hashes, now)
        driver.run(connection, "UPDATE runs SET files_gone_at = ? WHERE run_id = ?", (to_micros(now), run_id))
    return Pruned(runs=found, has_more=len(found) == limit)


def delete_runs(
    connection: Connection, *, before: datetime, now: datetime, limit: int = 20, rows: int = ROWS_AT_ONCE
) -> Pruned:
    """Delete up to `limit` runs that ended before `before`, and up to `rows` task runs: a large run goes in
    several calls.

    Final rows have no writer any more, so nobody is in the way."""
    driver = driver_of(connection)
    found = [run_id for (run_id,) in driver.select(connection, _EXPIRED_RUNS, (to_micros(before), limit))]
    gone: list[RunId] = []
    for run_id in found:
        hashes = _hashes_of(connection, driver, run_id, limit=rows)
        deleted = _delete_rows(connection, driver, run_id, rows)
        _to_garbage(connection, driver, hashes, now)
        rows -= deleted
        if rows <= 0:
            return Pruned(runs=gone, has_more=True)
        driver.run(connection, "DELETE FROM deadlines WHERE run_id = ?", (run_id,))
        driver.run(connection, "DELETE FROM runs WHERE run_id = ?", (run_id,))
        gone.append(run_id)
    return Pruned(runs=gone, has_more=len(found) == limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class OldRevision:
    """A revision that nothing refers to."""

    project: str
    workflow: str
    hash: str
    bundle: str


# What people have saved under their name is history; what a file on disk once said is not.
_OLD_REVISIONS = """
SELECT v.project, v.workflow, v.hash, v.bundle FROM revisions AS v
LEFT JOIN workflows AS w ON w.project = v.project AND w.id = v.workflow
WHERE v.created_at < ? AND ((v.author = '' AND v.message = '') OR v.message = ?)
AND (w.active_revision IS NULL OR w.active_revision <> v.hash)
AND NOT EXISTS (
    SELECT 1 FROM runs AS r WHERE r.project = v.project AND r.workflow = v.workflow AND r.revision = v.hash)
ORDER BY v.created_at LIMIT ?"""
_IS_WANTED = """
SELECT 1 FROM workflows WHERE project = ? AND id = ? AND active_revision = ? UNION ALL
SELECT 1 FROM run_queue AS q JOIN runs AS r ON r.run_id = q.run_id
WHERE q.project = ? AND q.workflow = ? AND r.revision = ?"""


def list_old_revisions(connection: Connection, *, before: datetime, limit: int = 100) -> list[OldRevision]:
    """Revisions made before `before` that are not active, that no run refers to and nobody signed. It may
    look through many runs: in a reading transaction, where nobody waits for it."""
    rows = driver_of(connection).select(connection, _OLD_REVISIONS, (to_micros(before), DRAFT, limit))
    return [OldRevision(project=p, workflow=w, hash=h, bundle=b) for p, w, h, b in rows]


def delete_revisions(connection: Connection, old: Sequence[OldRevision], *, now: datetime) -> int:
    """Delete them, but for those that came into use since; returns how many went."""
    driver, gone = driver_of(connection), 0
    for each in old:
        name = (each.project, each.workflow, each.hash)
        if driver.select(connection, _IS_WANTED, (*name, *name)):
            continue
        sql = "DELETE FROM revisions WHERE project = ? AND workflow = ? AND hash = ?"
        gone += driver.run(connection, sql, name)
        shared = "SELECT 1 FROM revisions WHERE bundle = ? LIMIT 1"
        if each.bundle and not driver.select(connection, shared, (each.bundle,)):
            driver.run(connection, _INSERT_GARBAGE, (each.bundle, to_micros(now)))
    return gone


def delete_ticks(connection: Connection, *, before: datetime, limit: int = ROWS_AT_ONCE) -> int:
    """Delete old ticks; returns how many. Those of the newest run of a trigger are old, too: `triggers` knows
    the last."""
    old = select(ticks.c.created_at).where(ticks.c.created_at < before).order_by(ticks.c.created_at)
    newest = connection.execute(old.offset(limit - 1).limit(1)).scalar_one_or_none()
    edge = ticks.c.created_at < before if newest is None else ticks.c.created_at <= newest
    return connection.execute(delete(ticks).where(edge)).rowcount


def delete_orphans(connection: Connection) -> int:
    """Delete signals of runs that are over; returns how many."""
    return connection.execute(
        delete(signals).where(
            text("NOT EXISTS (SELECT 1 FROM run_queue WHERE run_queue.run_id = signals.run_id)")
        )
    ).rowcount


def list_garbage(connection: Connection, *, limit: int = 1_000) -> list[str]:
    """Artifacts that may be deleted. What came into use again since is taken off the list instead.

    The artifact store must spare what was put, or put again, a short while ago: its row may not be committed
    yet."""
    driver = driver_of(connection)
    hashes = list(
        connection.execute(
            select(garbage.c.hash).order_by(garbage.c.since, garbage.c.hash).limit(limit)
        ).scalars()
    )
    used = {hash_ for hash_ in hashes if _is_used(connection, driver, hash_)}
    forget_garbage(connection, sorted(used))
    return [hash_ for hash_ in hashes if hash_ not in used]


def forget_garbage(connection: Connection, hashes: Sequence[str]) -> None:
    """These are deleted."""
    if hashes:
        connection.execute(delete(garbage).where(garbage.c.hash.in_(hashes)))


_TABLES = {"task_runs": "key", "attempts": "key, attempt"}
"""With the order in which their rows of one run are taken."""
_GO_WITH_A_RUN = {**_TABLES, "materializations": "key, attempt, at, place"}


def _hashes_of(
    connection: Connection, driver: Driver, run_id: RunId, *, limit: int | None = None
) -> set[str]:
    """What the rows of a run refer to: of the first `limit` rows, as they are deleted in that order."""
    found: set[str] = set()
    for table, order in _TABLES.items():
        ends = "" if limit is None else f" ORDER BY {order} LIMIT {limit}"
        sql = f"SELECT manifest, items, outputs FROM {table} WHERE run_id = ?{ends}"
        for manifest, items, outputs in driver.select(connection, sql, (run_id,)):
            found.update(hash_ for hash_ in (manifest, items, reference_in(outputs)) if hash_)
    for (inputs,) in driver.select(connection, "SELECT inputs FROM runs WHERE run_id = ?", (run_id,)):
        found.update(upload.manifest for upload in uploads_in(inputs))
    return found


def reference_in(outputs: str | None) -> str | None:
    """The artifact that `{"$ref": hash}` names; None for outputs that stand in the row."""
    if outputs is None or not outputs.startswith('{"$ref"'):
        return None
    try:
        return msgspec.json.decode(outputs, type=_Reference).hash
    except msgspec.DecodeError:
        return None  # outputs of a user that only look like it


class _Reference(msgspec.Struct, rename={"hash": "$ref"}):
    hash: str


def _let_go(connection: Connection, driver: Driver, run_id: RunId) -> None:
    for table in _TABLES:
        driver.run(
            connection,
            f"UPDATE {table} SET manifest = NULL WHERE run_id = ? AND manifest IS NOT NULL",
            (run_id,),
        )
        driver.run(
            connection, f"UPDATE {table} SET items = NULL WHERE run_id = ? AND items IS NOT NULL", (run_id,)
        )
        driver.run(
            connection, f"UPDATE {table} SET outputs = NULL WHERE run_id = ? AND {IS_LARGE_OUTPUT}", (run_id,)
        )


def _delete_rows(connection: Connection, driver: Driver, run_id: RunId, limit: int) -> int:
    """Delete the first rows of a run by key; how many of its rows went."""
    total = 0
    for table, key in _GO_WITH_A_RUN.items():
        total += driver.run(
            connection,
            f"DELETE FROM {table} WHERE run_id = ? AND ({key}) IN "
            f"(SELECT {key} FROM {table} WHERE run_id = ? ORDER BY {key} LIMIT ?)",
            (run_id, run_id, limit),
        )
    return total


def _to_garbage(connection: Connection, driver: Driver, hashes: Iterable[str], now: datetime) -> None:
    for hash_ in sorted(hashes):
        if not _is_used(connection, driver, hash_):
            driver.run(connection, _INSERT_GARBAGE, (hash_, to_micros(now)))


_USES = (
    "SELECT 1 FROM task_runs WHERE manifest = ? AND manifest IS NOT NULL LIMIT 1",
    "SELECT 1 FROM attempts WHERE manifest = ? AND manifest IS NOT NULL LIMIT 1",
    "SELECT 1 FROM task_runs WHERE items = ? AND items IS NOT NULL LIMIT 1",
)
_USED_AS_OUTPUT = f"SELECT 1 FROM task_runs WHERE outputs IN (?, ?) AND {IS_LARGE_OUTPUT} LIMIT 1"


def _is_used(connection: Connection, driver: Driver, hash_: str) -> bool:
    if any(driver.select(connection, sql, (hash_,)) for sql in _USES):
        return True
    # Both ways in which JSON is written.
    written = (f'{{"$ref": "{hash_}"}}', f'{{"$ref":"{hash_}"}}')
    return bool(driver.select(connection, _USED_AS_OUTPUT, written))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Every artifact that a row refers to. What manifests and bundles list inside is kept with them."""

    manifests: frozenset[str]
    bundles: frozenset[str]
    plain: frozenset[str]
    """Frozen item lists and large outputs."""


_MANIFESTS = """
SELECT DISTINCT manifest FROM task_runs WHERE manifest IS NOT NULL
UNION SELECT DISTINCT manifest FROM attempts WHERE manifest IS NOT NULL"""
_WITH_UPLOADS = "SELECT inputs FROM runs WHERE files_gone_at IS NULL AND inputs LIKE ?"
_ITEMS = "SELECT DISTINCT items FROM task_runs WHERE items IS NOT NULL"
_OUTPUTS = f"SELECT DISTINCT outputs FROM task_runs WHERE {IS_LARGE_OUTPUT}"
_BUNDLES = "SELECT DISTINCT bundle FROM revisions WHERE bundle <> ''"


def list_kept(connection: Connection) -> Kept:
    """What must stay in the artifact store; for a sweep of everything else."""
    driver = driver_of(connection)
    items = {hash_ for (hash_,) in driver.select(connection, _ITEMS, ())}
    outputs = {reference_in(text_) for (text_,) in driver.select(connection, _OUTPUTS, ())}
    manifests = {hash_ for (hash_,) in driver.select(connection, _MANIFESTS, ())}
    for (inputs,) in driver.select(connection, _WITH_UPLOADS, (f'%"{PREFIX}%',)):
        manifests.update(upload.manifest for upload in uploads_in(inputs))
    return Kept(
        manifests=frozenset(manifests),
        bundles=frozenset(hash_ for (hash_,) in driver.select(connection, _BUNDLES, ())),
        plain=frozenset(items | {hash_ for hash_ in outputs if hash_}),
    )
