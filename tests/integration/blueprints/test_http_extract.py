"""`http.extract` against APIs that page in each of the ways."""

import json
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from seaway.errors import DataError, InvalidInputError, PermissionDeniedError, RateLimitError, TaskError
from seaway.integrations.http.extracting import extract
from seaway.settings import PRIVATE_NETWORKS
from tests.servers.contract import FAULTS, ContractServer, Reply, meets_all_answers
from tests.servers.openapi import Asked
from tests.support.contexts import Notebook, a_context

KEY = "not-a-secret-of-the-shop"
ROWS = [{"id": number, "updated_at": f"2026-01-{number + 1:02}"} for number in range(7)]
SIZE = 3


def page_of(asked: Asked, start: int) -> list[dict[str, Any]]:
    since = asked.one("updated_since", "")
    return [row for row in ROWS if row["updated_at"] >= since][start : start + SIZE]


@pytest.fixture
def server() -> Iterator[ContractServer]:
    with shop() as made:
        yield made


def shop() -> ContractServer:
    """Seven orders, three a page, however they are asked for."""
    server = ContractServer()

    @server.route("GET", "/link")
    def link(asked: Asked) -> Reply:
        start = int(asked.one("start", "0"))
        next_ = {"Link": f'<{server.url}/link?start={start + SIZE}>; rel="next"'}
        page = page_of(asked, start)
        return Reply(page, headers=next_ if page and page[-1] != ROWS[-1] else {})

    @server.route("GET", "/next")
    def next_link(asked: Asked) -> Reply:
        start = int(asked.one("start", "0"))
        more = f"/next?start={start + SIZE}" if start + SIZE < len(ROWS) else None
        return Reply({"results": page_of(asked, start), "paging": {"next": more}})

    @server.route("GET", "/cursor")
    def cursor(asked: Asked) -> Reply:
        start = int(asked.one("after", "0"))
        more = str(start + SIZE) if start + SIZE < len(ROWS) else None
        return Reply({"data": {"items": page_of(asked, start)}, "meta": {"next_cursor": more}})

    @server.route("GET", "/offset")
    def offset(asked: Asked) -> Reply:
        assert asked.one("limit") == str(SIZE)
        return Reply({"items": page_of(asked, int(asked.one("offset"))), "total": len(ROWS)})

    @server.route("GET", "/pages")
    def pages(asked: Asked) -> Reply:
        return Reply({"items": page_of(asked, (int(asked.one("page", "1")) - 1) * SIZE), "total_pages": 3})

    @server.route("POST", "/search")
    def search(asked: Asked) -> Reply:
        said = json.loads(asked.body)
        assert said["query"] == "open"
        start = (said["paging"]["page"] - 1) * SIZE
        return Reply({"items": ROWS[start : start + SIZE]})

    return server


def take(folder: Path, url: str, **inputs: object) -> dict[str, Any]:
    reporter = inputs.pop("reporter", None)
    base = inputs.pop("base", "")
    known = {"shop": {"type": "http", "base_url": base, "token": KEY, "timeout_s": 0.5}}
    ctx = a_context(folder, connections=known, reporter=reporter)  # type: ignore[arg-type]
    given = {"url": url, **inputs}
    found = extract.call(ctx, given | ({"connection": "shop"} if base else {}))
    assert isinstance(found, dict)
    return found


def ids(folder: Path) -> list[int]:
    return [json.loads(line)["id"] for line in (folder / "task/rows.jsonl").read_text().splitlines()]


