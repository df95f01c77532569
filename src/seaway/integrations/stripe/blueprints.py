"""`stripe.extract`: what happened on a Stripe account, as files."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

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
from seaway.integrations.stripe.connection import Stripe
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Duration, Form

StripeObject = Literal[
    "balance_transactions",
    "charges",
    "customers",
    "disputes",
    "invoices",
    "payment_intents",
    "payouts",
    "refunds",
]
PAGE = 100
"""The most that Stripe gives."""


@blueprint("stripe.extract", title="Extract from Stripe", category="Payments")
def extract(
    ctx: Context,
    connection: Stripe,
    objects: list[StripeObject],
    since: str,
    *,
    until: str = "",
    to: Annotated[str, Form(picker="folder")] = ".",
    format: FileFormat = "jsonl",  # noqa: A002 - what a person calls it
    patience: Annotated[Duration, Form(advanced=True)] = 60.0,
) -> Extracted:
    """Read what was created on a Stripe account in a time, into a file for each kind of object.

    From `since` on and before `until`, so that the next extraction goes on at the output `cursor`: nothing
    is missed and nothing comes twice. What was created earlier and changed since is not read again;
    `balance_transactions` are never changed.

    Args:
        connection: the account
        objects: what to read
        since: a date or time, such as `{{ run.interval_start }}`, or the `cursor` of the last extraction;
            in UTC where it names no zone
        until: a date or time; now, where it is empty
        to: folder for the files, `<object>.<format>` each
        format: `jsonl` keeps each object as Stripe sends it; in `csv` and `parquet` what is nested is JSON
        patience: how long to wait altogether where Stripe asks for fewer calls, before the task fails

    Raises:
        AuthError: the key is wrong or expired
        PermissionDeniedError: the key may not read one of the objects
        NotFoundError: 404; is the address that of Stripe?
        ConflictError: 409; Stripe is busy with the same thing
        RateLimitError: 429 for longer than `patience`; retried, after `Retry-After`
        UnavailableError: Stripe has trouble, or no answer came; retried
        InvalidInputError: `since` or `until` is no time, or Stripe refuses a value
        DataError: an answer that is not Stripe's

    Example:
        stripe:
          uses: stripe.extract
          with:
            connection: stripe
            objects: [charges, refunds, payouts]
            since: "{{ run.interval_start }}"
            until: "{{ run.interval_end }}"
            to: "raw/{{ inputs.day }}"
          retry: 3
    """
    check_format(format)
    window = window_of(since, until, ctx.now())
    extraction = Extraction(ctx=ctx, source=connection.name, to=to, format=format)
    with connection.open(patience) as api:
        for name in objects:
            extraction.write(name, _rows(api, name, window))
    return extraction.result(iso(window.since), iso(window.until))


def _rows(api: Api, name: str, window: Window) -> Iterator[Row]:
    """Newest first, as Stripe lists them; each page begins after the last row of the one before."""
    params: dict[str, Any] = {
        "limit": PAGE,
        "created[gte]": int(window.since.timestamp()),
        "created[lt]": int(window.until.timestamp()),
    }

    def following(page: Any) -> Call | None:
        rows = _listed(page, name)
        if not (rows and page.get("has_more")):
            return None
        return Call(path=f"v1/{name}", params={**params, "starting_after": rows[-1]["id"]})

    for page in api.pages(Call(path=f"v1/{name}", params=params), following):
        yield from _listed(page, name)


def _listed(page: Any, name: str) -> list[Row]:
    if not isinstance(page, dict) or not isinstance(page.get("data"), list):
        raise DataError(
            f"The answer for {name} is no list as Stripe sends it.", hint="Check the connection's `base_url`."
        )
    rows: list[Row] = page["data"]
    return rows
