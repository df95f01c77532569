"""The text of a workflow over HTTP: read it, check it, edit it by operation."""

import asyncio
import time

import pytest

from seaway.access.roles import Role
from tests.support.served import Served

pytestmark = pytest.mark.asyncio(loop_scope="module")

BODY = """\
# what it is for
tasks:
  load:  # first
    run: echo hi
  check: {needs: load, run: "echo {{ tasks.load.state }}"}
"""


MADE = """
    from seaway import task, workflow


    @task
    def one() -> int:
        return 1


    @workflow
    def made():
        one()
    """


async def test_the_source_comes_with_its_etag_and_revision(served: Served) -> None:
    name = served.site.add(BODY)
    await served.site.publish()
    found = await served.client.get(served.at(f"/workflows/{name}/source"))
    assert found.status_code == 200
    assert found.headers["ETag"]
    said = found.json()
    assert said["text"] == f"seaway: 1\n{BODY}"
    assert said["file"] == f"workflows/{name}.yaml"
    assert len(said["revision"]) == 64
    assert (said["is_read_only"], said["layout"]) == (False, None)


async def test_a_workflow_that_has_no_file_is_unknown(served: Served) -> None:
    for name in ("nothing", "..%2F..%2Fetc", "A!"):
        found = await served.client.get(served.at(f"/workflows/{name}/source"))
        assert found.status_code in (400, 404), found.text
        assert found.json()["code"]


async def test_a_python_workflow_is_read_only(served: Served) -> None:
    served.site.write("workflows/made.py", MADE)
    await served.site.publish()
    source = served.at("/workflows/made/source")
    found = (await served.client.get(source)).json()
    assert (found["file"], found["is_read_only"]) == ("workflows/made.py", True)
    refused = await served.client.post(
        served.at("/workflows/made/revisions"), json={"text": "x"}, headers={"If-Match": "*"}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "conflicting_state")
    seen = await check(served, found["text"], "made")
    assert (seen["problems"], seen["spans"]) == ([], [])
    assert [each["id"] for each in seen["graph"]["tasks"]] == ["one"]  # type: ignore[index]


async def check(served: Served, text: str, workflow: str = "draft") -> dict[str, object]:
    answer = await served.client.post(served.at("/check"), json={"workflow": workflow, "text": text})
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


async def test_a_check_tells_problems_graph_inputs_and_places(served: Served) -> None:
    text = "seaway: 1\ninputs:\n  day: {type: date, default: '{{ run.logical_date }}'}\n" + BODY.replace(
        "tasks.load", "tasks.laod"
    )
    found = await check(served, text)
    [problem] = found["problems"]  # type: ignore[misc]
    assert (problem["line"], problem["hint"]) == (8, "Did you mean `load`?")
    graph = found["graph"]
    assert [task["path"] for task in graph["tasks"]] == ["load", "check"]  # type: ignore[index]
    assert graph["tasks"][1]["problems"] == [0]  # type: ignore[index]
    assert found["inputs"][0]["default_said"] == "{{ run.logical_date }}"  # type: ignore[index]
    spans = {tuple(span["path"]): span["line"] for span in found["spans"]}  # type: ignore[attr-defined]
    assert spans["tasks", "load", "run"] == 7
    same = await check(served, text.replace("# what it is for\n", ""))
    assert same["semantic_hash"] == found["semantic_hash"]
    assert same["revision_hash"] != found["revision_hash"]


async def test_a_text_that_can_not_be_read_is_a_problem_with_its_line(served: Served) -> None:
    found = await check(served, "seaway: 1\ntasks: [\n")
    assert found["problems"][0]["line"] >= 2  # type: ignore[index]
    assert found["graph"]["tasks"] == []  # type: ignore[index]
    for text in ("", "\0", "[" * 5000, "a: &a [*a]", "💥: \u202e"):
        assert (await check(served, text))["problems"]


async def test_a_check_knows_the_other_workflows_of_the_folder(served: Served) -> None:
    name = served.site.add("tasks: {a: {run: x}}")
    found = await check(served, f"seaway: 1\ntasks: {{a: {{workflow: {name}}}, b: {{workflow: nothing}}}}")
    [problem] = found["problems"]  # type: ignore[misc]
    assert "nothing" in problem["message"]


