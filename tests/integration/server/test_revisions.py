"""Saving, comparing and restoring workflows over HTTP."""

import asyncio
import json

import httpx
import pytest

from seaway.access.roles import Role
from seaway.server.templates import find_template
from tests.support.served import Served

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEXT = "seaway: 1\n# mine\ntasks:\n  a: {run: echo}\n"


async def create(served: Served, name: str, **given: object) -> httpx.Response:
    return await served.client.post(served.at("/workflows"), json={"id": name, **given})


async def save(
    served: Served, name: str, text: str, etag: str, client: httpx.AsyncClient | None = None, **given: object
) -> httpx.Response:
    place = served.at(f"/workflows/{name}/revisions")
    return await (client or served.client).post(
        place, json={"text": text, **given}, headers={"If-Match": etag}
    )


async def etag_of(served: Served, name: str) -> str:
    return (await served.client.get(served.at(f"/workflows/{name}/source"))).headers["ETag"]


async def test_a_workflow_is_made_saved_and_listed_with_who_and_why(served: Served) -> None:
    made = await create(served, "made", text=TEXT, message="Begin")
    assert made.status_code == 201, made.text
    assert made.json()["id"] == "made"
    assert (served.site.folder / "workflows/made.yaml").read_text() == TEXT
    changed = TEXT.replace("echo", "date")
    layout = {"positions": {"a": [3, 4]}, "notes": []}
    saved = await save(served, "made", changed, made.json()["etag"], message="Tell the time", layout=layout)
    assert saved.status_code == 201
    assert saved.json()["problems"] == []
    assert saved.headers["ETag"] == await etag_of(served, "made")
    assert json.loads((served.site.folder / "workflows/made.canvas.json").read_text()) == layout
    assert list((served.site.folder / "workflows").glob(".*")) == []
    listed = (await served.client.get(served.at("/workflows/made/revisions"))).json()["items"]
    assert [(each["message"], each["author"], each["is_active"]) for each in listed] == [
        ("Tell the time", "ada", True),
        ("Begin", "ada", False),
    ]
    assert listed[0]["hash"] == saved.json()["revision"]
    one = await served.client.get(served.at(f"/workflows/made/revisions/{listed[1]['hash'][:8]}"))
    assert one.json()["text"] == TEXT


async def test_the_second_of_two_who_save_gets_both_versions_and_no_edit_is_lost(served: Served) -> None:
    etag = (await create(served, "both", text=TEXT)).json()["etag"]
    other = await served.client_as(Role.EDITOR, name="grace")
    first, second = await asyncio.gather(
        save(served, "both", TEXT + "# one\n", etag), save(served, "both", TEXT + "# two\n", etag, other)
    )
    late, won = sorted([first, second], key=lambda answer: answer.status_code, reverse=True)
    assert (won.status_code, late.status_code) == (201, 412)
    current = late.json()["current"]
    assert current["text"] == (served.site.folder / "workflows/both.yaml").read_text()
    assert current["etag"] == won.headers["ETag"]
    assert current["author"] in ("ada", "grace")
    assert current["saved_at"].endswith("Z")


async def test_a_change_in_the_folder_is_a_conflict_too(served: Served) -> None:
    etag = (await create(served, "outside", text=TEXT)).json()["etag"]
    served.site.write("workflows/outside.yaml", TEXT + "# by hand\n")
    late = await save(served, "outside", TEXT, etag)
    assert late.status_code == 412
    assert late.json()["current"]["author"] == ""
    missing = await served.client.post(served.at("/workflows/outside/revisions"), json={"text": TEXT})
    assert missing.status_code == 428


async def test_a_text_with_errors_is_saved_and_the_last_valid_one_stays_active(served: Served) -> None:
    made = (await create(served, "broken", text=TEXT)).json()
    saved = await save(served, "broken", "seaway: 1\ntasks: {a: {runs: echo}}\n", made["etag"])
    assert saved.status_code == 201
    assert saved.json()["revision"] is None
    assert "run" in saved.json()["problems"][0]["hint"]
    source = (await served.client.get(served.at("/workflows/broken/source"))).json()
    assert "runs: echo" in source["text"]
    assert source["revision"] == made["revision"]


async def test_saving_forgets_the_draft(served: Served) -> None:
    etag = (await create(served, "drafted", text=TEXT)).json()["etag"]
    draft = served.at("/workflows/drafted/draft")
    await served.client.put(draft, json={"text": TEXT + "# new\n"}, headers={"If-Match": "*"})
    assert (await save(served, "drafted", TEXT + "# new\n", etag)).status_code == 201
    assert (await served.client.get(draft)).status_code == 204


async def test_an_older_content_is_restored_and_compared(served: Served) -> None:
    made = (await create(served, "again", text=TEXT, message="One")).json()
    later = TEXT.replace("  a: {run: echo}", "  b: {run: echo}\n  c: {run: date, needs: b}")
    second = (await save(served, "again", later, made["etag"], message="Two")).json()
    place = served.at("/workflows/again/diff")
    found = (
        await served.client.get(place, params={"from": made["revision"], "to": second["revision"]})
    ).json()
    assert [each["sentence"] for each in found["semantic"]] == [
        "Task `a` is called `b` now.",
        "Task `c` was added.",
    ]
    assert "+  c: {run: date, needs: b}" in found["unified"]
    draft = await served.client.post(place, json={"text": TEXT}, params={"from": "file", "to": "draft"})
    assert [each["kind"] for each in draft.json()["semantic"]] == ["renamed", "removed"]
    restored = await served.client.post(
        served.at(f"/workflows/again/revisions/{made['revision']}/restore"),
        json={"message": "Back"},
        headers={"If-Match": await etag_of(served, "again")},
    )
    assert restored.status_code == 201
    assert (served.site.folder / "workflows/again.yaml").read_text() == TEXT
    source = (await served.client.get(served.at("/workflows/again/source"))).json()
    assert source["revision"] == restored.json()["revision"]
    listed = (await served.client.get(served.at("/workflows/again/revisions"))).json()["items"]
    by_message = {each["message"]: each["content"] for each in listed}
    assert by_message["One"] == made["revision"] != by_message["Two"]
    place = served.at(f"/workflows/again/revisions/{restored.json()['revision']}")
    assert (await served.client.get(place)).json()["content"] == made["revision"]


