"""`http.extract`: every page of a list that an HTTP API gives, as a file."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from seaway.errors import DataError, InvalidInputError
from seaway.integrations.http.client import Api
from seaway.integrations.http.connection import Http
from seaway.integrations.http.extraction import Extracted, Extraction, FileFormat, iso
from seaway.integrations.http.pages import Listing, Pages, Paging
from seaway.integrations.http.records import Row, check_format
from seaway.integrations.http.sending import address_of, credentials_of
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Duration, Form

_NAME = re.compile(r"[\w][\w.-]{0,99}")
_PAGES = "Pages"
_TIME = "Only what is new"
PagingInput = Annotated[Paging, Form(group=_PAGES)]
NextPath = Annotated[
    str, Form(group=_PAGES, show_if={"paging": ["next_link", "cursor"]}, placeholder="paging.next")
]


@blueprint("http.extract", title="Extract from a paged API", category="Web", extra="dlt")
def extract(
    ctx: Context,
    url: str,
    connection: Http | None = None,
    *,
    name: str = "rows",
    to: Annotated[str, Form(picker="folder")] = ".",
    format: FileFormat = "jsonl",  # noqa: A002 - what a person calls it
    rows: Annotated[str, Form(placeholder="data.items")] = "",
    method: Literal["GET", "POST"] = "GET",
    params: dict[str, Any] = {},  # noqa: B006 - never changed
    json: Annotated[dict[str, Any], Form(editor="json", show_if={"method": "POST"})] = {},  # noqa: B006
    headers: Annotated[dict[str, str], Form(advanced=True)] = {},  # noqa: B006
    paging: PagingInput = "auto",
    next_path: NextPath = "",
    page_param: Annotated[str, Form(group=_PAGES, show_if={"paging": ["cursor", "offset", "page"]})] = "",
    first_page: Annotated[int, Form(group=_PAGES, show_if={"paging": "page"})] = 1,
    page_size: Annotated[int, Form(group=_PAGES)] = 0,
    size_param: Annotated[str, Form(group=_PAGES, placeholder="limit")] = "",
    total_path: Annotated[str, Form(group=_PAGES, show_if={"paging": ["offset", "page"]})] = "",
    page_in: Annotated[Literal["query", "body"], Form(group=_PAGES, show_if={"method": "POST"})] = "query",
    since: Annotated[str, Form(group=_TIME)] = "",
    since_param: Annotated[str, Form(group=_TIME, placeholder="updated_since")] = "",
    until: Annotated[str, Form(group=_TIME)] = "",
    until_param: Annotated[str, Form(group=_TIME)] = "",
    cursor_field: Annotated[str, Form(group=_TIME, placeholder="updated_at")] = "",
    patience: Annotated[Duration, Form(advanced=True)] = 60.0,
) -> Extracted:
    """Read a list of an HTTP API page by page into a file.

    All pages come from the host of the first one, and each is looked at like any address of a workflow. One
    page is held in memory at a time, of at most 64 MiB. The file appears when the last page is in it.

    Args:
        url: the full address of the list, or a path below the connection's address
        connection: base address and credentials
        name: of the file, which is `<name>.<format>`
        to: folder for the file
        format: `jsonl` keeps each object as it is sent; in `csv` and `parquet` what is nested is JSON
        rows: where an answer holds its rows, such as `data.items`; found out where it is empty
        method: how the list is asked for
        params: the query
        json: the body, with `method: POST`
        headers: more headers
        paging: how the next page is found: `link_header` (RFC 8288), `next_link` (an address in the answer),
            `cursor`, `offset`, `page` (a number) or `none`; `auto` sees links by itself, and fails where an
            answer has more pages but no link
        next_path: where an answer holds the address of the next page, or its cursor
        page_param: the parameter for the cursor, the offset or the number; by default `cursor`, `offset` or
            `page`
        first_page: the number of the first page
        page_size: how many rows to ask for at a time; needed for `offset`
        size_param: the parameter for the page size; `limit` by default
        total_path: where an answer holds the number of all rows (`offset`) or pages (`page`); without it an
            empty page is the last one
        page_in: whether these parameters are sent in the query or in the body
        since: where to begin: the `cursor` of the last extraction, or a time; everything, where it is empty
        since_param: the parameter that takes `since`
        until: where to end; now, where it is empty and `until_param` is set
        until_param: the parameter that takes `until`
        cursor_field: a field of the rows that grows, such as `updated_at`: its highest value is the output
            `cursor`
        patience: how long to wait altogether where the API asks for fewer calls, before the task fails

    Raises:
        AuthError: 401
        PermissionDeniedError: 403, or an address that workflows may not reach
        NotFoundError: 404, 410
        ConflictError: 409, 412
        RateLimitError: 429 for longer than `patience`; retried, after `Retry-After`
        UnavailableError: 5xx, no connection or no answer in time; retried
        InvalidInputError: another status, a next page on another host, or inputs that don't go together
        DataError: an answer that is no JSON or holds no rows, or pages that have no end

    Example:
        orders:
          uses: http.extract
          with:
            connection: shop
            url: v2/orders
            name: orders
            rows: data
            paging: cursor
            next_path: meta.next_cursor
            since: "{{ run.interval_start }}"
            since_param: updated_after
            to: raw
          retry: 3
    """
    _check(name, format)
    pages = Pages(
        paging=paging,
        rows=rows,
        next_path=next_path,
        page_param=page_param,
        page_in=page_in,
        page_size=page_size,
        size_param=size_param,
        first_page=first_page,
        total_path=total_path,
    )
    window = _Bounds(since=since, until=until or (iso(ctx.now()) if until_param else ""))
    address = address_of(url, connection.base_url if connection else "")
    query = {**params, **window.params(since_param, until_param)}
    listing = Listing(url=address, method=method, params=query, json=_body(method, json))
    highest = Highest(cursor_field)
    extraction = Extraction(ctx=ctx, source=_source(address, connection), to=to, format=format)
    with _open(address, connection, headers, patience) as api:
        extraction.write(name, highest.seen(_rows(api, listing, pages)))
    return extraction.result(since, highest.text or window.until or since)


@dataclass(frozen=True, slots=True)
class _Bounds:
    since: str
    until: str

    def params(self, since_param: str, until_param: str) -> dict[str, str]:
        given = {("since", since_param): self.since, ("until", until_param): self.until}
        for (name, parameter), value in given.items():
            if value and not parameter:
                raise InvalidInputError(
                    f"`{name}` is given, but not how the API takes it.",
                    hint=f"Set `{name}_param` to the name of its parameter.",
                )
        return {parameter: value for (_, parameter), value in given.items() if value}


@dataclass(slots=True)
class Highest:
    """Sees rows go by, and keeps the highest value of `field`; a dot leads into what is nested."""

    field: str
    _value: Any = None

    @property
    def text(self) -> str:
        return "" if self._value is None else str(self._value)

    def seen(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Raises DataError where values can't be compared."""
        for row in rows:
            if self.field:
                self._see(row)
            yield row

    def _see(self, row: Row) -> None:
        value: Any = row
        for part in self.field.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if value is None:
            return
        if isinstance(value, bool) or not isinstance(value, str | int | float) or not self._is_like(value):
            raise DataError(
                f"`{self.field}` is no text or number in every row, so no value of it is the highest.",
                hint="Choose another `cursor_field`.",
            )
        if self._value is None or value > self._value:
            self._value = value

    def _is_like(self, value: Any) -> bool:
        return self._value is None or isinstance(value, str) == isinstance(self._value, str)


