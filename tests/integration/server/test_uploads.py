"""Files that are sent for a run: kept by content, found by the run's tasks, let go with its files."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from seaway.access.roles import Role
from seaway.blobs.manifest import read_manifest
from seaway.clock import SystemClock
from seaway.server.shield import LARGEST_BODY
from seaway.spec.uploads import upload_in
from seaway.store import retention
from tests.integration.server.test_runs import add, start, until_asked, until_over
from tests.support.served import Served

pytestmark = pytest.mark.asyncio(loop_scope="module")
COUNTS = """
inputs:
  export: {type: file, accept: [.csv]}
  note: {type: string, default: none}
tasks:
  change:
    run: |
      wc -l < "$SEAWAY_INPUT_EXPORT"
      echo 3,4 >> "$SEAWAY_INPUT_EXPORT"
      echo "note=$SEAWAY_INPUT_NOTE" >> "$SEAWAY_OUTPUT"
  count:
    needs: change
    run: echo "lines=$(wc -l < "$SEAWAY_INPUT_EXPORT")" >> "$SEAWAY_OUTPUT"
    outputs: {lines: integer}
outputs:
  lines: "{{ tasks.count.outputs.lines }}"
"""


async def sent(served: Served, data: bytes, name: str = "export.csv") -> str:
    answer = await served.client.post(served.at("/uploads"), params={"name": name}, content=data)
    assert answer.status_code == 201, answer.text
    assert answer.json()["size_bytes"] == len(data)
    return str(answer.json()["reference"])


async def test_a_file_that_was_sent_lies_in_the_folder_of_every_task(served_live: Served) -> None:
    """A task may change it; the next one finds what that left."""
    workflow = await add(served_live, COUNTS)
    reference = await sent(served_live, b"a,b\n1,2\n")
    assert await sent(served_live, b"a,b\n1,2\n") == reference
    run_id = await start(served_live, workflow, inputs={"export": reference, "note": reference})
    run = await until_over(served_live, run_id)
    assert (run["state"], run["outputs"]) == ("success", {"lines": 3})
    assert run["inputs"]["export"] == reference


async def test_text_that_looks_like_a_reference_stays_text(served_live: Served) -> None:
    workflow = await add(served_live, COUNTS)
    reference = await sent(served_live, b"a,b\n")
    run = await until_over(
        served_live, await start(served_live, workflow, inputs={"export": reference, "note": reference})
    )
    answer = await served_live.client.get(
        served_live.at(f"/runs/{run['run_id']}/outputs"), params={"task": "change"}
    )
    assert answer.json()["outputs"]["note"] == reference


async def test_a_file_larger_than_a_request_may_be_is_taken(served_live: Served) -> None:
    data = b"0123456789abcdef" * (LARGEST_BODY // 16 + 1)
    upload = upload_in(await sent(served_live, data, "large.bin"))
    assert upload is not None
    (home,) = served_live.parts.homes.values()
    (entry,) = read_manifest(home.artifacts, upload.manifest).files
    assert (entry.path, entry.size) == ("large.bin", len(data))


async def test_a_file_of_the_wrong_kind_is_no_input(served_live: Served) -> None:
    workflow = await add(served_live, COUNTS)
    reference = await sent(served_live, b"x", "export.pdf")
    answer = await served_live.client.post(
        served_live.at(f"/workflows/{workflow}/runs"), json={"inputs": {"export": reference}}
    )
    assert answer.status_code == 422
    assert "right kind" in answer.text


@pytest.mark.parametrize("name", ["../up.csv", "a/b.csv", "a\\b", "..", "a\nb"])
async def test_a_name_that_leads_elsewhere_is_refused(served_live: Served, name: str) -> None:
    answer = await served_live.client.post(served_live.at("/uploads"), params={"name": name}, content=b"x")
    assert answer.status_code in (400, 422)


async def test_a_file_that_is_too_large_leaves_nothing(
    served_live: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home,) = served_live.parts.homes.values()
    monkeypatch.setattr(type(home), "settings", replace(home.settings, upload_bytes=10), raising=False)
    before = sorted(home.settings.home.iterdir())

    async def body() -> AsyncIterator[bytes]:
        for _ in range(4):
            yield b"12345678"

    answer = await served_live.client.post(served_live.at("/uploads"), params={"name": "x"}, content=body())
    assert answer.status_code == 413
    assert "SEAWAY_UPLOAD_MB" in answer.text
    assert sorted(home.settings.home.iterdir()) == before


async def test_a_file_says_how_large_it_may_be_before_it_is_sent(
    served_live: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What announces too much is refused before its first byte."""
    (home,) = served_live.parts.homes.values()
    monkeypatch.setattr(type(home), "settings", replace(home.settings, upload_bytes=10), raising=False)
    assert (await served_live.client.get(served_live.at("/uploads"))).json() == {"max_bytes": 10}
    taken: list[bytes] = []

    async def body() -> AsyncIterator[bytes]:
        taken.append(b"x" * 11)
        yield taken[-1]

    answer = await served_live.client.post(
        served_live.at("/uploads"), params={"name": "x"}, content=body(), headers={"Content-Length": "11"}
    )
    assert (answer.status_code, taken) == (413, [])