def drop_blueprint(served: Served, name: str) -> None:
    served.site.write(
        f"blueprints/{name}.py",
        f"""
        from seaway.sdk.blueprint import blueprint
        from seaway.sdk.context import Context


        @blueprint("mine.{name}", title="{name.title()}", category="Mine")
        def {name}(ctx: Context, word: str) -> str:
            '''Say it in another way.'''
            return word
        """,
    )


async def test_a_blueprint_dropped_into_the_folder_is_known_at_once(served: Served) -> None:
    text = "seaway: 1\ntasks: {a: {uses: mine.shout, with: {word: hi}}}"
    assert (await check(served, text))["problems"]
    drop_blueprint(served, "shout")
    found = await check(served, text)
    assert found["problems"] == []
    assert found["graph"]["tasks"][0]["title"] == "Shout"  # type: ignore[index]


async def test_a_broken_blueprint_is_told_with_its_reason_and_hides_no_other(served: Served) -> None:
    drop_blueprint(served, "whisper")
    served.site.write("blueprints/bad.py", "import nothing_like_this\n")
    try:
        found = (await served.client.get(served.at("/problems"))).json()["items"]
        assert [(each["file"], "nothing_like_this" in each["message"]) for each in found] == [
            ("blueprints/bad.py", True)
        ]
        text = "seaway: 1\ntasks: {a: {uses: mine.whisper, with: {word: hi}}}"
        assert (await check(served, text))["problems"] == []
    finally:
        (served.site.folder / "blueprints/bad.py").unlink()
    assert (await served.client.get(served.at("/problems"))).json()["items"] == []


async def test_a_wrong_project_file_is_a_problem_and_no_fault(served: Served) -> None:
    before = (served.site.folder / "seaway.toml").read_text()
    (served.site.folder / "seaway.toml").write_text(before + "\n[nonsense]\nx = 1\n")
    try:
        answer = await served.client.post(served.at("/check"), json={"workflow": "x", "text": "seaway: 1"})
        assert answer.status_code == 422
        assert answer.json()["problems"][0]["file"] == "seaway.toml"
        assert (await served.client.get(served.at("/problems"))).json()["items"]
    finally:
        (served.site.folder / "seaway.toml").write_text(before)


async def test_the_schema_has_the_blueprints_of_the_project(served: Served) -> None:
    drop_blueprint(served, "sing")
    await check(served, "seaway: 1\ntasks: {a: {uses: mine.sing}}")
    found = await served.client.get("/api/v1/schema/workflow")
    assert found.json()["title"] == "Seaway workflow"
    assert "with:mine.sing" in found.json()["$defs"]
    stranger = await (await served.client_as(None)).get("/api/v1/schema/workflow")
    assert stranger.status_code == 200
    assert "with:storage.copy" in stranger.json()["$defs"]


async def test_a_text_of_10_mb_and_one_of_5000_tasks_are_answered_and_nothing_stalls(served: Served) -> None:
    await check(served, f"seaway: 1\n{BODY}")
    slowest, is_over = 0.0, False

    async def watch() -> None:
        nonlocal slowest
        while not is_over:
            began = time.monotonic()
            await asyncio.sleep(0.01)
            slowest = max(slowest, time.monotonic() - began - 0.01)

    watching = asyncio.create_task(watch())
    huge = await served.client.post(
        served.at("/check"), json={"workflow": "huge", "text": "# x\n" * 2_500_000}, timeout=60
    )
    assert huge.status_code == 422
    assert "2,000,000" in huge.json()["detail"]
    many = "seaway: 1\ntasks:\n" + "".join(f"  t{at}: {{run: echo}}\n" for at in range(5_001))
    found = await check(served, many)
    is_over = True
    await watching
    assert [problem["code"] for problem in found["problems"]] == ["too_many_tasks"]  # type: ignore[attr-defined]
    assert slowest < 2.0, f"the loop stood still for {slowest:.2f} s"


