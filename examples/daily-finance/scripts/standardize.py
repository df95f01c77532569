"""Brings one provider's export to the one shape of the warehouse, in euro.

    python scripts/standardize.py --provider paypal --day 2011-11-17 --bucket bucket

reads `raw/2011-11-17/paypal.csv` of the bucket and writes `payments.csv` and, for what can't be read,
`rejects.csv` with line and reason into the working directory. Amounts are decimals throughout, never
floats. Standard library only.
"""

import argparse
import csv
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

RATES = Path(__file__).resolve().parent.parent / "data" / "ecb_reference_rates.csv"
OLDEST_RATE = timedelta(days=7)
CENT = Decimal("0.01")
MOST_SHOWN = 20

T = TypeVar("T")


class Unreadable(ValueError):  # noqa: N818 - what it says about a row
    """Why a row is set aside."""


@dataclass(frozen=True)
class Payment:
    """One row of `payments.csv`. `rate` is units of `currency` for one euro."""

    payment_id: str
    provider: str
    paid_at: datetime
    day: date
    country: str
    customer: str
    sku: str
    item: str
    quantity: int
    currency: str
    amount: Decimal
    rate: Decimal
    rate_date: date
    amount_eur: Decimal


@dataclass(frozen=True)
class Reject:
    """One row of `rejects.csv`: where it stood, why it can't be loaded, and what it said."""

    provider: str
    line: int
    reason: str
    raw: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of an export, as far as it could be read. `raw`: as it stood there, at `line`."""

    line: int
    raw: str
    payment_id: object
    paid_at: datetime | Unreadable
    amount: Decimal | Unreadable
    currency: object
    item: object
    sku: object
    quantity: object
    customer: object
    country: object


@dataclass(frozen=True)
class Rate:
    value: Decimal
    published: date


class Rates:
    """Reference rates of the European Central Bank, as its history file has them."""

    def __init__(self, file: Path) -> None:
        with file.open(encoding="utf-8", newline="") as stream:
            rows = sorted(csv.DictReader(stream), key=lambda row: row["Date"], reverse=True)
        self._newest_first = [(date.fromisoformat(row["Date"]), row) for row in rows]

    def last(self, currency: str, day: date) -> Rate:
        """The last one published on or before `day`: none is on weekends and holidays."""
        for published, row in self._newest_first:
            text = row.get(currency) or "N/A"
            if day - OLDEST_RATE <= published <= day and text != "N/A":
                return Rate(Decimal(text), published)
        raise Unreadable(f"no rate for {currency or 'no currency'} in the week up to {day}")


def main() -> None:
    arguments = _arguments()
    file = arguments.bucket / "raw" / arguments.day.isoformat() / FILES[arguments.provider]
    if not file.is_file():
        sys.exit(f"There is no export {file}.")
    try:
        payments, rejects = standardize(file, arguments.provider, arguments.day, Rates(RATES))
    except KeyError as error:
        sys.exit(f"The export {file} has no column {error}.")
    _write(Path("payments.csv"), Payment, payments)
    _write(Path("rejects.csv"), Reject, rejects)
    print(f"{arguments.provider}: {len(payments)} payments, {len(rejects)} set aside")
    for reject in rejects[:MOST_SHOWN]:
        print(f"  line {reject.line}: {reject.reason}")
    reasons = [f"{reject.provider} line {reject.line}: {reject.reason}" for reject in rejects[:MOST_SHOWN]]
    _report(provider=arguments.provider, rows=len(payments), rejected=len(rejects), reasons=reasons)


def standardize(file: Path, provider: str, day: date, rates: Rates) -> tuple[list[Payment], list[Reject]]:
    """All rows of an export, each either a payment of `day` or a reject with its reason."""
    payments: dict[str, Payment] = {}
    rejects = []
    for row in READERS[provider](file):
        try:
            payment = to_payment(row, provider, day, rates)
            if payment.payment_id in payments:
                raise Unreadable(f"the payment {payment.payment_id} stands twice")
            payments[payment.payment_id] = payment
        except Unreadable as error:
            rejects.append(Reject(provider, row.line, str(error), row.raw))
    return list(payments.values()), rejects


def to_payment(row: Row, provider: str, day: date, rates: Rates) -> Payment:
    """A row in the shape of the warehouse; raises Unreadable with the reason where it has none."""
    payment_id = _text(row.payment_id)
    if not payment_id:
        raise Unreadable("it has no payment id")
    paid_at = _readable(row.paid_at)
    if paid_at.date() != day:
        raise Unreadable(f"it is dated {paid_at.date()}, not {day}")
    amount = _readable(row.amount)
    if amount == 0:
        raise Unreadable("its amount is zero: no money moved")
    currency = _text(row.currency).upper()
    rate = rates.last(currency, day)
    return Payment(
        payment_id=payment_id,
        provider=provider,
        paid_at=paid_at,
        day=day,
        country=_text(row.country),
        customer=_text(row.customer).removesuffix(".0"),
        sku=_text(row.sku),
        item=_text(row.item),
        quantity=_whole(row.quantity),
        currency=currency,
        amount=amount,
        rate=rate.value,
        rate_date=rate.published,
        amount_eur=(amount / rate.value).quantize(CENT, ROUND_HALF_UP),
    )


# --- one reader a provider ---


def read_stripe(file: Path) -> Iterator[Row]:
    with file.open(encoding="utf-8", errors="replace") as stream:
        for line, raw in enumerate(stream, start=1):
            found = _object(raw)
            more = found.get("metadata")
            more = more if isinstance(more, dict) else {}
            yield Row(
                line=line,
                raw=raw.rstrip("\n"),
                payment_id=found.get("id"),
                paid_at=_moment(found.get("created"), "%Y-%m-%dT%H:%M:%SZ"),
                amount=_amount(found.get("amount"), hundredths=True),
                currency=found.get("currency"),
                item=found.get("description"),
                sku=more.get("sku"),
                quantity=more.get("quantity"),
                customer=more.get("customer"),
                country=more.get("country"),
            )


def read_paypal(file: Path) -> Iterator[Row]:
    for line, raw, row in _csv_rows(file, ","):
        yield Row(
            line=line,
            raw=raw,
            payment_id=row["Transaction ID"],
            paid_at=_moment(f"{row['Date']} {row['Time']}", "%m/%d/%y %H:%M:%S"),
            amount=_amount(row["Gross"]),
            currency=row["Currency"],
            item=row["Item Title"],
            sku=row["Item ID"],
            quantity=row["Quantity"],
            customer=row["Customer"],
            country=row["Country"],
        )


def read_mastercard(file: Path) -> Iterator[Row]:
    for line, raw, row in _csv_rows(file, ";"):
        yield Row(
            line=line,
            raw=raw,
            payment_id=row["Reference"],
            paid_at=_moment(f"{row['Booked on']} {row['Booked at']}", "%d/%m/%y %H.%M"),
            amount=_amount(row["Amount"].replace(".", "").replace(",", ".")),
            currency=row["Currency"],
            item=row["Text"],
            sku=row["Article"],
            quantity=row["Pieces"],
            customer=row["Customer"],
            country=row["Country"],
        )


READERS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "stripe": read_stripe,
    "paypal": read_paypal,
    "mastercard": read_mastercard,
}
FILES = {"stripe": "stripe.jsonl", "paypal": "paypal.csv", "mastercard": "mastercard.csv"}


def _object(raw: str) -> dict[str, Any]:
    """Nothing where the line is no JSON object: it is then set aside for what it lacks."""
    try:
        found = json.loads(raw, parse_float=Decimal)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _csv_rows(file: Path, delimiter: str) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Line number, the line as it stood, and its values; a row that is too short has empty ones."""
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter)
        head = next(reader, [])
        for values in reader:
            padded = values + [""] * (len(head) - len(values))
            yield reader.line_num, delimiter.join(values), dict(zip(head, padded, strict=False))


