"""Runs of ten thousand tasks, made inside the database from small ones that really ran."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LANES = 100
"""Chains side by side, so that the graph is as wide as it is long."""


@dataclass(frozen=True, slots=True)
class BigRuns:
    """Their ids: one of many tasks, one of a foreach over many items, and to compare one of a single task."""

    tasks: str
    items: str
    small: str


def write_big_workflows(folder: Path, *, tasks: int) -> None:
    """`wide` of so many tasks in chains; `small` and `fan`, to run once and be made large."""
    workflows = folder / "workflows"
    workflows.mkdir(parents=True)
    (workflows / "wide.yaml").write_text(_chains(tasks))
    (workflows / "small.yaml").write_text(_chains(1))
    (workflows / "fan.yaml").write_text(
        'seaway: 1\ntasks:\n  fan:\n    foreach: {items: [0]}\n    run: "true"\n'
    )


def write_big_runs(file: Path, *, tasks: int, items: int) -> BigRuns:
    """Nobody else may have the store open. Every ninety-seventh task has failed."""
    with sqlite3.connect(file) as connection:
        small, fan = (_newest(connection, workflow) for workflow in ("small", "fan"))
        wide = _copy_run(connection, small, "wide")
        for n in range(tasks):
            row = _moved(n) | {"run_id": wide, "key": f"t{n}", "path": f"t{n}"}
            _copy_task(connection, (small, "t0"), row)
        _change(connection, fan, "fan", {"item_count": items})
        for n in range(1, items):
            row = _moved(n) | {"key": f"fan[{n}]", "item_index": n}
            _copy_task(connection, (fan, "fan[0]"), row)
        connection.execute("ANALYZE")
    return BigRuns(wide, fan, small)


def _chains(length: int) -> str:
    lines = [
        f'  t{n}: {{run: "true"{f", needs: t{n - LANES}" if n >= LANES else ""}}}' for n in range(length)
    ]
    return "\n".join(("seaway: 1", "tasks:", *lines, ""))


def _newest(connection: sqlite3.Connection, workflow: str) -> str:
    sql = "SELECT run_id FROM runs WHERE workflow = ? ORDER BY run_id DESC LIMIT 1"
    return str(connection.execute(sql, (workflow,)).fetchone()[0])


def _copy_run(connection: sqlite3.Connection, run_id: str, workflow: str) -> str:
    (revision,) = connection.execute(
        "SELECT active_revision FROM workflows WHERE id = ?", (workflow,)
    ).fetchone()
    copied = f"{run_id[:-4]}ffff"
    values = {"run_id": copied, "workflow": workflow, "revision": revision, "dedupe_key": None}
    _copy(connection, "runs", {"run_id": run_id}, values)
    return copied


def _moved(n: int) -> dict[str, object]:
    """Its time, in microseconds after that of its source: so that the timeline has a shape."""
    return {"+started_at": n * 40_000, "+ended_at": n * 40_000 + 1_000_000 * (n % 60)} | (
        {"state": "failed"} if n % 97 == 5 else {}
    )


def _copy_task(connection: sqlite3.Connection, source: tuple[str, str], values: Mapping[str, object]) -> None:
    run_id, key = source
    _copy(connection, "task_runs", {"run_id": run_id, "key": key}, values)


def _change(connection: sqlite3.Connection, run_id: str, key: str, values: Mapping[str, object]) -> None:
    sets = ", ".join(f"{name} = ?" for name in values)
    sql = f"UPDATE task_runs SET {sets} WHERE run_id = ? AND key = ?"
    connection.execute(sql, (*values.values(), run_id, key))


def _copy(
    connection: sqlite3.Connection, table: str, which: Mapping[str, str], values: Mapping[str, object]
) -> None:
    """One row more, with other values; of a name with `+` in front it is so much more."""
    names = [str(each[1]) for each in connection.execute(f"PRAGMA table_info({table})")]
    chosen, given = [], []
    for name in names:
        if name in values:
            chosen.append("?")
            given.append(values[name])
        elif f"+{name}" in values:
            chosen.append(f'"{name}" + ?')
            given.append(values[f"+{name}"])
        else:
            chosen.append(f'"{name}"')
    where = " AND ".join(f'"{name}" = ?' for name in which)
    listed = ", ".join(f'"{name}"' for name in names)
    sql = f'INSERT INTO "{table}" ({listed}) SELECT {", ".join(chosen)} FROM "{table}" WHERE {where}'
    connection.execute(sql, (*given, *which.values()))
