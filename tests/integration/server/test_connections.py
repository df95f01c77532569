"""Connections, secrets and variables over HTTP: set, shown, checked, taken away, and never told."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from seaway.access.masks import DOTS
from seaway.access.roles import Role
from tests.support.served import Served, open_served

pytestmark = pytest.mark.asyncio(loop_scope="module")
WORDS = "not-a-secret-0815"
NEW = {"If-None-Match": "*"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    async with open_served(tmp_path_factory.mktemp("served")) as opened:
        yield opened


def api(**given: object) -> dict[str, object]:
    fields = {"base_url": "http://127.0.0.1:9/x", "token": WORDS} | given
    return {"type": "http", "fields": fields, "description": "Theirs."}


async def put(served: Served, name: str, body: dict[str, object], **headers: str) -> httpx.Response:
    return await served.client.put(
        served.at(f"/connections/{name}"), json=body, headers=headers or {"If-None-Match": "*"}
    )


async def test_a_connection_is_made_shown_edited_and_taken_away(served: Served) -> None:
    made = await put(served, "theirs", api())
    assert made.status_code == 200, made.text
    assert made.json() | {"updated_at": None} == {
        "name": "theirs",
        "type": "http",
        "title": "HTTP API",
        "source": "store",
        "place": "the store",
        "shadows": [],
        "is_editable": True,
        "description": "Theirs.",
        "fields": {"base_url": "http://127.0.0.1:9/x", "token": DOTS},
        "updated_at": None,
        "updated_by": "ada",
        "used_in": [],
        "last_check": None,
        "sign_in": None,
    }
    shown = await served.client.get(served.at("/connections/theirs"))
    assert shown.headers["etag"] == made.headers["etag"]
    edit = api(base_url="http://127.0.0.1:9/y", token=DOTS)
    changed = await put(served, "theirs", edit, **{"If-Match": shown.headers["etag"]})
    assert changed.status_code == 200, changed.text
    assert changed.json()["fields"] == {"base_url": "http://127.0.0.1:9/y", "token": DOTS}
    stale = await put(served, "theirs", edit, **{"If-Match": shown.headers["etag"]})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_edit")
    assert (await served.client.delete(served.at("/connections/theirs"))).status_code == 204
    gone = await served.client.get(served.at("/connections/theirs"))
    assert gone.status_code == 404


async def test_a_secret_field_that_is_left_out_stays_and_null_clears_it(served: Served) -> None:
    made = await put(served, "kept", api())
    body = {"type": "http", "fields": {"base_url": "http://127.0.0.1:9/"}}
    left_out = await put(served, "kept", body, **{"If-Match": made.headers["etag"]})
    assert left_out.json()["fields"]["token"] == DOTS
    sources = served.parts.sources("proving")
    values = await sources.connections("proving", ["kept"])
    assert values["kept"]["token"] == WORDS
    cleared = await put(served, "kept", api(token=None), **{"If-Match": left_out.headers["etag"]})
    assert "token" not in cleared.json()["fields"]
    assert cleared.json()["description"] == "Theirs."


async def test_what_can_not_be_kept_is_told(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    no_version = await served.client.put(served.at("/connections/x"), json=api())
    assert no_version.status_code == 428
    await put(served, "there", api())
    again = await put(served, "there", api())
    assert (again.status_code, again.json()["detail"]) == (409, "There is a connection there already")
    bad_name = await put(served, "My-Lake", api())
    assert (bad_name.status_code, bad_name.json()["hint"]) == (400, "Call it `my_lake`.")
    no_type = await put(served, "x", {"type": "htp", "fields": {}})
    assert (no_type.status_code, no_type.json()["hint"]) == (400, "Did you mean `http`?")
    missing = await put(served, "x", {"type": "http", "fields": {"token": WORDS, "timeout_s": -1}})
    assert missing.status_code == 400
    assert "base_url" in missing.json()["detail"]
    assert "timeout_s" in missing.json()["detail"]
    assert WORDS not in missing.text
    monkeypatch.setenv("SEAWAY_CONNECTION_FAR", "http://127.0.0.1:9/")
    hidden = await put(served, "far", api())
    assert hidden.status_code == 409
    assert "SEAWAY_CONNECTION_FAR" in hidden.json()["detail"]


async def test_the_first_place_counts_and_the_others_are_named(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(served, "shared", api())
    monkeypatch.setenv("SEAWAY_CONNECTION_SHARED", json.dumps({"type": "local", "path": "/data"}))
    found = (await served.client.get(served.at("/connections/shared"))).json()
    assert (found["source"], found["place"], found["type"], found["shadows"]) == (
        "environment",
        "SEAWAY_CONNECTION_SHARED",
        "local",
        ["store"],
    )


async def test_a_check_asks_the_other_side_and_is_remembered(served: Served, tmp_path: Path) -> None:
    body = {"type": "local", "fields": {"path": str(tmp_path)}}
    await put(served, "lake", body)
    done = (await served.client.post(served.at("/connections/lake/check"))).json()
    assert (done["is_ok"], done["code"]) == (True, "")
    assert str(tmp_path) in done["message"]
    shown = (await served.client.get(served.at("/connections/lake"))).json()
    assert (shown["last_check"]["is_ok"], shown["last_check"]["message"]) == (True, done["message"])
    await put(served, "dead", api())
    failed = (await served.client.post(served.at("/connections/dead/check"))).json()
    assert (failed["is_ok"], failed["code"]) == (False, "unavailable")
    assert failed["hint"]
    missing = await served.client.post(served.at("/connections/lak/check"))
    assert missing.status_code == 404
    assert "Did you mean `lake`?" in missing.json()["hint"]


async def test_a_connection_is_tried_before_it_is_saved(served: Served, tmp_path: Path) -> None:
    trial = {"type": "local", "fields": {"path": str(tmp_path)}}
    done = await served.client.post(served.at("/connections/check"), json=trial)
    assert done.json()["is_ok"], done.text
    wrong = await served.client.post(served.at("/connections/check"), json={"type": "local"})
    assert (wrong.json()["is_ok"], wrong.json()["code"]) == (False, "invalid_input")
    listed = (await served.client.get(served.at("/connections"))).json()["items"]
    assert "this" not in [each["name"] for each in listed]


async def test_types_are_forms_with_help_and_what_is_secret(served: Served) -> None:
    served.site.write(
        "blueprints/own.py",
        """
