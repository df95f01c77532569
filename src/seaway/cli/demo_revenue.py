"""What the demo left in its warehouse: the view of revenue, as rows and as a table."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path

from seaway.cli import looks, printing
from seaway.errors import BadRequestError, TaskError
from seaway.integrations.duckdb.engine import opened

HEAD = ("day", "country", "provider", "payments", "cancelled", "GBP", "EUR")


@dataclass(frozen=True, slots=True, kw_only=True)
class Revenue:
    """One row of the view."""

    day: str
    country: str
    provider: str
    payments: int
    cancellations: int
    revenue_gbp: Decimal
    revenue_eur: Decimal

    def to_json(self) -> dict[str, object]:
        """Amounts as text: exact."""
        return asdict(self)


def read_revenue(warehouse: Path) -> list[Revenue]:
    """All rows, in the order of the view.

    Raises:
        BadRequestError: the warehouse is gone, or can't be read.
    """
    names = tuple(Revenue.__dataclass_fields__)
    try:
        with opened(str(warehouse), read_only=True, lock_timeout_s=10) as connection:
            rows = connection.execute(f"SELECT {', '.join(names)} FROM revenue").fetchall()
    except TaskError as error:
        raise BadRequestError(
            f"The warehouse {warehouse} can't be read: {error.message}",
            hint="If you changed it: remove the folder of the demo, and begin again.",
        ) from error
    found = [dict(zip(names, row, strict=True)) for row in rows]
    return [Revenue(**{**values, "day": str(values["day"])}) for values in found]


def print_revenue(rows: list[Revenue]) -> None:
    """A table with a line for the sum of each day."""
    lines: list[tuple[str, ...]] = []
    for day in sorted({row.day for row in rows}):
        of_day = [row for row in rows if row.day == day]
        lines += [_cells(row.day, row.country, row.provider, [row]) for row in of_day]
        lines.append(tuple(looks.strong(cell) for cell in _cells(day, "all", "", of_day)))
    head = list(HEAD)
    for column in range(3, len(head)):
        width = max(printing.cells(text) for text in (head[column], *(line[column] for line in lines)))
        head[column] = head[column].rjust(width)
        lines = [(*line[:column], _right(line[column], width), *line[column + 1 :]) for line in lines]
    printing.table(head, lines)


def total_eur(rows: list[Revenue]) -> str:
    return f"{sum((row.revenue_eur for row in rows), Decimal()):,.2f}"


def _cells(day: str, country: str, provider: str, rows: list[Revenue]) -> tuple[str, ...]:
    cancellations = sum(row.cancellations for row in rows)
    gbp = sum((row.revenue_gbp for row in rows), Decimal())
    counts = (f"{sum(row.payments for row in rows):,}", f"{cancellations:,}" if cancellations else "")
    return (day, country, provider, *counts, f"{gbp:,.2f}", total_eur(rows))


def _right(text: str, width: int) -> str:
    return " " * (width - printing.cells(text)) + text
