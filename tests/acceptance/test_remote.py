"""The same commands against a server: SEAWAY_URL and SEAWAY_TOKEN, from a folder that holds no project."""

import subprocess
from dataclasses import dataclass

import pytest

from tests.acceptance.shell import Hands, Said, eventually
from tests.acceptance.test_up import events, up

pytestmark = pytest.mark.slow

GREET = """
seaway: 1
description: Says hello.
inputs:
  who: {type: string, default: world}
tasks:
  hello: {run: 'echo hello {{ inputs.who }}'}
  each: {needs: hello, foreach: {items: [1, 2]}, run: 'echo item {{ item }}'}
"""
BREAK = """
seaway: 1
tasks:
  broken: {run: 'echo about to fail; exit 3'}
  after: {needs: broken, run: 'true'}
"""
COUNT = """
seaway: 1
inputs:
  export: {type: file, accept: ['*.csv'], max_size: 12B}
  note: {type: text, default: ''}
tasks:
  count:
    run: |
      echo "rows=$(wc -l < {{ inputs.export }})" >> "$SEAWAY_OUTPUT"
      echo "note {{ inputs.note }}"
    outputs: {rows: integer}
outputs: {rows: '{{ tasks.count.outputs.rows }}'}
"""
WRITE = """
seaway: 1
triggers:
  yearly: {type: schedule, cron: '0 0 1 1 *'}
tasks:
  write: {run: 'mkdir out && echo hi > out/a.txt'}
"""
ADD = """
from seaway.sdk.context import Context

def add(ctx: Context):
    ctx.report_asset("lake/numbers.csv", mode="read", size_bytes=1_500)
    ctx.report_asset("warehouse/sums", rows=1, columns={"sum": "integer"})
    return 5
"""
ASK = "seaway: 1\ndeadline: {after: 100ms}\ntasks:\n  ask: {approval: {message: Shall we?}}\n"


@dataclass(frozen=True, slots=True)
class Away:
    """Hands in another folder, with the address of the server."""

    hands: Hands
    env: dict[str, str]
    home: Hands

    def type(self, *words: str, expect: int = 0) -> Said:
        return self.hands.type(*words, env=self.env, expect=expect)

    def state_of(self, run: str, task: str) -> str:
        tasks = self.type("runs", "show", run, "--json").json["tasks"]
        return next(str(each["state"]) for each in tasks if each["task"] == task)


@pytest.fixture
def away(hands: Hands, tmp_path_factory: pytest.TempPathFactory) -> Away:
    hands.write("seaway.toml", 'name = "harbour"\n')
    for name, text in (("greet", GREET), ("break", BREAK), ("ask", ASK), ("count", COUNT), ("write", WRITE)):
        hands.write(f"workflows/{name}.yaml", text)
    hands.write("scripts/sums.py", ADD)
    process: subprocess.Popen[str] = up(hands)
    url = events(process, "serving")[-1]["url"]
    token = hands.type("tokens", "create", "away", "--scope", "all", expect=0).out.strip()
    folder = tmp_path_factory.mktemp("away")
    return Away(Hands(folder, folder), {"SEAWAY_URL": url, "SEAWAY_TOKEN": token}, hands)


def test_a_workflow_of_the_server_is_run_watched_and_looked_at(away: Away) -> None:
    listed = away.type("workflows", "list", "--json").json["workflows"]
    assert [each["workflow"] for each in listed] == ["ask", "break", "count", "greet", "write"]
    assert "who" in away.type("workflows", "show", "greet").out

    ran = away.type("run", "greet", "-i", "who=harbour")
    assert "success" in ran.out
    shown = away.type("runs", "show", "greet@latest", "--json").json
    assert (shown["state"], shown["inputs"]) == ("success", {"who": "harbour"})
    assert [(each["task"], each["state"]) for each in shown["tasks"]] == [
        ("hello", "success"),
        ("each", "success"),
    ]
    logs = away.type("logs", "greet@latest").out
    assert "hello harbour" in logs
    assert "item 2" in logs
    only = away.type("logs", "greet@latest", "hello", "-n", "1", "--json").events
    assert [each["text"] for each in only] == ["hello harbour"]


def test_a_file_is_sent_where_the_input_is_a_file_and_read_where_it_is_text(away: Away) -> None:
    away.hands.write("export.csv", "a\nb\nc\n")
    away.hands.write("note.txt", "from a file")
    away.type("run", "count", "-i", "export=@export.csv", "-i", "note=@note.txt")
    shown = away.type("runs", "show", "count@latest", "--json").json
    assert shown["inputs"]["export"].endswith("/export.csv")
    assert "note from a file" in away.type("logs", "count@latest").out
    wrong = away.type("run", "count", "-i", "export=@note.txt", expect=2)
    assert "right kind" in wrong.err
    for folder, type_ in ((away.hands, away.type), (away.home, away.home.type)):
        folder.write("large.csv", "x" * 13)
        large = type_("run", "count", "-i", "export=@large.csv", expect=2)
        assert "large.csv has 13 bytes; `export` takes at most 12" in large.err
    assert "There is no file gone.csv" in away.type("run", "count", "-i", "export=@gone.csv", expect=2).err


