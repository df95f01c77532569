"""Page by page through any API. How pages follow each other is dlt's REST client (`dlt.sources.helpers`);
what is sent, to whom, and what an answer means is ours, so that each page passes the guard.

dlt's client gets a session of `requests` whose only adapter asks by `Api`: it opens no connection of its own,
reads no `.netrc`, and knows no credentials. Only its client is used, no pipeline: it keeps no state, and
sends no telemetry."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import requests
from dlt.common import jsonpath
from dlt.common.configuration.specs.runtime_configuration import RuntimeConfiguration
from dlt.sources.helpers.rest_client import detector, paginators
from dlt.sources.helpers.rest_client.client import RESTClient
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from seaway.errors import DataError, InvalidInputError
from seaway.integrations.http.client import Api, Call
from seaway.integrations.http.pages import Listing, Pages, Paging
from seaway.integrations.http.records import Row
from seaway.integrations.http.sending import shown

_SAME = 3
"""Pages in a row that are equal, until nobody believes them."""


def rows_of(api: Api, listing: Listing, pages: Pages) -> Iterator[Row]:
    """Every row of every page, one page in memory at a time.

    Raises:
        InvalidInputError: a path can't be read, or it can't be told how the pages follow each other.
        DataError: what comes is no list of objects, or the pages have no end.
        TaskError: what an answer means.
    """
    for path in filter(None, (pages.rows, pages.next_path, pages.total_path)):
        _check_path(path)
    params, body = _sized(listing, pages)
    client = _client(api, pages.paging)
    found = client.paginate(
        listing.url,
        method=listing.method,
        params=params,
        json=body,
        paginator=_paginator(pages),
        data_selector=pages.rows or None,
        hooks={"response": []},
    )
    for page in _readable(found):
        if pages.rows and not page:
            _check_there(pages.rows, page.response.json(), listing.url)
        yield from (_row(each, listing.url) for each in page)


def _sized(listing: Listing, pages: Pages) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The query and the body with how many rows a page shall have; dlt adds that for offsets only."""
    size = {pages.size_param or "limit": pages.page_size}
    if not pages.page_size or pages.paging == "offset":
        return listing.params, listing.json
    if pages.page_in == "body":
        return listing.params, size | (listing.json or {})
    return size | listing.params, listing.json


def _readable(pages: Iterator[Any]) -> Iterator[Any]:
    """dlt says by ValueError, with the whole answer in it, that a total is not there."""
    try:
        yield from pages
    except (ValueError, TypeError, AttributeError) as error:
        raise DataError(
            "An answer does not hold what tells of the next page, or not in a form that can be used.",
            hint="Check `next_path` and `total_path` against an answer of `http.request`.",
        ) from error


def _row(value: Any, url: str) -> Row:
    if isinstance(value, dict):
        return value
    raise DataError(
        f"{shown(url)} gives a list of {type(value).__name__} where rows are objects.",
        hint="Name the list of objects with `rows`, such as `data.items`.",
    )


def _check_path(path: str) -> None:
    try:
        jsonpath.compile_path(path)
    except Exception as error:
        raise InvalidInputError(
            f"`{path}` is no path in a JSON value.", hint="Write it like `data.items` or `paging.next`."
        ) from error


def _check_there(path: str, value: Any, url: str) -> None:
    """An empty page is fine, a path that leads nowhere is not: nothing would be missed then."""
    if not jsonpath.find_values(path, value):
        has = f"It has {', '.join(f'`{name}`' for name in list(value)[:10])}." if value else "It is empty."
        raise DataError(
            f"The answer of {shown(url)} holds no `{path}`.",
            hint=f"{has} Name the list with `rows`.",
        )


def _paginator(pages: Pages) -> paginators.BasePaginator | None:
    """None: found out by the first answer."""
    total = pages.total_path or None
    match pages.paging:
        case "auto":
            return None
        case "none":
            return paginators.SinglePagePaginator()
        case "link_header":
            return paginators.HeaderLinkPaginator()
        case "next_link":
            return paginators.JSONLinkPaginator(pages.next_path or "next")
        case "cursor":
            if not pages.next_path:
                raise InvalidInputError(
                    "`paging: cursor` needs to know where an answer holds the next cursor.",
                    hint="Set `next_path`, such as `meta.next_cursor`.",
                )
            query, body = _places(pages, "cursor")
            return paginators.JSONResponseCursorPaginator(
                pages.next_path, cursor_param=query, cursor_body_path=body
            )
        case "page":
            query, body = _places(pages, "page")
            return paginators.PageNumberPaginator(
                base_page=pages.first_page, total_path=total, page_param=query, page_body_path=body
            )
    return _offset(pages, total)