@pytest.mark.parametrize(
    ("path", "inputs"),
    [
        ("link", {}),
        ("link", {"paging": "link_header"}),
        ("next", {}),
        ("next", {"paging": "next_link", "next_path": "paging.next", "rows": "results"}),
        ("cursor", {"paging": "cursor", "next_path": "meta.next_cursor", "page_param": "after"}),
        ("offset", {"paging": "offset", "page_size": SIZE, "total_path": "total"}),
        ("offset", {"paging": "offset", "page_size": SIZE}),
        ("pages", {"paging": "page", "total_path": "total_pages"}),
        ("pages", {"paging": "page"}),
    ],
)
def test_every_row_comes_once_however_pages_follow_each_other(
    tmp_path: Path, server: ContractServer, path: str, inputs: dict[str, object]
) -> None:
    notebook = Notebook()
    found = take(tmp_path, path, base=server.url, reporter=notebook, **inputs)
    assert ids(tmp_path) == list(range(7))
    assert (found["files"], found["rows"]) == (["rows.jsonl"], 7)
    assert all(asked.headers["Authorization"] == f"Bearer {KEY}" for asked in server.asked)
    assert notebook.masked == [KEY]
    assert [(asset.name, asset.rows) for asset in notebook.assets] == [("shop/rows", 7)]
    assert server.problems == []


def test_a_search_is_paged_in_its_body(tmp_path: Path, server: ContractServer) -> None:
    inputs = {"method": "POST", "json": {"query": "open"}, "paging": "page", "page_in": "body"}
    take(tmp_path, f"{server.url}/search", page_param="paging.page", **inputs)
    assert ids(tmp_path) == list(range(7))
    assert server.problems == []


def test_the_next_extraction_goes_on_at_the_cursor(tmp_path: Path, server: ContractServer) -> None:
    inputs = {"since_param": "updated_since", "cursor_field": "updated_at"}
    first = take(tmp_path, "link", base=server.url, **inputs)
    assert first["cursor"] == "2026-01-07"
    second = take(tmp_path, "link", base=server.url, since=first["cursor"], **inputs)
    assert (ids(tmp_path), second["since"], second["cursor"]) == ([6], "2026-01-07", "2026-01-07")
    none = take(tmp_path, "link", base=server.url, since="2027-01-01", **inputs)
    assert (none["rows"], none["cursor"]) == (0, "2027-01-01")


def test_rows_become_a_table(tmp_path: Path, server: ContractServer) -> None:
    take(tmp_path, "next", base=server.url, name="orders", format="parquet", to="raw")
    assert pq.read_table(tmp_path / "task/raw/orders.parquet").to_pylist() == ROWS


@pytest.mark.parametrize(
    ("path", "hint"), [("pages", "`page`"), ("cursor", "`next_path`")], ids=["page numbers", "a cursor"]
)
def test_more_pages_that_nobody_knows_how_to_ask_for_are_no_success(
    tmp_path: Path, server: ContractServer, path: str, hint: str
) -> None:
    with pytest.raises(InvalidInputError, match="has more pages") as caught:
        take(tmp_path, path, base=server.url)
    assert hint in caught.value.hint
    assert not list((tmp_path / "task").iterdir())


@pytest.mark.parametrize(
    ("reply", "inputs", "error", "said"),
    [
        ({"next": "http://elsewhere.example/rows", "data": ROWS}, {}, InvalidInputError, "elsewhere.example"),
        ({"next": "/rows", "data": ROWS}, {}, DataError, "never end"),
        ({"data": ROWS}, {"paging": "page"}, DataError, "never end"),
        ({"data": ROWS}, {"rows": "items"}, DataError, "holds no `items`"),
        ({"data": [1, 2]}, {}, DataError, "rows are objects"),
        ({"data": ROWS}, {"paging": "page", "total_path": "total"}, DataError, "next page"),
        ({"data": ROWS}, {"rows": "data["}, InvalidInputError, "no path"),
        ({"data": ROWS}, {"paging": "cursor"}, InvalidInputError, "next cursor"),
        ({"data": ROWS}, {"paging": "offset"}, InvalidInputError, "how many rows"),
        ({"data": ROWS}, {"since": "2026"}, InvalidInputError, "how the API takes it"),
        ({"data": ROWS}, {"name": "../rows"}, InvalidInputError, "no name of a file"),
        ({"data": ROWS}, {"json": {"a": 1}}, InvalidInputError, "POST"),
        ({"data": [{"at": 1}, {"at": "x"}]}, {"cursor_field": "at"}, DataError, "highest"),
    ],
)
def test_what_can_not_be_right_is_said(
    tmp_path: Path, reply: object, inputs: dict[str, Any], error: type[TaskError], said: str
) -> None:
    with ContractServer() as server:
        server.route("GET", "/rows")(lambda _: Reply(reply))
        with pytest.raises(error, match=said) as caught:
            take(tmp_path, "rows", base=server.url, **inputs)
    assert caught.value.hint
    assert not list((tmp_path / "task").iterdir())
    assert not list((tmp_path / "temp").glob("*"))