from typing import ClassVar
from pydantic import SecretStr
from seaway.sdk.connection import Connection

class Own(Connection):
    \"\"\"Our own system.\"\"\"
    type_name: ClassVar[str] = "own"
    title: ClassVar[str] = "Own system"

    host: str
    \"\"\"Where it is.\"\"\"
    api_key: SecretStr
    \"\"\"From its settings page.\"\"\"

    def check(self) -> str:
        return f"{self.host} knows {len(self.api_key.get_secret_value())} letters"
""",
    )
    answer = await served.client.get(served.at("/connection-types"))
    types = {each["type"]: each for each in answer.json()}
    assert {"http", "duckdb", "local", "own"} <= set(types)
    assert not {"console", "file"} & set(types)
    own = types["own"]
    assert (own["title"], own["description"], own["is_of_project"]) == ("Own system", "Our own system.", True)
    key = own["schema"]["properties"]["api_key"]
    assert (key["title"], key["x-secret"], key["writeOnly"]) == ("API key", True, True)
    assert key["description"] == "From its settings page."
    assert types["http"]["schema"]["properties"]["headers"]["x-secret"]
    made = await put(served, "ours", {"type": "own", "fields": {"host": "h", "api_key": WORDS}})
    assert made.status_code == 200, made.text
    assert made.json()["fields"] == {"host": "h", "api_key": DOTS}
    done = await served.client.post(served.at("/connections/ours/check"))
    assert done.json()["message"] == f"h knows {len(WORDS)} letters"


async def test_what_is_used_goes_by_force_only(served: Served) -> None:
    await put(served, "busy", {"type": "local", "fields": {"path": "."}})
    await served.client.put(served.at("/secrets/API_KEY"), json={"value": WORDS})
    await served.client.put(served.at("/variables/region"), json={"value": "eu"})
    workflow = served.site.add(
        """
        tasks:
          look:
            uses: storage.list
            with: {connection: busy, paths: ["{{ vars.region }}/*"]}
          call:
            run: curl "$KEY"
            env: {KEY: "{{ secret('API_KEY') }}"}
        """
    )
    await served.site.publish()
    for path, task in (
        ("connections/busy", "look"),
        ("secrets/API_KEY", "call"),
        ("variables/region", "look"),
    ):
        refused = await served.client.delete(served.at(f"/{path}"))
        assert (refused.status_code, refused.json()["code"]) == (409, "in_use"), path
        assert f"{workflow} ({task})" in refused.json()["detail"]
        assert refused.json()["current"] == {"used_in": [{"workflow": workflow, "tasks": [task]}]}
    names = {each["name"]: each for each in (await served.client.get(served.at("/secrets"))).json()["items"]}
    assert names["API_KEY"]["used_in"] == [workflow]
    for path in ("connections/busy", "secrets/API_KEY", "variables/region"):
        forced = await served.client.delete(served.at(f"/{path}"), params={"force": True})
        assert forced.status_code == 204
        gone = await served.client.delete(served.at(f"/{path}"))
        assert gone.status_code == 404


async def test_the_builder_knows_what_is_set(served: Served) -> None:
    await put(served, "known", {"type": "local", "fields": {"path": "."}})
    await served.client.put(served.at("/variables/known_too"), json={"value": 3})
    given = "{connection: known, paths: ['{{ vars.known_too }}']}"
    text = f"seaway: 1\ntasks:\n  look: {{uses: storage.list, with: {given}}}\n"
    draft = {"workflow": "draft", "text": text}
    checked = await served.client.post(served.at("/check"), json=draft)
    assert checked.status_code == 200, checked.text
    assert checked.json()["problems"] == []
    misspelt = draft | {"text": text.replace("connection: known", "connection: knwon")}
    wrong = await served.client.post(served.at("/check"), json=misspelt)
    assert [each["hint"] for each in wrong.json()["problems"]] == ["Did you mean `known`?"]
    asked = draft | {"task": "look", "section": "tasks"}
    names = await served.client.post(served.at("/expressions/names"), json=asked)
    assert {"vars.known_too", "connections.known"} <= {each["name"] for each in names.json()["items"]}


async def test_secrets_are_set_and_never_told(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await served.client.put(
        served.at("/secrets/TOKEN"), json={"value": WORDS, "description": "Of theirs."}
    )
    assert (made.status_code, made.json()["description"]) == (200, "Of theirs.")
    assert "value" not in made.json()
    said = await served.client.put(served.at("/secrets/TOKEN"), json={"description": "Of ours."})
    assert said.json()["description"] == "Of ours."
    assert await served.parts.sources("proving").secrets("proving", ["TOKEN"]) == {"TOKEN": WORDS}
    for body, status in (({"value": ""}, 400), ({"value": "x" * 65_537}, 422), ({}, 400)):
        refused = await served.client.put(served.at("/secrets/OTHER"), json=body)
        assert refused.status_code == status, refused.text
    monkeypatch.setenv("SEAWAY_SECRET_TOKEN", "not-a-secret-of-the-environment")
    listed = (await served.client.get(served.at("/secrets"))).json()["items"]
    token = next(each for each in listed if each["name"] == "TOKEN")
    assert (token["source"], token["shadows"]) == ("environment", ["store"])


async def test_variables_are_anything_that_json_can_say(served: Served) -> None:
    for value in ("eu", 3, None, {"a": [1, 2]}):
        made = await served.client.put(served.at("/variables/shape"), json={"value": value})
        assert (made.status_code, made.json()["value"]) == (200, value)
    refused = await served.client.put(served.at("/variables/no-name"), json={"value": 1})
    assert (refused.status_code, refused.json()["hint"]) == (400, "Call it `no_name`.")


async def test_no_answer_audit_row_or_file_holds_the_secret(served: Served) -> None:
    """Whatever is asked and wherever it is kept: the text itself stands nowhere."""
    mine = "not-a-secret-but-unmistakable"
    made = await put(served, "quiet", api(token=mine, headers={"X-Key": mine}))
    await served.client.put(served.at("/secrets/QUIET"), json={"value": mine})
    await put(served, "quiet_url", api(base_url=f"http://me:{mine}@127.0.0.1:9/"))
    broken = await put(served, "quiet2", {"type": "http", "fields": {"token": mine, "nonsense": mine}})
    assert broken.status_code == 400
    check = await served.client.post(served.at("/connections/quiet/check"))
    check_url = await served.client.post(served.at("/connections/quiet_url/check"))
    texts = [made.text, broken.text, check.text, check_url.text]
    paths = ("/connections", "/connections/quiet", "/connections/quiet_url", "/secrets", "/overview")
    texts += [(await served.client.get(served.at(path))).text for path in paths]
    audit = (await served.client.get("/api/v1/audit", params={"limit": 200})).text
    assert '"connections.edit"' in audit
    assert DOTS in json.dumps(json.loads(audit), ensure_ascii=False)
    for text in (*texts, audit):
        assert mine not in text
    home = served.site.here.settings.home
    kept = [each for each in home.rglob("*") if each.is_file()]
    assert any(each.name == "seaway.db" for each in kept)
    for each in kept:
        assert mine.encode() not in each.read_bytes(), each


async def test_the_audit_says_what_was_before_and_after(served: Served) -> None:
    made = await put(served, "told", api())
    await put(served, "told", api(base_url="http://127.0.0.1:9/z"), **{"If-Match": made.headers["etag"]})
    entries = (await served.client.get("/api/v1/audit", params={"project": "proving"})).json()["items"]
    entry = next(each for each in entries if each["subject"] == "told")
    assert entry["action"] == "connections.edit"
    assert entry["detail"]["before"]["fields"] == {"base_url": "http://127.0.0.1:9/x", "token": DOTS}
    assert entry["detail"]["after"]["fields"] == {"base_url": "http://127.0.0.1:9/z", "token": DOTS}


async def test_viewers_see_connections_and_change_none(served: Served) -> None:
    client = await served.client_as(Role.VIEWER)
    assert (await client.get(served.at("/connections"))).status_code == 200
    assert (await client.get(served.at("/secrets"))).status_code == 403
    refused = await client.put(served.at("/connections/x"), json=api(), headers=NEW)
    assert refused.status_code == 403
    operator = await served.client_as(Role.OPERATOR)
    await put(served, "asked", api())
    assert (await operator.post(served.at("/connections/asked/check"))).status_code == 200
