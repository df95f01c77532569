"""Files over HTTP: what tasks left, looked into, downloaded; and nothing else of this machine."""

from pathlib import Path

import pytest

from tests.integration.server.test_runs import add, start, until_over
from tests.support.job_server import REJECTING
from tests.support.served import Served

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEAVING = """
tasks:
  leave:
    run: |
      mkdir -p out
      printf 'day;rows\\n2026-03-01;12\\n2026-03-02;7\\n' > out/days.csv
      echo '<script>alert(1)</script>' > page.html
      printf 'a\\000b' > some.bin
      echo hello > 'wéird "name".txt'
"""
FAILING = """
tasks:
  leave:
    run: |
      echo halfway > half.txt
      ln -s /etc/passwd link.txt
      ln -s /etc folder
      exit 1
"""


async def left(served: Served, body: str = LEAVING) -> str:
    run_id = await start(served, await add(served, body))
    await until_over(served, run_id)
    return served.at(f"/runs/{run_id}/files")


async def test_the_files_that_tasks_left_are_listed_and_downloaded(served_live: Served) -> None:
    files, client = await left(served_live), served_live.client
    listed = (await client.get(files)).json()
    assert sorted((each["task"], each["path"]) for each in listed["items"]) == [
        ("leave", "out/days.csv"),
        ("leave", "page.html"),
        ("leave", "some.bin"),
        ("leave", 'wéird "name".txt'),
    ]
    answer = await client.get(f"{files}/content", params={"task": "leave", "path": 'wéird "name".txt'})
    assert answer.content == b"hello\n"
    assert "w%C3%A9ird" in answer.headers["content-disposition"]


async def test_a_page_that_a_task_left_is_never_run_by_a_browser(served_live: Served) -> None:
    files = await left(served_live)
    answer = await served_live.client.get(f"{files}/content", params={"task": "leave", "path": "page.html"})
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_table_is_previewed_with_its_columns(served_live: Served) -> None:
    files, client = await left(served_live), served_live.client
    table = (await client.get(f"{files}/preview", params={"task": "leave", "path": "out/days.csv"})).json()
    assert table["kind"] == "csv"
    assert [column["name"] for column in table["columns"]] == ["day", "rows"]
    assert table["rows"] == [["2026-03-01", "12"], ["2026-03-02", "7"]]
    page = (await client.get(f"{files}/preview", params={"task": "leave", "path": "page.html"})).json()
    assert (page["kind"], page["text"]) == ("text", "<script>alert(1)</script>\n")
    other = (await client.get(f"{files}/preview", params={"task": "leave", "path": "some.bin"})).json()
    assert (other["kind"], other["text"]) == ("binary", None)


async def test_parquet_is_previewed_with_types(served_live: Served, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    body = """
    tasks:
      leave:
        language: python
        run: |
          import datetime
          import pyarrow as pa, pyarrow.parquet as pq
          days = [datetime.date(2026, 3, 1)] * 500
          pq.write_table(pa.table({"n": list(range(500)), "d": days}), "t.parquet")
    """
    files = await left(served_live, body)
    shown = await served_live.client.get(f"{files}/preview", params={"task": "leave", "path": "t.parquet"})
    table = shown.json()
    assert table["kind"] == "parquet"
    assert [(column["name"], column["type"]) for column in table["columns"]] == [
        ("n", "int64"),
        ("d", "date32[day]"),
    ]
    assert table["rows"][1] == [1, "2026-03-01"]
    assert (table["total_rows"], len(table["rows"]), table["truncated"]) == (500, 200, True)


@pytest.mark.parametrize(
    "path",
    [
        "../../../../etc/passwd",
        "/etc/passwd",
        "out/../../x",
        "..\\x",
        "link.txt",
        "folder/passwd",
        "nothing-here",
        "a\0b",
    ],
)
@pytest.mark.parametrize("body", [LEAVING, FAILING], ids=["kept", "failed"])
async def test_no_path_leads_out_of_a_tasks_folder(served_live: Served, path: str, body: str) -> None:
    name = "leaving" if body is LEAVING else "failing"
    served_live.site.add(body, name)
    await served_live.site.publish()
    found = (await served_live.client.get(served_live.at("/runs"), params={"workflow": name})).json()["items"]
    run_id = found[0]["run_id"] if found else await start(served_live, name)
    await until_over(served_live, run_id)
    files = served_live.at(f"/runs/{run_id}/files")
    for what in ("content", "preview"):
        answer = await served_live.client.get(f"{files}/{what}", params={"task": "leave", "path": path})
        assert answer.status_code in (400, 404), answer.text
        assert b"root:" not in answer.content


async def test_the_folder_of_a_failed_attempt_is_kept_for_a_look(served_live: Served) -> None:
    files = await left(served_live, FAILING)
    (kept,) = (await served_live.client.get(files)).json()["items"]
    assert (kept["path"], kept["is_kept_of_failed"]) == ("half.txt", True)
    params = {"task": "leave", "path": "half.txt"}
    assert (await served_live.client.get(f"{files}/content", params=params)).text == "halfway\n"


async def test_what_the_last_look_at_a_failed_job_wrote_is_found_with_its_task(served_live: Served) -> None:
    served, client = served_live, served_live.client
    served.site.write("blueprints/outside.py", REJECTING)
    files = await left(served, "tasks:\n  job: {uses: outside.load, retry: {attempts: 2, delay: 10ms}}")
    listed = (await client.get(files)).json()["items"]
    assert [(each["path"], each["attempt"]) for each in listed if each["is_kept_of_failed"]] == [
        ("poll-2.txt", 2),
        ("rejected.csv", 2),
    ]
    asked = {"task": "job", "path": "rejected.csv", "attempt": 1}
    assert (await client.get(f"{files}/content", params=asked)).content == b"day;rows\n"
    log = await client.get(files.replace("/files", "/log"), params={"task": "job", "attempt": 1})
    said = [line["text"] for line in log.json()["lines"]]
    assert said[:2] == ["look 1", "look 2"]
    assert "2 rows were not taken" in said[2]
    attempts = await client.get(files.replace("/files", "/attempts"), params={"task": "job"})
    assert [each["kept_files"] for each in attempts.json()["items"]] == [True, True]
