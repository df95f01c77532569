"""Plays the three payment providers: writes one day of real purchases as each of them would export it.

    python scripts/export_purchases.py --day 2011-11-17 --into bucket

makes `raw/2011-11-17/` with

- `stripe.jsonl`: JSON lines, ISO timestamps, amounts in pence;
- `paypal.csv`: commas, MM/DD/YY, plain decimals, and a note on fees among the payments;
- `mastercard.csv`: semicolons, DD/MM/YY, decimal commas;
- `manifest.json`: size, rows and SHA-256 of each, written last.

The rows are those of `data/purchases.csv` with all their quirks. Standard library only.
"""

import argparse
import csv
import hashlib
import io
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

PURCHASES = Path(__file__).resolve().parent.parent / "data" / "purchases.csv"
PROVIDERS = ("stripe", "paypal", "mastercard")
PAYPAL_COLUMNS = (
    *("Date", "Time", "Transaction ID", "Item Title", "Item ID", "Quantity"),
    *("Currency", "Gross", "Customer", "Country"),
)
MASTERCARD_COLUMNS = (
    *("Reference", "Booked on", "Booked at", "Text", "Article", "Pieces"),
    *("Amount", "Currency", "Customer", "Country"),
)
FEE_NOTE = "Fees of this day are shown on your monthly statement"


@dataclass(frozen=True)
class Payment:
    """One line of an invoice. A cancellation has a negative quantity and amount."""

    payment_id: str
    paid_at: datetime
    sku: str
    item: str
    quantity: int
    amount: Decimal
    customer: str
    country: str


def main() -> None:
    arguments = _arguments()
    payments = read_payments(PURCHASES)
    of_the_day = [payment for payment in payments if payment.paid_at.date() == arguments.day]
    if not of_the_day:
        days = sorted({payment.paid_at.date().isoformat() for payment in payments})
        sys.exit(f"There are no purchases on {arguments.day}. The sample has {', '.join(days)}.")
    folder = arguments.into / "raw" / arguments.day.isoformat()
    counts = write_exports(folder, of_the_day, arguments.day)
    for name, rows in counts.items():
        print(f"{name}: {rows} rows")
    _report(files=len(counts), rows=sum(counts.values()))


def read_payments(file: Path) -> list[Payment]:
    """A payment for each invoice line; its id is the invoice's number with the line's place in it."""
    lines: Counter[str] = Counter()
    payments = []
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            invoice = row["InvoiceNo"]
            lines[invoice] += 1
            quantity = int(row["Quantity"])
            payments.append(
                Payment(
                    payment_id=f"{invoice}-{lines[invoice]}",
                    paid_at=datetime.fromisoformat(row["InvoiceDate"]),
                    sku=row["StockCode"],
                    item=row["Description"],
                    quantity=quantity,
                    amount=quantity * Decimal(row["UnitPrice"]),
                    customer=row["CustomerID"],
                    country=row["Country"],
                )
            )
    return payments


def provider_of(payment_id: str) -> str:
    """Which provider an invoice was paid through: by its number, so that each export is the same again."""
    invoice = payment_id.partition("-")[0]
    return PROVIDERS[hashlib.sha256(invoice.encode()).digest()[0] % len(PROVIDERS)]


def write_exports(folder: Path, payments: list[Payment], day: date) -> dict[str, int]:
    """Write the three files and their manifest; gives the rows of each file."""
    chosen: dict[str, list[Payment]] = {provider: [] for provider in PROVIDERS}
    for payment in payments:
        chosen[provider_of(payment.payment_id)].append(payment)
    contents = {
        "stripe.jsonl": to_stripe(chosen["stripe"]),
        "paypal.csv": to_paypal(chosen["paypal"], day),
        "mastercard.csv": to_mastercard(chosen["mastercard"]),
    }
    rows = {
        "stripe.jsonl": len(chosen["stripe"]),
        "paypal.csv": len(chosen["paypal"]) + 1,  # the note on fees
        "mastercard.csv": len(chosen["mastercard"]),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        _write(folder / name, content)
    entries = [
        {
            "path": name,
            "bytes": len(content),
            "rows": rows[name],
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        for name, content in contents.items()
    ]
    _write(folder / "manifest.json", json.dumps({"files": entries}, indent=2).encode() + b"\n")
    return rows


def to_stripe(payments: list[Payment]) -> bytes:
    lines = (
        json.dumps(
            {
                "id": payment.payment_id,
                "created": f"{payment.paid_at.isoformat()}Z",
                "amount": int(payment.amount * 100),
                "currency": "gbp",
                "description": payment.item,
                "metadata": {
                    "sku": payment.sku,
                    "quantity": payment.quantity,
                    "customer": payment.customer,
                    "country": payment.country,
                },
            }
        )
        for payment in payments
    )
    return "".join(f"{line}\n" for line in lines).encode()


def to_paypal(payments: list[Payment], day: date) -> bytes:
    def rows() -> Iterator[tuple[str, ...]]:
        for payment in payments:
            yield (
                *(f"{payment.paid_at:%m/%d/%y}", f"{payment.paid_at:%H:%M:%S}", payment.payment_id),
                *(payment.item, payment.sku, str(payment.quantity)),
                *("GBP", f"{payment.amount:.2f}", payment.customer, payment.country),
            )
        yield (f"{day:%m/%d/%y}", "23:59:59", "", FEE_NOTE, "", "", "GBP", "see statement", "", "")

    return _csv(PAYPAL_COLUMNS, rows(), delimiter=",")


def to_mastercard(payments: list[Payment]) -> bytes:
    rows = (
        (
            *(payment.payment_id, f"{payment.paid_at:%d/%m/%y}", f"{payment.paid_at:%H.%M}"),
            *(payment.item, payment.sku, str(payment.quantity)),
            *(f"{payment.amount:.2f}".replace(".", ","), "GBP", payment.customer, payment.country),
        )
        for payment in payments
    )
    return _csv(MASTERCARD_COLUMNS, rows, delimiter=";")


def _csv(head: tuple[str, ...], rows: Iterator[tuple[str, ...]], *, delimiter: str) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode()


def _write(file: Path, content: bytes) -> None:
    """Through another name, so that nobody ever sees half a file."""
    partial = file.with_name(f".{file.name}.partial")
    partial.write_bytes(content)
    partial.replace(file)


def _report(**outputs: int) -> None:
    """Outputs of the task, where this runs in one."""
    if place := os.environ.get("SEAWAY_OUTPUT"):
        with Path(place).open("a", encoding="utf-8") as stream:
            stream.writelines(f"{name}={value}\n" for name, value in outputs.items())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Write a day of purchases as three providers export them.")
    parser.add_argument("--day", type=date.fromisoformat, required=True, help="such as 2011-11-17")
    parser.add_argument(
        "--into",
        type=Path,
        default=os.environ.get("BUCKET_PATH"),
        required="BUCKET_PATH" not in os.environ,
        help="the folder that stands for the bucket; $BUCKET_PATH if left out",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
