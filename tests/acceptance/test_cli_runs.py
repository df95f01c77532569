"""From an empty folder to a repaired run, with nothing but the command."""

import signal
from pathlib import Path

import pytest

from tests.acceptance.shell import Hands, eventually, read_until

pytestmark = pytest.mark.slow

BREAKS = """\
seaway: 1
inputs:
  day: {type: date, default: "2026-01-31"}
tasks:
  load:
    run: |
      echo "loading {{ inputs.day }}"
      echo data > loaded.txt
      echo "rows=3" >> "$SEAWAY_OUTPUT"
    outputs: {rows: integer}
  each:
    needs: load
    foreach: [de, pt]
    run: echo "item {{ item }}"
  publish:
    needs: each
    run: bash scripts/publish.sh
outputs: {rows: "{{ tasks.load.outputs.rows }}"}
"""
WAITS = """\
seaway: 1
tasks:
  ask:
    approval: {message: Go on?, fields: {note: {type: string, required: true}}}
  after: {needs: ask, run: "echo {{ tasks.ask.outputs.note }}"}
"""
SLOW = """\
seaway: 1
tasks:
  long: {run: "echo begun; sleep 60"}
finally:
  tidy: {run: echo tidied}
"""


def test_a_new_project_runs_at_once(hands: Hands) -> None:
    made = hands.type("init", "shop", expect=0)
    assert "seaway run" in made.out
    shop = Path(hands.folder) / "shop"
    assert (
        (shop / "workflows/hello.yaml").read_text().startswith("# yaml-language-server: $schema=../.seaway/")
    )
    assert (shop / "workflows/../.seaway/workflow.schema.json").is_file()
    hands.folder = shop
    ran = hands.type("run", "-i", "day=2026-01-31", expect=0)
    assert "✓ report" in ran.out
    assert "orders = " in ran.out
    assert "of berlin on 2026-01-31" in hands.type("logs", "latest", "collect[berlin]", expect=0).out
    listed = hands.type("files", "list", "--json", expect=0).json["files"]
    assert sorted(each["path"] for each in listed if each["task"] == "collect[tokyo]") == ["orders-tokyo.csv"]
    hands.type("files", "get", "latest", "collect", "orders-tokyo.csv", expect=0)
    assert (shop / "orders-tokyo.csv").read_text().startswith("shop,day,amount")


def test_a_failed_run_is_repaired_and_goes_on_from_where_it_failed(hands: Hands) -> None:
    hands.write("workflows/daily.yaml", BREAKS)
    hands.write("scripts/publish.sh", "echo no way >&2\nexit 3\n")
    failed = hands.type("run", "daily", expect=1)
    assert "publish: exit code 3: no way" in failed.out
    assert "no way" in failed.out
    assert "seaway runs rerun" in failed.out
    shown = hands.type("runs", "show", "daily@latest", "--json", expect=0).json
    assert (shown["state"], shown["failed_task"]) == ("failed", "publish")
    assert {each["task"]: each["state"] for each in shown["tasks"]} == {
        "load": "success",
        "each": "success",
        "publish": "failed",
    }
    hands.write("scripts/publish.sh", "echo published\n")
    events = hands.type("runs", "rerun", "latest", "--failed", "--json", expect=0).events
    assert events[0]["event"] == "rerun"
    assert [each["task"] for each in events[0]["run"]] == ["publish"]
    assert events[-1]["state"] == "success"
    assert events[-1]["outputs"] == {"rows": 3}
    assert hands.type("logs", "latest", "publish", "-n", "1", expect=0).out == "published\n"
    whole = hands.type("logs", expect=0).out.splitlines()
    assert whole == [
        "load    │ loading 2026-01-31",
        "each[de] │ item de",
        "each[pt] │ item pt",
        "publish  │ published",
    ]
    assert "Did you mean `publish`?" in hands.type("logs", "latest", "publsh", expect=2).err
    states = [run["state"] for run in hands.type("runs", "list", "--json", expect=0).json["runs"]]
    assert states == ["success", "failed"]
    refused = hands.type("runs", "rerun", "latest", "--failed", expect=2)
    assert "nothing to run again" in refused.err


def test_an_approval_is_waited_for_explained_and_answered(hands: Hands) -> None:
    hands.write("workflows/ask.yaml", WAITS)
    hands.write("seaway.toml", 'name = "ask"')
    engine = hands.start("up", "--no-triggers")
    try:
        read_until(engine, "1 workflow")
        hands.type("run", "ask", "--no-watch", expect=0)
        read_until(engine, "awaiting input")
        waiting = hands.type("runs", "why", "--json", expect=0).json["waiting"]
        assert [each["task"] for each in waiting] == ["ask", "after"]
        assert "a person's answer" in waiting[0]["why"]
        assert "note" in hands.type("runs", "approve", "latest", "ask", expect=2).err
        hands.type("runs", "approve", "latest", "ask", "-i", "note=all good", expect=0)
        read_until(engine, "success  after")
        assert hands.type("logs", "-f", "latest", "after", expect=0).out == "all good\n"
        assert "not wait for an answer" in hands.type("runs", "approve", "latest", "ask", expect=2).err
    finally:
        engine.send_signal(signal.SIGTERM)
        out, _ = engine.communicate(timeout=120)
    assert "Stopped." in out
    assert engine.returncode == 0


def test_an_interrupt_cancels_the_run_and_its_clean_up_still_runs(hands: Hands) -> None:
    hands.write("workflows/slow.yaml", SLOW)
    running = hands.start("run", "--json")
    eventually(lambda: hands.has_logged("begun"))
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=120)
    assert running.returncode == 130
    assert '"state": "cancelled"' in out.splitlines()[-1]
    assert "tidied" in hands.type("logs", "latest", "tidy", expect=0).out
    assert "over already" in hands.type("runs", "cancel", "latest", expect=1).out


def test_two_interrupts_stop_at_once_and_the_run_is_ended_by_the_next_engine(hands: Hands) -> None:
    hands.write("workflows/slow.yaml", SLOW)
    hands.write("workflows/quick.yaml", "seaway: 1\ntasks: {one: {run: echo one}}\n")
    running = hands.start("run", "slow", "--json")
    eventually(lambda: hands.has_logged("begun"))
    running.send_signal(signal.SIGINT)
    read_until(running, "Cancelling")
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=120)
    assert running.returncode == 130
    eventually(lambda: state_after_an_engine(hands, "slow@latest") == "cancelled")


def state_after_an_engine(hands: Hands, run: str) -> str:
    """Give an engine a moment, through another run, and look."""
    hands.type("run", "quick", expect=0)
    return str(hands.type("runs", "show", run, "--json").json["state"])


def test_an_engine_takes_over_edits_and_runs_what_is_handed_to_it(hands: Hands) -> None:
    file = hands.write("workflows/quick.yaml", "seaway: 1\ntasks: {one: {run: echo one}}\n")
    engine = hands.start("up")
    try:
        read_until(engine, "1 workflow")
        assert "It runs this" in hands.type("run", "quick", expect=0).out
        file.write_text("seaway: 1\ntasks: {one: {rnu: echo two}}\n")
        told = "".join(read_until(engine, "Did you mean"))
        assert "quick is not valid" in told
        file.write_text("seaway: 1\ntasks: {one: {run: echo three}}\n")
        read_until(engine, "quick is changed")
        assert "Another engine" in hands.type("up", expect=1).err
    finally:
        engine.send_signal(signal.SIGTERM)
        engine.communicate(timeout=120)
    assert hands.type("logs", "latest", expect=0).out.split() == ["one", "│", "one"]
