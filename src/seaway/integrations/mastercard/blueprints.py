"""`mastercard.extract`: the claims in Mastercom's queues, as files.

Of Mastercard's APIs this is Mastercom 6, where issuers and acquirers handle disputes: `GET /v6/queues`. What
a merchant was paid comes from the acquirer, not from Mastercard."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

from seaway.errors import DataError, InvalidInputError
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
from seaway.integrations.mastercard.connection import Mastercard
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Duration, Form

_QUEUE = re.compile(r"[A-Za-z0-9_-]{1,100}")
_CARD = "primaryAccountNum"


@blueprint("mastercard.extract", title="Extract from Mastercard", category="Payments", extra="mastercard")
def extract(
    ctx: Context,
    connection: Mastercard,
    objects: list[str],
    since: str,
    *,
    until: str = "",
    to: Annotated[str, Form(picker="folder")] = ".",
    format: FileFormat = "jsonl",  # noqa: A002 - what a person calls it
    mask_cards: bool = True,
    patience: Annotated[Duration, Form(advanced=True)] = 60.0,
) -> Extracted:
    """Read claims (disputes) from queues of Mastercom, into a file for each queue.

    A claim counts by the day it was last modified, in UTC, from the day of `since` on and before that of
    `until`, so that the next extraction goes on at the output `cursor`. Mastercom gives a queue as a whole;
    what is outside of the time is left out here.

    Args:
        connection: the project of Mastercard Developers
        objects: names of queues, such as `Closed` or `AcquirerFirstCBUnworked`
        since: a day, such as `{{ inputs.day }}`, or the `cursor` of the last extraction
        until: a day; today, where it is empty
        to: folder for the files, `<queue>.<format>` each
        format: `jsonl` keeps each claim as Mastercard sends it; in `csv` and `parquet` what is nested is JSON
        mask_cards: keep only the first six and last four digits of card numbers
        patience: how long to wait altogether where Mastercard asks for fewer calls, before the task fails

    Raises:
        AuthError: the signing key can't be opened, or Mastercard does not know it
        PermissionDeniedError: the project has no access to Mastercom
        NotFoundError: there is no such queue
        ConflictError: 409; Mastercard works on the same thing
        RateLimitError: 429 for longer than `patience`; retried, after `Retry-After`
        UnavailableError: Mastercard has trouble, or no answer came; retried
        InvalidInputError: `since` or `until` is no time, no queue has such a name, or Mastercard refuses a
        value DataError: an answer that is not Mastercard's

    Example:
        claims:
          uses: mastercard.extract
          with:
            connection: mastercard
            objects: [AcquirerFirstCBUnworked, Closed]
            since: "{{ run.interval_start }}"
            until: "{{ run.interval_end }}"
            to: "raw/{{ inputs.day }}"
          retry: 3
    """
    check_format(format)
    for name in objects:
        if not _QUEUE.fullmatch(name):
            raise InvalidInputError(f"`{name}` is no name of a queue.", hint="Write it like `Closed`.")
    window = _days(window_of(since, until, ctx.now()))
    extraction = Extraction(ctx=ctx, source=connection.name, to=to, format=format)
    with connection.open(patience) as api:
        for name in objects:
            extraction.write(name, _claims(api, name, window, mask=mask_cards))
    return extraction.result(iso(window.since), iso(window.until))


def _days(window: Window) -> Window:
    """Mastercom dates claims by the day, so that only whole days can be told apart."""
    return Window(since=_midnight(window.since), until=_midnight(window.until))


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0)


def _claims(api: Api, queue: str, window: Window, *, mask: bool) -> Iterator[Row]:
    found = api.json(Call(path="mastercom/v6/queues", params={"queue-name": queue}))
    if not isinstance(found, list):
        raise DataError(
            f"The answer for the queue {queue} is no list of claims.",
            hint="Check the connection's `base_url`.",
        )
    first, end = iso(window.since)[:10], iso(window.until)[:10]
    for claim in found:
        day = str(claim.get("lastModifiedDate") or claim.get("createDate") or "")[:10]
        if first <= day < end:
            yield {**claim, _CARD: _masked(claim[_CARD])} if mask and _CARD in claim else claim


def _masked(number: Any) -> str:
    """`548888******7192`, as card rules allow it to be shown."""
    digits = str(number)
    return f"{digits[:6]}{'*' * max(len(digits) - 10, 0)}{digits[-4:]}" if len(digits) > 10 else "****"
