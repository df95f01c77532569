"""`paypal.extract`: what happened on a PayPal account, as files."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Annotated, Any, Literal
from urllib.parse import parse_qs, urlsplit

from seaway.errors import DataError
from seaway.integrations.http.client import Api, Call
from seaway.integrations.http.extraction import (
    Extracted,
    Extraction,
    FileFormat,
    Window,
    iso,
    window_of,
)
from seaway.integrations.http.records import Row, check_format
from seaway.integrations.paypal.connection import PayPal
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Duration, Form

PayPalObject = Literal["transactions", "disputes"]
LONGEST = timedelta(days=31)
"""What one search may span."""
DELAY = timedelta(hours=3)
"""Until a transaction that was made shows in a search, by PayPal's description of it."""
PAGE = 500
DISPUTES = 50
MOST_FOUND = 10_000
"""Of one search; PayPal refuses more pages, so a fuller window is halved."""


@blueprint("paypal.extract", title="Extract from PayPal", category="Payments")
def extract(
    ctx: Context,
    connection: PayPal,
    objects: list[PayPalObject],
    since: str,
    *,
    until: str = "",
    to: Annotated[str, Form(picker="folder")] = ".",
    format: FileFormat = "jsonl",  # noqa: A002 - what a person calls it
    only_balance: bool = True,
    patience: Annotated[Duration, Form(advanced=True)] = 60.0,
) -> Extracted:
    """Read the transactions and disputes of a PayPal account in a time, into a file for each.

    From `since` on and before `until`, so that the next extraction goes on at the output `cursor`.
    Transactions are counted by the time they were initiated, disputes by the time they were last updated.
    Longer times than the 31 days of one search are taken in pieces.

    Args:
        connection: the account
        objects: what to read
        since: a date or time, such as `{{ run.interval_start }}`, or the `cursor` of the last extraction; in
            UTC where it names no zone. PayPal keeps three years of transactions, and lists disputes of the
            last 180 days
        until: a date or time; where it is empty three hours ago, because PayPal shows what happened only then
        to: folder for the files, `<object>.<format>` each
        format: `jsonl` keeps each object as PayPal sends it; in `csv` and `parquet` what is nested is JSON
        only_balance: leave out transactions that change no balance
        patience: how long to wait altogether where PayPal asks for fewer calls, before the task fails

    Raises:
        AuthError: the client id or secret is wrong
        PermissionDeniedError: the app lacks the feature, such as Transaction Search
        NotFoundError: 404; is the address that of PayPal?
        ConflictError: 409; PayPal works on the same thing
        RateLimitError: 429 for longer than `patience`; retried, after `Retry-After`
        UnavailableError: PayPal has trouble, or no answer came; retried
        InvalidInputError: `since` or `until` is no time, or PayPal refuses it, such as one of over three
        years ago DataError: an answer that is not PayPal's, or more than 10,000 transactions in one second

    Example:
        paypal:
          uses: paypal.extract
          with:
            connection: paypal
            objects: [transactions]
            since: "{{ run.interval_start }}"
            until: "{{ run.interval_end }}"
            to: "raw/{{ inputs.day }}"
          retry: 3
    """
    check_format(format)
    window = window_of(since, until, ctx.now(), delay=DELAY)
    extraction = Extraction(ctx=ctx, source=connection.name, to=to, format=format)
    with connection.open(patience) as api:
        kinds: dict[str, Callable[[], Iterator[Row]]] = {
            "transactions": lambda: _transactions(api, window, only_balance=only_balance),
            "disputes": lambda: _disputes(api, window),
        }
        for name in objects:
            extraction.write(name, kinds[name]())
    return extraction.result(iso(window.since), iso(window.until))


def _transactions(api: Api, window: Window, *, only_balance: bool) -> Iterator[Row]:
    for part in window.parts(LONGEST):
        yield from _searched(api, part, "Y" if only_balance else "N")


def _searched(api: Api, part: Window, balance: str) -> Iterator[Row]:
    """PayPal's end is part of the window and knows seconds: the last second of ours is one before `until`."""
    params = {
        "start_date": iso(part.since),
        "end_date": iso(part.until - timedelta(seconds=1)),
        "fields": "all",
        "balance_affecting_records_only": balance,
        "page_size": PAGE,
    }
    path = "v1/reporting/transactions"
    page = _checked(api.json(Call(path=path, params={**params, "page": 1})), "transaction_details")
    if int(page.get("total_items", 0)) > MOST_FOUND:
        for half in _halves(part):
            yield from _searched(api, half, balance)
        return
    yield from page["transaction_details"]
    for number in range(2, int(page.get("total_pages", 1)) + 1):
        page = _checked(api.json(Call(path=path, params={**params, "page": number})), "transaction_details")
        yield from page["transaction_details"]


def _halves(part: Window) -> Iterator[Window]:
    seconds = int((part.until - part.since).total_seconds())
    if seconds < 2:
        raise DataError(
            f"PayPal has more than {MOST_FOUND:,} transactions in the second {iso(part.since)}.",
            hint="PayPal gives no more of one search; ask PayPal for a report file.",
        )
    return part.parts(timedelta(seconds=(seconds + 1) // 2))


def _disputes(api: Api, window: Window) -> Iterator[Row]:
    """PayPal's two ends are outside of the window, so ours begins a second before."""
    params = {
        "update_time_after": _milliseconds(window.since - timedelta(seconds=1)),
        "update_time_before": _milliseconds(window.until),
        "page_size": DISPUTES,
    }

    def following(page: Any) -> Call | None:
        links = {
            each.get("rel"): str(each.get("href", "")) for each in _checked(page, "items").get("links", [])
        }
        token = parse_qs(urlsplit(links.get("next", "")).query).get("next_page_token")
        return (
            Call(path="v1/customer/disputes", params={**params, "next_page_token": token[0]})
            if token
            else None
        )

    begin = iso(window.since)[:19]
    for page in api.pages(Call(path="v1/customer/disputes", params=params), following):
        for row in _checked(page, "items")["items"]:
            if str(row.get("update_time", begin))[:19] >= begin:
                yield row


def _milliseconds(moment: Any) -> str:
    return f"{iso(moment)[:-1]}.000Z"


def _checked(page: Any, name: str) -> dict[str, Any]:
    if not isinstance(page, dict) or not isinstance(page.setdefault(name, []), list):
        raise DataError(
            f"The answer holds no {name} as PayPal sends them.", hint="Check the connection's `base_url`."
        )
    return page