async def test_what_reads_the_same_beside_other_code_has_one_content(served: Served) -> None:
    made = (await create(served, "beside", text=TEXT, message="One")).json()
    second = (await save(served, "beside", f"{TEXT}# more\n", made["etag"], message="Two")).json()
    code = served.site.folder / "beside.py"
    code.write_text("X = 1\n")
    third = (await save(served, "beside", TEXT, second["etag"], message="Three")).json()
    code.unlink()
    listed = (await served.client.get(served.at("/workflows/beside/revisions"))).json()["items"]
    content = {each["message"]: each["content"] for each in listed}
    assert third["revision"] != made["revision"]
    assert content["Three"] == content["One"] == made["revision"]


async def test_a_workflow_is_made_once_by_name_and_by_key(served: Served) -> None:
    body = {"id": "once", "template": "first-steps"}
    headers = {"Idempotency-Key": "make-once"}
    answers = [
        await served.client.post(served.at("/workflows"), json=body, headers=headers) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert (await create(served, "once")).status_code == 409


async def test_a_template_of_a_project_brings_its_files_and_writes_over_none(served: Served) -> None:
    place = served.site.folder / "sql/merge_day.sql"
    assert (await create(served, "finance", template="finance-cloud")).status_code == 201
    assert place.read_bytes() == find_template("finance-cloud").helpers()["sql/merge_day.sql"]
    assert (await create(served, "finance-too", template="finance-cloud")).status_code == 201
    place.write_text("SELECT 1")
    refused = await create(served, "finance-3", template="finance-cloud")
    assert refused.status_code == 409
    assert "sql/merge_day.sql is there already" in refused.text
    assert place.read_text() == "SELECT 1"
    assert not (served.site.folder / "workflows/finance-3.yaml").exists()


async def test_templates_are_listed_with_their_connections_and_files(served: Served) -> None:
    listed = (await served.client.get(served.at("/templates"))).json()["items"]
    [moved] = [each for each in listed if each["name"] == "database-to-database"]
    assert {one["name"]: one["type"] for one in moved["connections"]} == {
        "shop": "postgres",
        "bucket": "s3",
        "reports": "mysql",
    }
    assert moved["files"] == []
    assert moved["tasks_count"] == 7


@pytest.mark.parametrize("name", ["", "A", "../x", "a/b", ".hidden", "x" * 101, "üb"])
async def test_a_bad_name_makes_no_file(served: Served, name: str) -> None:
    assert (await create(served, name, text=TEXT)).status_code in (400, 422)


async def test_a_removed_workflow_keeps_its_history(served: Served) -> None:
    await create(served, "passing", text=TEXT)
    gone = await served.client.delete(served.at("/workflows/passing"))
    assert gone.status_code == 204
    assert not (served.site.folder / "workflows/passing.yaml").exists()
    assert (await served.client.get(served.at("/workflows/passing/source"))).status_code == 404
    assert (await served.client.get(served.at("/workflows/passing/revisions"))).json()["items"]


async def test_a_page_of_revisions_leads_to_the_next(served: Served) -> None:
    etag = (await create(served, "pages", text=TEXT)).json()["etag"]
    for number in range(3):
        etag = (await save(served, "pages", f"{TEXT}# {number}\n", etag, message=str(number))).json()["etag"]
    place, seen, after = served.at("/workflows/pages/revisions"), [], None
    for _ in range(5):
        page = (
            await served.client.get(place, params={"limit": 2} | ({"after": after} if after else {}))
        ).json()
        seen += [each["message"] for each in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == ["2", "1", "0", ""]


async def test_viewers_and_operators_change_nothing(served: Served) -> None:
    await create(served, "guarded", text=TEXT)
    for role in (Role.VIEWER, Role.OPERATOR):
        client = await served.client_as(role)
        assert (await save(served, "guarded", TEXT, "*", client)).status_code == 403
        assert (await client.delete(served.at("/workflows/guarded"))).status_code == 403
        assert (await client.get(served.at("/workflows/guarded/source"))).status_code == 200


async def test_what_was_changed_stands_in_the_audit(served: Served) -> None:
    await create(served, "audited", text=TEXT, message="For the record")
    found = (await served.client.get("/api/v1/audit")).json()["items"]
    assert any(each["subject"] == "workflow audited" for each in found)


async def test_saving_one_workflow_adds_nothing_to_the_list_of_another(served: Served) -> None:
    await create(served, "quiet", text=TEXT, message="Mine")
    await create(served, "busy", text=TEXT, message="Other")
    await served.site.publish()
    listed = (await served.client.get(served.at("/workflows/quiet/revisions"))).json()["items"]
    assert [(each["message"], each["is_active"]) for each in listed] == [("Mine", True)]