async def test_a_form_says_how_large_its_file_may_be(served_live: Served) -> None:
    text = "inputs:\n  export: {type: file, max_size: 2MiB}\n  other: {type: file, max_size: huge}\n"
    answer = await served_live.client.post(
        served_live.at("/check"), json={"workflow": "sized", "text": f"{text}tasks:\n  a: {{run: 'true'}}\n"}
    )
    assert [each["max_bytes"] for each in answer.json()["inputs"]] == [2 * 2**20, None]


SIZED = """
inputs:
  export: {type: file, max_size: 10B}
tasks:
  count: {run: 'wc -c < "$SEAWAY_INPUT_EXPORT"'}
"""
ASKS = """
tasks:
  ask:
    approval:
      message: Which?
      fields:
        proof: {type: file, max_size: 10B}
"""


async def test_a_file_above_the_limit_of_its_input_starts_no_run(served_live: Served) -> None:
    """Whoever sends it: the page's own check is a courtesy."""
    workflow = await add(served_live, SIZED)
    runs = served_live.at(f"/workflows/{workflow}/runs")
    large = await served_live.client.post(
        runs, json={"inputs": {"export": await sent(served_live, b"x" * 11)}}
    )
    assert large.status_code == 422
    for word in ("`export`", "export.csv", "11 bytes", "at most 10 bytes", "max_size"):
        assert word in large.text
    assert (await served_live.client.get(served_live.at("/runs"), params={"workflow": workflow})).json()[
        "items"
    ] == []
    run_id = await start(served_live, workflow, inputs={"export": await sent(served_live, b"x" * 10)})
    run = await until_over(served_live, run_id)
    assert run["state"] == "success"
    again = await served_live.client.post(
        served_live.at(f"/runs/{run_id}/rerun"),
        json={"mode": "all", "inputs": {"export": await sent(served_live, b"y" * 11)}},
    )
    assert (again.status_code, "at most 10 bytes" in again.text) == (422, True)


async def test_an_answer_with_a_file_above_the_limit_of_its_field_is_not_taken(served_live: Served) -> None:
    workflow = await add(served_live, ASKS)
    run_id = await start(served_live, workflow)
    await until_asked(served_live, run_id)
    answer = served_live.at(f"/runs/{run_id}/approve")
    large = {"task": "ask", "approved": True, "values": {"proof": await sent(served_live, b"x" * 11)}}
    refused = await served_live.client.post(answer, json=large)
    assert (refused.status_code, "at most 10 bytes" in refused.text) == (422, True)
    small = large | {"values": {"proof": await sent(served_live, b"x" * 10)}}
    assert (await served_live.client.post(answer, json=small)).is_success
    assert (await until_over(served_live, run_id))["state"] == "success"


async def test_viewers_send_no_files(served_live: Served) -> None:
    client = await served_live.client_as(Role.VIEWER)
    answer = await client.post(served_live.at("/uploads"), params={"name": "x"}, content=b"x")
    assert answer.status_code == 403


async def test_what_a_run_took_is_kept_as_long_as_its_files(served_live: Served) -> None:
    workflow = await add(served_live, COUNTS)
    upload = upload_in(await sent(served_live, b"kept\n"))
    assert upload is not None
    run_id = await start(served_live, workflow, inputs={"export": upload.reference})
    await until_over(served_live, run_id)
    database = served_live.parts.database
    assert upload.manifest in (await database.read(retention.list_kept)).manifests
    later = SystemClock().now() + timedelta(days=8)
    await database.write(lambda connection: retention.expire_files(connection, before=later, now=later))
    assert upload.manifest not in (await database.read(retention.list_kept)).manifests
    assert upload.manifest in await database.write(retention.list_garbage)