def test_a_failed_run_says_why_and_is_run_again(away: Away) -> None:
    failed = away.type("run", "break", expect=1)
    assert "seaway runs rerun" in failed.out
    listed = away.type("runs", "list", "--state", "failed", "--json").json["runs"]
    assert [(each["workflow"], each["failed_task"]) for each in listed] == [("break", "broken")]
    again = away.type("runs", "rerun", "latest", "--no-watch")
    assert "broken: " in again.out
    assert away.type("runs", "list", "break", "--json").json["runs"][0]["rerun_of"] == listed[0]["run_id"]


def test_an_approval_is_answered_and_what_is_over_can_not_be_cancelled(away: Away) -> None:
    run = away.type("run", "ask", "--no-watch", "--json").json["run_id"]
    eventually(lambda: away.state_of(run, "ask") == "awaiting_input")
    assert "answer" in away.type("runs", "why", run[-8:]).out
    eventually(lambda: away.type("runs", "list", "--json").json["runs"][0]["late"] == [None])
    here, there = (each.type("runs", "show", run, "--json") for each in (away.home, away))
    assert here.json["deadlines"] == there.json["deadlines"] != []
    assert "late by" in away.type("runs", "show", run).out
    assert "the run  late by" in away.type("runs", "why", run).out
    away.type("runs", "approve", run[-8:], "ask")
    assert away.type("logs", "-f", run).code == 0
    assert "was over already" in away.type("runs", "cancel", run, expect=1).out


def test_what_the_server_refuses_is_a_sentence(away: Away) -> None:
    wrong = away.hands.type("runs", "list", env=away.env | {"SEAWAY_TOKEN": "sw_wrong"}, expect=2)
    assert "Nobody is signed in" in wrong.err
    unknown = away.type("run", "grete", expect=2)
    assert "There is no workflow grete" in unknown.err
    nowhere = {"SEAWAY_URL": "http://127.0.0.1:9", "SEAWAY_TOKEN": "x"}
    assert "can't be reached" in away.hands.type("runs", "list", env=nowhere, expect=2).err


def test_files_are_listed_and_fetched(away: Away) -> None:
    away.type("run", "write")
    listed = away.type("files", "list", "write@latest", "--json").json["files"]
    assert [(each["task"], each["path"], each["size_bytes"]) for each in listed] == [
        ("write", "out/a.txt", 3)
    ]
    away.type("files", "get", "write@latest", "write", "out/a.txt")
    assert (away.hands.folder / "a.txt").read_text() == "hi\n"
    assert "is there already" in away.type("files", "get", "latest", "write", "out/a.txt", expect=2).err
    assert away.type("files", "get", "latest", "write", "out/a.txt", "-o", "-").out == "hi\n"
    unknown = away.type("files", "get", "latest", "write", "out/b.txt", expect=2)
    assert "Did you mean `out/a.txt`" in unknown.err


def test_triggers_are_listed_paused_and_resumed(away: Away) -> None:
    (one,) = away.type("triggers", "list", "--json").json["triggers"]
    assert (one["workflow"], one["trigger"], one["paused"], one["spec"]["cron"]) == (
        "write",
        "yearly",
        False,
        "0 0 1 1 *",
    )
    assert "0 0 1 1 *" in away.type("triggers", "list", "write").out
    away.type("triggers", "pause", "write", "yearly")
    assert away.type("triggers", "list", "--json").json["triggers"][0]["paused"]
    away.type("triggers", "resume", "write", "yearly")
    away.type("triggers", "pause", "write")
    assert away.type("triggers", "list", "--json").json["triggers"][0]["paused"]
    assert "Did you mean `yearly`" in away.type("triggers", "pause", "write", "yearl", expect=2).err


def test_blueprints_are_listed_shown_and_run(away: Away) -> None:
    listed = away.type("blueprints", "list", "python", "--json").json["blueprints"]
    assert "python.call" in [each["name"] for each in listed]
    assert "function" in away.type("blueprints", "show", "python.call").out
    ran = away.type("blueprints", "run", "python.call", "-i", "function=scripts/sums.py:add", "-i", "args={}")
    assert "success" in ran.out
    here, there = (each.type("runs", "show", "latest", "--json").json for each in (away.home, away))
    assert here["assets"] == there["assets"]
    assert [(each["kind"], each["asset"], each["rows"]) for each in here["assets"]] == [
        ("read", "lake/numbers.csv", None),
        ("written", "warehouse/sums", 1),
    ]
    shown = away.type("runs", "show", "latest").out
    assert "written  warehouse/sums    1 row  by " in shown
    assert "read     lake/numbers.csv  1.5 kB  by " in shown
    wrong = away.type("blueprints", "run", "python.call", "-i", "fun=1", expect=2)
    assert "has no input fun" in wrong.err
