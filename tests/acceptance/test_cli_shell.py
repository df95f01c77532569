"""The command among pipes, programs and terminals of all kinds."""

import subprocess
import sys

import pytest

from tests.acceptance.shell import Hands

pytestmark = pytest.mark.slow

PRINTS = """\
seaway: 1
tasks:
  say: {run: "for i in $(seq 3000); do echo line $i of many words; done; echo żółw"}
"""
HEAVY = ("pydantic", "sqlalchemy", "rich", "asyncio", "seaway.app")


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom seaway.cli.main import seaway\nfrom seaway.cli.shell import guarded\n"
        "assert guarded(seaway, ['--help']) == 0\n"
        f"heavy = [name for name in {HEAVY} if name in sys.modules]\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Run a workflow and watch it." in done.stdout


def test_a_reader_that_leaves_and_terminals_of_all_kinds_do_no_harm(hands: Hands) -> None:
    hands.write("workflows/talk.yaml", PRINTS)
    plain = hands.type("run", env={"PYTHONIOENCODING": "ascii", "COLUMNS": "20"}, expect=0)
    assert plain.out.isascii()
    assert "+ say  success" in plain.out
    logs = hands.start("logs")
    head = subprocess.run(["head", "-n", "2"], stdin=logs.stdout, capture_output=True, text=True, check=True)
    assert logs.stdout is not None
    logs.stdout.close()
    assert logs.wait(timeout=120) == 0
    assert head.stdout == "say │ line 1 of many words\nsay │ line 2 of many words\n"
    coloured = hands.type("runs", "list", env={"FORCE_COLOR": "1"}, expect=0).out
    assert "\x1b[32m✓" in coloured


def test_programs_get_json_from_everything_that_lists(hands: Hands) -> None:
    hands.type("init", "--json", expect=0)
    events = hands.type("run", "--json", "-i", "day=2026-01-31", expect=0).events
    assert {event["event"] for event in events} == {"task", "run"}
    last = events[-1]
    assert (last["state"], last["inputs"]) == ("success", {"day": "2026-01-31"})
    assert last["started_at"] <= last["ended_at"]
    shown = hands.type("workflows", "show", "hello", "--json", expect=0).json
    assert [run["run_id"] for run in shown["last_runs"]] == [last["run_id"]]
    assert [trigger["name"] for trigger in shown["triggers"]] == ["every_morning"]
    hands.type("triggers", "pause", "hello", "--json", expect=0)
    (trigger,) = hands.type("triggers", "list", "--json", expect=0).json["triggers"]
    assert trigger["paused"] is True


def test_a_mistake_in_a_file_is_shown_in_its_line_and_nothing_runs(hands: Hands) -> None:
    hands.write("workflows/bad.yaml", "seaway: 1\ntasks:\n  load:\n    neds: extract\n    run: echo hi\n")
    for words in (["validate"], ["run"]):
        said = hands.type(*words, expect=2)
        text = said.out + said.err
        assert "workflows/bad.yaml:4:5: error[unknown_key]" in text
        assert "  4 │     neds: extract\n    │     ^^^^" in text
        assert "Did you mean `needs`?" in text
    assert "Nothing has run yet" in hands.type("runs", "list", expect=0).err


def test_workflows_and_blueprints_in_python_and_a_lone_file_run_too(hands: Hands) -> None:
    hands.write(
        "project/workflows/daily.py",
        "from seaway import task, workflow\n\n"
        "@task\ndef extract(day: str) -> list[str]:\n    return ['a', day]\n\n"
        "@workflow\ndef daily(day: str):\n    return extract(day)\n",
    )
    hands.write(
        "project/blueprints/shout.py",
        "from seaway import Context, blueprint\n\n"
        "@blueprint('my.shout', title='Shout', category='Mine')\n"
        "def shout(ctx: Context, text: str) -> dict[str, str]:\n"
        '    """Say it loud."""\n    return {\'said\': text.upper()}\n',
    )
    ran = hands.type("run", "project", "--json", "-i", "day=today", expect=0).events[-1]
    assert ran["outputs"] == {"result": ["a", "today"]}
    called = hands.type(
        "blueprints", "run", "my.shout", "-i", "text=hi", "--project", "project", "--json", expect=0
    )
    assert called.events[-1]["outputs"] == {"result": {"said": "HI"}}
    hands.write("alone/one.yaml", "seaway: 1\ntasks: {one: {run: echo alone}}\n")
    hands.type("run", "alone/one.yaml", expect=0)
    assert hands.type("logs", "--project", "alone", expect=0).out == "one │ alone\n"