async def edit(served: Served, text: str, *operations: dict[str, object]) -> dict[str, object]:
    answer = await served.client.post(
        served.at("/edit"), json={"workflow": "draft", "text": text, "operations": operations}
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


async def test_operations_change_the_text_and_tell_the_edits(served: Served) -> None:
    text = f"seaway: 1\nname: '💥💥'\n{BODY}"
    found = await edit(
        served,
        text,
        {"op": "rename_task", "path": "load", "to": "fetch", "section": "tasks"},
        {"op": "add_task", "id": "tell", "task": {"run": "echo"}, "section": "on_failure"},
        {"op": "connect", "from": "fetch", "to": "check", "condition": "failed"},
        {"op": "set", "path": ["tasks", "fetch", "timeout"], "value": "5m"},
        {"op": "set_join", "task": "check", "join": "any", "section": "tasks"},
    )
    assert found["text"] == (
        "seaway: 1\nname: '💥💥'\n# what it is for\ntasks:\n"
        "  fetch:  # first\n    run: echo hi\n    timeout: 5m\n"
        '  check: {needs: {fetch: failed}, join: any, run: "echo {{ tasks.fetch.state }}"}\n'
        "\non_failure:\n  tell:\n    run: echo\n"
    )
    units = text.encode("utf-16-le")
    for each in reversed(found["edits"]):  # type: ignore[arg-type,call-overload]
        new = each["text"].encode("utf-16-le")
        units = units[: 2 * each["start"]] + new + units[2 * each["end"] :]
    assert units.decode("utf-16-le") == found["text"]
    assert [task["path"] for task in found["graph"]["tasks"]] == ["fetch", "check"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("operation", "status"),
    [
        ({"op": "remove_task", "path": "nothing"}, 422),
        ({"op": "connect", "from": "load", "to": "load"}, 422),
        ({"op": "explode"}, 422),
        ({"op": "set", "path": [], "value": 1}, 422),
        ({"op": "set", "path": ["tasks", "load"]}, 422),
    ],
)
async def test_an_operation_that_can_not_be_is_refused_with_its_reason(
    served: Served, operation: dict[str, object], status: int
) -> None:
    answer = await served.client.post(
        served.at("/edit"),
        json={"workflow": "draft", "text": f"seaway: 1\n{BODY}", "operations": [operation]},
    )
    assert answer.status_code == status
    assert answer.json()["problems"]


async def test_a_text_that_is_broken_is_not_edited(served: Served) -> None:
    answer = await served.client.post(
        served.at("/edit"),
        json={"workflow": "draft", "text": "tasks: [", "operations": [{"op": "unset", "path": ["a"]}]},
    )
    assert answer.status_code == 422
    assert "can't be edited until line" in answer.json()["problems"][0]["message"]


async def test_templates_are_whole_workflows(served: Served) -> None:
    found = (await served.client.get(served.at("/templates"))).json()["items"]
    assert found[0]["name"] == "first-steps"
    assert all(each["graph"]["tasks"] and each["text"].startswith("seaway: 1") for each in found)


async def test_scripts_and_queries_are_listed_for_the_palette(served: Served) -> None:
    for name in ("scripts/b.py", "scripts/deep/a.sh", "scripts/.hidden", "sql/q.sql", "scripts/read.me"):
        served.site.write(name, "x")
    found = (await served.client.get(served.at("/scripts"))).json()["items"]
    assert [(each["path"], each["language"]) for each in found] == [
        ("scripts/b.py", "python"),
        ("scripts/read.me", None),
        ("scripts/deep/a.sh", "bash"),
        ("sql/q.sql", "sql"),
    ]


async def test_a_file_that_is_too_long_is_shown_and_not_edited(served: Served) -> None:
    served.site.write("workflows/long.yaml", "seaway: 1\ntasks: {a: {run: x}}\n" + "# x\n" * 600_000)
    source = await served.client.get(served.at("/workflows/long/source"))
    assert source.json()["is_read_only"]
    assert "2,000,000" in source.json()["why_read_only"]
    (served.site.folder / "workflows/long.yaml").unlink()


async def test_a_source_says_who_saved_it(served: Served) -> None:
    text = "seaway: 1\ntasks: {a: {run: echo a}}\n"
    await served.client.post(served.at("/workflows"), json={"id": "signed", "text": text})
    place = served.at("/workflows/signed/source")
    mine = (await served.client.get(place)).json()
    assert mine["is_yours"] is True
    theirs = (await (await served.client_as(Role.VIEWER)).get(place)).json()
    assert (theirs["author"], theirs["is_yours"]) == (mine["author"], False)