def test_credentials_in_headers_do_not_go_to_another_host(tmp_path: Path) -> None:
    with ContractServer() as other, ContractServer() as server:
        other.route("GET", "/rows")(lambda _: Reply([]))
        server.route("GET", "/rows")(lambda _: Reply([], 302, {"Location": f"{other.url}/rows"}))
        with pytest.raises(InvalidInputError, match="not on"):
            take(tmp_path, f"{server.url}/rows", headers={"X-Api-Key": KEY})
        assert other.asked == []


def test_an_address_that_workflows_may_not_reach_is_refused(
    tmp_path: Path, server: ContractServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PRIVATE_NETWORKS, raising=False)
    with pytest.raises(PermissionDeniedError, match="this machine itself"):
        take(tmp_path, "link", base=server.url)
    assert server.asked == []


def test_an_api_that_asks_for_time_gets_it(tmp_path: Path) -> None:
    busy = [Reply({}, 429, {"Retry-After": "0"})] * 2
    with ContractServer() as server:
        server.route("GET", "/rows")(lambda _: busy.pop() if busy else Reply(ROWS))
        take(tmp_path, "rows", base=server.url)
        assert len(server.asked) == 3
        too_often = next(fault for fault in FAULTS if fault.status == 429)
        with server.failing(too_often), pytest.raises(RateLimitError) as caught:
            take(tmp_path, "rows", base=server.url, patience="5s")
    assert caught.value.retry_after_s == 7.0


def test_every_answer_that_goes_wrong_is_understood(
    tmp_path: Path, server: ContractServer, caplog: pytest.LogCaptureFixture
) -> None:
    def call() -> None:
        take(tmp_path, "link", base=server.url, patience=0)

    meets_all_answers(call, server, secrets=[KEY], caplog=caplog)
    call()


def test_many_pages_take_the_memory_of_few(tmp_path: Path) -> None:
    """60 pages of 400 kB are 24 MB."""
    row = {"text": "x" * 20_000}

    def answer(asked: Asked) -> Reply:
        page = int(asked.one("page"))
        return Reply([{**row, "page": page}] * 20 if page <= 60 else [])

    with ContractServer() as server:
        server.route("GET", "/rows")(answer)
        take(tmp_path, "rows", base=server.url, paging="none", params={"page": 1})
        server.reset()
        tracemalloc.start()
        try:
            found = take(tmp_path, "rows", base=server.url, paging="page")
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert found["rows"] == 1_200
    assert peak < 8_000_000


def test_dlt_leaves_nothing_behind_and_calls_nobody(tmp_path: Path, server: ContractServer) -> None:
    """In a process of its own: no file at home, no connection but those to the API, no thread."""
    script = """
import socket, sys, threading
from pathlib import Path
plain, seen = socket.socket.connect, set()
def connect(self, address):
    seen.add(address)
    return plain(self, address)
socket.socket.connect = connect
from seaway.integrations.http.extracting import extract
from tests.support.contexts import a_context
extract.call(a_context(Path(sys.argv[1])), {"url": sys.argv[2] + "/link"})
assert {f"http://{host}:{port}" for host, port in seen} == {sys.argv[2]}, seen
assert threading.active_count() == 1, threading.enumerate()
"""
    home, work = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    work.mkdir()
    known = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "DLT_"))}
    subprocess.run(
        [sys.executable, "-c", script, str(work), server.url],
        env={**known, "HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=work,
        check=True,
        timeout=120,
    )
    assert list(home.iterdir()) == []
    assert sorted(path.name for path in work.iterdir()) == ["project", "task", "temp"]