def _offset(pages: Pages, total: str | None) -> paginators.OffsetPaginator:
    if pages.page_size < 1:
        raise InvalidInputError(
            "`paging: offset` needs to know how many rows a page has.", hint="Set `page_size`, such as 100."
        )
    query, body = _places(pages, "offset")
    size = pages.size_param or "limit"
    return paginators.OffsetPaginator(
        limit=pages.page_size,
        total_path=total,
        offset_param=query,
        offset_body_path=body,
        limit_param=size if query else None,
        limit_body_path=size if body else None,
    )


def _places(pages: Pages, usual: str) -> tuple[str | None, str | None]:
    """Where the next page is named: a parameter of the query, or a path in the body."""
    name = pages.page_param or usual
    return (None, name) if pages.page_in == "body" else (name, None)


# --- dlt's client over ours ---------------------------------------------------------------------------------


def _client(api: Api, paging: Paging) -> RESTClient:
    session = requests.Session()
    session.trust_env = False
    session.adapters.clear()
    session.mount("http", _Adapter(api))
    kind = _Detecting if paging == "auto" else RESTClient
    return kind("", session=session, config=RuntimeConfiguration())


class _Adapter(BaseAdapter):
    """Where `requests` would connect, `Api` asks."""

    def __init__(self, api: Api) -> None:
        super().__init__()
        self._api = api
        self._asked: set[bytes] = set()
        self._last: Any = None
        self._equal = 0

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        url, body = str(request.url), request.body
        content = body.encode() if isinstance(body, str) else body if isinstance(body, bytes) else None
        self._refuse_again(url, content)
        headers = {"Content-Type": "application/json"} if content else {}
        answer = self._api.answer(
            Call(path=url, method=str(request.method), content=content, headers=headers)
        )
        self._refuse_equal(url, answer.value)
        page = _Page(answer.value)
        page.status_code, page.url, page.request = answer.status, url, request
        page.headers = CaseInsensitiveDict(answer.headers)
        return page

    def close(self) -> None:
        """Whoever opened the Api closes it."""

    def _refuse_again(self, url: str, content: bytes | None) -> None:
        key = hashlib.sha256(url.encode() + b"\0" + (content or b"")).digest()
        if key in self._asked:
            raise _no_end(url, "names a page as the next one that was there already")
        self._asked.add(key)

    def _refuse_equal(self, url: str, value: Any) -> None:
        self._equal = self._equal + 1 if value == self._last else 1
        self._last = value
        if self._equal >= _SAME and value:
            raise _no_end(url, f"gives the same page {_SAME} times")


class _Page(requests.Response):
    """An answer whose JSON is read already."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self._value = value

    def json(self, **_: Any) -> Any:
        return self._value


class _Detecting(RESTClient):
    """Takes only what can be told for sure; dlt would go on with a guess, and leave rows out or give some
    twice."""

    def detect_paginator(self, response: requests.Response, data: Any) -> paginators.BasePaginator:
        found, score = self.pagination_factory.create_paginator(response)
        if score == 1.0 and found is not None:
            return found
        value = response.json()
        cursor, given = detector.find_next_page_path(value)
        if cursor and given:
            raise _unsure(".".join(cursor), "cursor", "`next_path`, and with `page_param` where it is sent")
        total, pages = detector.find_total_pages_path(value)
        if total and str(pages).isdecimal() and int(pages) > 1:
            raise _unsure(".".join(total), "page", "`page_param` and `total_path`")
        return paginators.SinglePagePaginator()


def _unsure(path: str, paging: str, more: str) -> InvalidInputError:
    return InvalidInputError(
        f"The answer has more pages (`{path}`), but does not say how they are asked for.",
        hint=f"Set `paging`, such as `{paging}` with {more}.",
    )


def _no_end(url: str, what: str) -> DataError:
    return DataError(
        f"{shown(url)} {what}: it would never end.",
        hint="Check `paging`, and the names of its parameters against the API's description.",
    )
