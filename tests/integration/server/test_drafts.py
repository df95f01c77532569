import json

import pytest

from seaway.access.roles import Role
from tests.support.served import Served

pytestmark = pytest.mark.asyncio(loop_scope="module")
BODY = {"text": "seaway: 1\ntasks: {", "layout": {"positions": {"a": [1, 2]}}, "base_revision": None}


async def test_a_draft_is_kept_as_it_is_however_broken(served: Served) -> None:
    place = served.at("/workflows/mine/draft")
    assert (await served.client.get(place)).status_code == 204
    kept = await served.client.put(place, json=BODY, headers={"If-Match": "*"})
    assert kept.status_code == 200
    found = await served.client.get(place)
    assert found.headers["ETag"] == kept.headers["ETag"]
    assert {key: found.json()[key] for key in BODY} == BODY
    assert found.json()["updated_at"].endswith("Z")
    gone = await served.client.delete(place, headers={"If-Match": found.headers["ETag"]})
    assert gone.status_code == 204
    assert (await served.client.get(place)).status_code == 204


async def test_the_tab_that_comes_late_gets_both_versions(served: Served) -> None:
    place = served.at("/workflows/twice/draft")
    first = await served.client.put(place, json=BODY, headers={"If-Match": "*"})
    etag = first.headers["ETag"]
    other = await served.client.put(place, json=BODY | {"text": "second"}, headers={"If-Match": etag})
    assert other.status_code == 200
    late = await served.client.put(place, json=BODY | {"text": "third"}, headers={"If-Match": etag})
    assert late.status_code == 412
    assert late.json()["current"]["text"] == "second"
    assert late.json()["current"]["etag"] == other.headers["ETag"]


async def test_of_two_tabs_without_a_draft_the_second_is_told(served: Served) -> None:
    place = served.at("/workflows/fresh/draft")
    first = await served.client.put(place, json=BODY, headers={"If-None-Match": "*"})
    assert first.status_code == 200
    late = await served.client.put(place, json=BODY | {"text": "late"}, headers={"If-None-Match": "*"})
    assert late.status_code == 412
    assert late.json()["current"]["etag"] == first.headers["ETag"]
    assert (await served.client.get(place)).json()["text"] == BODY["text"]


async def test_saving_forgets_the_draft_that_was_saved_and_no_other(served: Served) -> None:
    text = "seaway: 1\ntasks: {a: {run: echo a}}\n"
    await served.client.post(served.at("/workflows"), json={"id": "forget", "text": text})
    place, save = served.at("/workflows/forget/draft"), served.at("/workflows/forget/revisions")
    for draft, status in ((text + "# mine\n", 204), (text + "# of another tab\n", 200)):
        await served.client.put(place, json={"text": draft}, headers={"If-Match": "*"})
        saved = await served.client.post(save, json={"text": text + "# mine\n"}, headers={"If-Match": "*"})
        assert saved.status_code == 201
        assert (await served.client.get(place)).status_code == status


async def test_whoever_saves_late_hears_whether_it_was_they_themselves(served: Served) -> None:
    text = "seaway: 1\ntasks: {a: {run: echo a}}\n"
    await served.client.post(served.at("/workflows"), json={"id": "late", "text": text})
    save, stale = served.at("/workflows/late/revisions"), {"If-Match": '"old"'}
    late = await served.client.post(save, json={"text": text}, headers=stale)
    assert late.status_code == 412
    assert late.json()["current"]["is_yours"] is True
    assert len(late.json()["current"]["revision"]) == 64
    other = await (await served.client_as(Role.EDITOR)).post(save, json={"text": text}, headers=stale)
    assert other.json()["current"]["is_yours"] is False


async def test_a_draft_says_what_it_is_based_on(served: Served) -> None:
    answer = await served.client.put(served.at("/workflows/free/draft"), json=BODY)
    assert (answer.status_code, answer.json()["code"]) == (428, "no_version")


async def test_a_draft_is_its_owner_s_alone(served: Served) -> None:
    place = served.at("/workflows/own/draft")
    await served.client.put(place, json=BODY, headers={"If-Match": "*"})
    assert (await (await served.client_as(Role.EDITOR)).get(place)).status_code == 204
    assert (await (await served.client_as(Role.VIEWER)).get(place)).status_code == 403


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "x" * 2_000_001])
async def test_odd_texts_are_kept_or_refused_with_a_reason(served: Served, text: str) -> None:
    answer = await served.client.put(
        served.at("/workflows/odd/draft"),
        content=json.dumps({"text": text}),
        headers={"If-Match": "*", "Content-Type": "application/json"},
    )
    assert answer.status_code in (200, 400, 422)
