"""A child that users' code forks never comes back as a second worker."""

import json

import pytest

from seaway.core.outcome import Ending
from tests.support.workers import Bench

CODE = """
import os, sys
from pathlib import Path

def fork_and(how: str) -> int:
    Path("made.csv").write_text("a,b")
    child = os.fork()
    if child == 0:
        print("half a line from the child", end="")
        if how == "raise":
            raise ValueError("no customer")
        return sys.exit(7) if how == "exit" else -1
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

def read() -> str:
    return Path("made.csv").read_text()
"""


@pytest.mark.parametrize(("how", "code"), [("return", 0), ("raise", 1), ("exit", 7)])
def test_a_forked_child_ends_where_the_users_code_ends(shop: Bench, how: str, code: int) -> None:
    shop.write("workflows/a.py", CODE)
    spec = shop.call("workflows/a.py:fork_and", {"how": how})
    outcome = shop.worker.run(spec)
    assert (outcome.ending, json.loads(outcome.outputs or "")["result"]) == (Ending.SUCCESS, code)
    assert outcome.manifest is not None
    assert "half a line from the child" in shop.text(spec)
    assert ("ValueError: no customer" in shop.text(spec)) is (how == "raise")
    assert shop.worker.news == []
    after = shop.call("workflows/a.py:fork_and", {"how": how})
    assert shop.worker.run(after).ending is Ending.SUCCESS
    assert shop.worker.hang_up() == 0


def test_a_forked_child_that_outlives_its_parent_is_ended_and_says_nothing(shop: Bench) -> None:
    shop.write(
        "workflows/a.py", "import os, time\ndef f():\n    if os.fork() == 0:\n        time.sleep(300)\n"
    )
    spec = shop.call("workflows/a.py:f")
    assert shop.worker.run(spec).ending is Ending.SUCCESS
    assert "outlived the task" in shop.text(spec)
    assert shop.worker.hang_up() == 0


FORKING = """
import os

def forever(path):
    open(path, "w").close()
    while True:
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)

def terminated(count):
    import multiprocessing as mp, time
    ended = []
    for _ in range(count):
        child = mp.get_context("fork").Process(target=time.sleep, args=(300,))
        child.start()
        child.terminate()
        child.join()
        ended.append(child.exitcode)
    return ended
"""


def test_a_child_that_is_ended_before_it_is_up_dies(shop: Bench) -> None:
    shop.write("workflows/a.py", FORKING)
    outcome = shop.worker.run(shop.call("workflows/a.py:terminated", {"count": 20}))
    assert json.loads(outcome.outputs or "")["result"] == [-15] * 20


def test_a_cancel_reaches_code_that_does_nothing_but_fork(shop: Bench) -> None:
    shop.write("workflows/a.py", FORKING)
    up = shop.project / "up"
    shop.worker.start(shop.call("workflows/a.py:forever", {"path": str(up)}))
    while not up.exists():
        continue
    shop.worker.cancel()
    assert shop.worker.result().ending is Ending.CANCELLED