# --- values; what can't be read is said as an Unreadable in place of the value ---


def _text(value: object) -> str:
    """Without the blanks around it; empty for nothing."""
    return "" if value is None else " ".join(str(value).split())


def _moment(value: object, form: str) -> datetime | Unreadable:
    text = _text(value)
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 - exports say the shop's own time
    except ValueError:
        return Unreadable(f"its date can't be read: {text or 'nothing'}")


def _amount(value: object, *, hundredths: bool = False) -> Decimal | Unreadable:
    """In units of the currency, exact to the cent."""
    text = _text(value)
    try:
        amount = Decimal(text).scaleb(-2 if hundredths else 0)
        if amount.is_finite() and amount == amount.quantize(CENT):
            return amount.quantize(CENT)
    except InvalidOperation:
        pass
    return Unreadable(f"its amount can't be read: {text or 'nothing'}")


def _readable(value: T | Unreadable) -> T:
    if isinstance(value, Unreadable):
        raise value
    return value


def _whole(value: object) -> int:
    try:
        return int(_text(value))
    except ValueError:
        raise Unreadable(f"its quantity can't be read: {_text(value) or 'nothing'}") from None


def _write(file: Path, kind: type[Payment] | type[Reject], rows: list[Any]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [field.name for field in fields(kind)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)


def _report(**outputs: object) -> None:
    """Outputs of the task, where this runs in one."""
    if place := os.environ.get("SEAWAY_OUTPUT"):
        with Path(place).open("a", encoding="utf-8") as stream:
            stream.write(f"{json.dumps(outputs)}\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Bring an export of payments to one shape, in euro.")
    parser.add_argument("--provider", choices=FILES, required=True)
    parser.add_argument("--day", type=date.fromisoformat, required=True, help="such as 2011-11-17")
    parser.add_argument(
        "--bucket",
        type=Path,
        default=os.environ.get("BUCKET_PATH"),
        required="BUCKET_PATH" not in os.environ,
        help="the folder with the exports; $BUCKET_PATH if left out",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