def _rows(api: Api, listing: Listing, pages: Pages) -> Iterator[Row]:
    from seaway.integrations.http.paging import rows_of

    return rows_of(api, listing, pages)


def _source(address: str, connection: Http | None) -> str:
    return connection.name if connection else str(urlsplit(address).hostname)


def _check(name: str, file_format: FileFormat) -> None:
    check_format(file_format)
    if not _NAME.fullmatch(name):
        raise InvalidInputError(
            f"`{name}` is no name of a file.", hint="Write `name` in letters and digits; `to` is the folder."
        )


def _body(method: str, json: dict[str, Any]) -> dict[str, Any] | None:
    from copy import deepcopy

    if method == "GET" and json:
        raise InvalidInputError(
            "`json` is sent with `method: POST` only.", hint="Set `method`, or use `params`."
        )
    return deepcopy(json) if method == "POST" else None


def _open(address: str, connection: Http | None, headers: Mapping[str, str], patience_s: float) -> Api:
    """Bound to one host: no credentials, of the connection or in `headers`, go to another."""
    parts = urlsplit(address)
    signed, auth = credentials_of(connection) if connection else ({}, None)
    return Api(
        connection.base_url if connection else f"{parts.scheme}://{parts.netloc}",
        headers={**signed, **headers},
        auth=auth,
        timeout_s=connection.timeout_s if connection else 30.0,
        patience_s=patience_s,
        verify=connection.verify_tls if connection else True,
        follow_redirects=True,
    )
