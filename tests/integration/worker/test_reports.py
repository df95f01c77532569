"""What an attempt says of itself besides its result."""

import json

from seaway.core.outcome import Ending
from tests.support.workers import Bench

CODE = """
import sys
from pathlib import Path
from seaway.sdk.context import Context

def load(ctx: Context, fails: bool, count: int = 2):
    for number in range(count):
        ctx.report_asset(f"warehouse/t{number}", rows=number, columns={"id": "integer"})
    if fails:
        raise ValueError("no more")

def leave():
    Path("made.csv").write_text("a,b")
    sys.exit()
"""


def test_assets_come_with_the_outcome_also_of_a_failure(shop: Bench) -> None:
    shop.write("workflows/a.py", CODE)
    for fails in (False, True):
        outcome = shop.worker.run(shop.call("workflows/a.py:load", {"fails": fails}))
        assert (outcome.ending is Ending.FAILED) is fails
        assert json.loads(outcome.assets or "") == [
            {"name": f"warehouse/t{number}", "mode": "write", "rows": number, "columns": {"id": "integer"}}
            for number in range(2)
        ]
    assert shop.worker.run(shop.script("true")).assets is None


def test_more_reports_than_there_is_room_for_are_in_the_log(shop: Bench) -> None:
    shop.write("workflows/a.py", CODE)
    spec = shop.call("workflows/a.py:load", {"fails": False, "count": 5_000})
    outcome = shop.worker.run(spec)
    assert outcome.ending is Ending.SUCCESS
    assert 1_000 < len(json.loads(outcome.assets or "")) < 5_000
    assert "warehouse/t4999" in shop.text(spec)


def test_sys_exit_without_a_code_hands_files_on_as_a_return_does(shop: Bench) -> None:
    shop.write("workflows/a.py", CODE)
    outcome = shop.worker.run(shop.call("workflows/a.py:leave"))
    assert outcome.ending is Ending.SUCCESS
    assert outcome.manifest
