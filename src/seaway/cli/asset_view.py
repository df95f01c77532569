"""What a run read and wrote, below its tasks."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from seaway.cli import looks, printing
from seaway.cli.file_view import size_of
from seaway.core.rows import AssetRow

MOST_ASSETS = 10_000
"""Reports that are looked at."""
_MOST_SHOWN = 40


def asset_shapes(rows: Sequence[AssetRow]) -> list[dict[str, object]]:
    """For `--json`: every report by itself."""
    return [
        {
            "asset": row.asset,
            "kind": row.kind,
            "task": row.key,
            "attempt": row.attempt,
            "at": row.at.isoformat(),
            "rows": row.row_count,
            "size_bytes": row.size_bytes,
            "columns": json.loads(row.columns),
            "extra": json.loads(row.extra),
        }
        for row in rows
    ]


def print_assets(rows: Sequence[AssetRow]) -> None:
    """One line for what a task did with an asset, however many items of it did."""
    sums = _summed(rows)
    if not sums:
        return
    printing.line()
    shown = sums[:_MOST_SHOWN]
    width = min(max(printing.cells(each.asset) for each in shown), 60)
    for each in shown:
        pad = " " * (width - printing.cells(each.asset))
        printing.line(f"{looks.dim(each.kind.ljust(7))}  {each.asset}{pad}  {looks.dim(each.facts())}")
    if len(shown) < len(sums):
        printing.line(looks.dim(f"and {len(sums) - len(shown):,} more: --json lists them"))


@dataclass(slots=True)
class _Sum:
    """All reports of one task on one asset. `rows`, `size_bytes`: None where nobody said."""

    kind: str
    asset: str
    path: str
    times: int = 0
    rows: int | None = None
    size_bytes: int | None = None

    def add(self, row: AssetRow) -> None:
        self.times += 1
        if row.row_count is not None:
            self.rows = (self.rows or 0) + row.row_count
        if row.size_bytes is not None:
            self.size_bytes = (self.size_bytes or 0) + row.size_bytes

    def facts(self) -> str:
        rows = "" if self.rows is None else printing.counted(self.rows, "row")
        size = "" if self.size_bytes is None else size_of(self.size_bytes)
        often = "" if self.times == 1 else f"{self.times:,} times"
        return "  ".join(fact for fact in (rows, size, f"by {self.path}", often) if fact)


def _summed(rows: Sequence[AssetRow]) -> list[_Sum]:
    sums: dict[tuple[str, str, str], _Sum] = {}
    for row in rows:
        key = (row.kind, row.asset, row.path)
        sums.setdefault(key, _Sum(*key)).add(row)
    return list(sums.values())
