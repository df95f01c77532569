"""Logs over HTTP: by line, by byte, from the end, searched, whole."""

from pathlib import Path

import pytest

from seaway.blobs.logs import head
from tests.integration.server.test_runs import add, start, until_over
from tests.support.served import Served

pytestmark = pytest.mark.asyncio(loop_scope="module")

TALKING = """
tasks:
  talk:
    run: |
      printf '\\033[32mgreen\\033[0m\\n'
      seq -f 'row %g of the export' 1 300
      echo 'ERROR: row 301 has no price' >&2
      exit 2
"""


async def talked(served: Served) -> str:
    run_id = await start(served, await add(served, TALKING))
    await until_over(served, run_id)
    return served.at(f"/runs/{run_id}/log")


async def test_a_window_by_line_has_numbers_levels_and_colours(served_live: Served) -> None:
    log = await talked(served_live)
    window = (await served_live.client.get(log, params={"task": "talk", "from_line": 1, "lines": 3})).json()
    assert [line["n"] for line in window["lines"]] == [1, 2, 3]
    assert window["lines"][0]["text"] == "\x1b[32mgreen\x1b[0m"
    assert window["lines"][1]["stream"] == "out"
    assert (window["first_line"], window["last_line"], window["attempt"]) == (1, 3, 1)
    assert window["total_lines"] >= 302
    assert not window["is_complete"]
    assert 302 in window["error_lines"]


async def test_a_log_is_read_on_from_where_a_window_ends(served_live: Served) -> None:
    log, client = await talked(served_live), served_live.client
    numbers: list[int] = []
    offset = 0
    while True:
        params = {"task": "talk", "offset": offset, "bytes": 2_000}
        window = (await client.get(log, params=params)).json()
        numbers += [line["n"] for line in window["lines"]]
        offset = window["next_offset"]
        if window["is_complete"]:
            break
    assert numbers == list(range(1, window["total_lines"] + 1))
    tail = (await client.get(log, params={"task": "talk", "tail": 2})).json()
    assert [line["n"] for line in tail["lines"]] == numbers[-2:]
    assert tail["is_complete"]


async def test_words_are_found_with_their_lines(served_live: Served) -> None:
    log, client = await talked(served_live), served_live.client
    found = (await client.get(f"{log}/search", params={"task": "talk", "q": "NO PRICE"})).json()
    assert found["lines"][0]["n"] == 302
    assert found["lines"][0]["level"] == "error"
    first = (await client.get(f"{log}/search", params={"task": "talk", "q": "row", "limit": 5})).json()
    assert first["next"] == first["lines"][-1]["n"]
    more = await client.get(f"{log}/search", params={"task": "talk", "q": "row", "after": first["next"]})
    assert more.json()["lines"][0]["n"] == first["next"] + 1


async def test_a_whole_log_is_downloaded_as_text_that_no_browser_runs(served_live: Served) -> None:
    log = await talked(served_live)
    answer = await served_live.client.get(f"{log}/download", params={"task": "talk"})
    assert answer.headers["content-type"].startswith("text/plain")
    assert "attachment" in answer.headers["content-disposition"]
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.text.count("of the export") == 300


async def test_a_million_lines_are_read_anywhere_at_once(served_live: Served) -> None:
    run_id = await start(served_live, await add(served_live, TALKING))
    ran = await served_live.site.ended(run_id)  # type: ignore[arg-type]
    path = Path(ran.paths.log_of(ran.tasks["talk"].attempt_id or ""))
    write_a_million(path)
    log = served_live.at(f"/runs/{run_id}/log")
    for n in (1, 654_321, 999_990):
        params = {"task": "talk", "from_line": n, "lines": 5}
        window = (await served_live.client.get(log, params=params)).json()
        assert [line["text"] for line in window["lines"]] == [f"line {each}" for each in range(n, n + 5)]
        assert window["total_lines"] == 1_000_000


def write_a_million(path: Path) -> None:
    begin = head(1_772_366_400_000_000_000, "o", "-")
    with path.open("wb") as stream:
        for first in range(1, 1_000_001, 10_000):
            stream.write(b"".join(begin + b"line %d\n" % n for n in range(first, first + 10_000)))


async def test_a_log_of_nothing_is_empty_and_of_no_attempt_unknown(served_live: Served) -> None:
    run_id = await start(served_live, await add(served_live, "tasks:\n  quiet: {run: 'true'}\n"))
    await until_over(served_live, run_id)
    log, client = served_live.at(f"/runs/{run_id}/log"), served_live.client
    window = (await client.get(log, params={"task": "quiet"})).json()
    assert (window["lines"], window["total_lines"], window["is_complete"]) == ([], 0, True)
    assert (await client.get(log, params={"task": "quiet", "attempt": 7})).status_code == 404
    assert (await client.get(log, params={"task": "../../etc/passwd"})).status_code == 404
