import json

import pytest

from seaway.core.outcome import Ending
from seaway.sdk.protocols.executor import Progress
from seaway.worker.frames import Retiring

CODE = """
import os, sys, logging
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from seaway.sdk.context import Context
from seaway.errors import RateLimitError

class Color(Enum):
    RED = "red"

def add(a: int, b: int = 2): return {"sum": a + b}
def typed(day: date, color: Color, days: list[date]): return [day.year, color.name, len(days)]
def nothing(): pass
def values():
    return {"d": date(2026, 1, 2), "m": Decimal("1.10"), "p": Path("a/b"), "s": {2, 1}, "n": float("nan")}
def generator(): yield 1
def frame(): return object()
async def later(): return 5
def fails(): raise ValueError("no such customer\\nmore")
def limited(): raise RateLimitError("slow down", retry_after_s=7)
def leaves(code): sys.exit(code)
def hungry(): return len(bytearray(3_000_000_000))
def told(ctx: Context, name):
    ctx.progress(1, 1, "done")
    ctx.log.info("for %s", ctx.run.task_key)
    return ctx.secret(name)
def forks():
    import multiprocessing as mp
    process = mp.get_context("fork").Process(target=work)
    process.start()
    process.join()
    other = mp.get_context("fork").Process(target=hang)
    other.start()
    other.terminate()
    other.join()
    return [process.exitcode, other.exitcode]

def work(): print("from the child"); logging.getLogger().warning("careful")
def hang():
    import time
    time.sleep(300)

def writes(): Path("out.csv").write_text("a,b\\n")
def reads(): return Path("sql/view.sql").read_text()
"""


@pytest.fixture
def shop(shop):
    shop.write("workflows/daily.py", CODE)
    shop.write("sql/view.sql", "select 1")
    return shop


def call(shop, name, args=None, **given):
    return shop.worker.run(shop.call(f"workflows/daily.py:{name}", args, **given))


def test_what_a_function_returns_are_its_outputs(shop):
    outcome = call(shop, "add", {"a": 1})
    assert outcome.ending is Ending.SUCCESS
    assert json.loads(outcome.outputs) == {"sum": 3, "result": {"sum": 3}}
    assert json.loads(call(shop, "nothing").outputs) == {"result": None}
    assert json.loads(call(shop, "later").outputs) == {"result": 5}


def test_values_without_a_json_form_become_text_lists_or_null(shop):
    result = json.loads(call(shop, "values").outputs)["result"]
    assert result == {"d": "2026-01-02", "m": "1.10", "p": "a/b", "s": [1, 2], "n": None}


def test_arguments_get_the_types_of_the_signature(shop):
    args = {"day": "2026-01-02", "color": "red", "days": ["2026-01-03"]}
    assert json.loads(call(shop, "typed", args).outputs)["result"] == [2026, "RED", 1]


@pytest.mark.parametrize(
    ("name", "args", "said"),
    [
        ("add", {}, "needs `a`"),
        ("add", {"a": 1, "c": 2}, "no parameter `c`"),
        ("typed", {"day": "x", "color": "red", "days": []}, "argument `day`"),
        ("missing", {}, "There is no `missing`"),
        ("generator", {}, "is a generator"),
        ("frame", {}, "can't be an output"),
    ],
)
def test_a_wrong_call_says_what_and_what_to_do(shop, name, args, said):
    outcome = call(shop, name, args)
    assert outcome.ending is Ending.FAILED
    assert said in outcome.failure.message
    assert outcome.failure.hint
    assert not outcome.failure.can_retry


def test_templates_are_rendered_with_the_names_of_the_run(shop):
    context = {"inputs": {"n": 40}, "run": {}, "tasks": {}}
    assert json.loads(call(shop, "add", {"a": "{{ inputs.n }}"}, context=context).outputs)["sum"] == 42
    outcome = call(shop, "add", {"a": "{{ inputs.m }}"}, context=context)
    assert outcome.ending is Ending.FAILED
    assert outcome.began is False
    assert "inputs.m" in outcome.failure.message


def test_an_exception_is_named_and_its_traceback_is_the_users(shop):
    spec = shop.call("workflows/daily.py:fails")
    outcome = shop.worker.run(spec)
    assert (outcome.ending, outcome.exit_code) == (Ending.FAILED, 1)
    assert outcome.reason == "ValueError: no such customer"
    assert outcome.failure.code == "ValueError"
    text = shop.text(spec)
    assert "in fails" in text
    assert "seaway/worker" not in text


def test_a_task_error_keeps_its_code_and_when_to_retry(shop):
    outcome = call(shop, "limited")
    assert (outcome.exit_code, outcome.failure.code, outcome.failure.retry_after_s) == (45, "rate_limit", 7)


@pytest.mark.parametrize(
    ("code", "ending", "exit_code"), [(0, "success", 0), (3, "failed", 3), ("no", "failed", 1)]
)
def test_sys_exit_ends_the_attempt_and_not_the_worker(shop, code, ending, exit_code):
    outcome = call(shop, "leaves", {"code": code})
    assert (outcome.ending, outcome.exit_code) == (ending, exit_code)
    assert call(shop, "nothing").ending is Ending.SUCCESS


def test_memory_over_the_limit_is_an_error_that_says_so(shop):
    shop.worker.start(shop.call("workflows/daily.py:hungry", memory_bytes=500_000_000))
    assert isinstance(shop.worker.next(), Retiring)
    outcome = shop.worker.result()
    assert outcome.failure.code == "out_of_memory"
    assert "resources" in outcome.failure.hint


def test_a_context_reports_progress_and_masks_the_secrets_it_hands_out(shop):
    spec = shop.call("workflows/daily.py:told", {"name": "KEY"}, secrets={"KEY": "hunter22"})
    shop.worker.start(spec)
    news = shop.worker.next()
    assert isinstance(news, Progress)
    assert (news.done, news.total, news.message) == (1, 1, "done")
    assert json.loads(shop.worker.result().outputs)["result"] == "hunter22"
    assert [(line.stream, line.level, line.text) for line in shop.log(spec)] == [("l", "I", "for load")]


def test_processes_that_a_function_forks_print_into_its_log_and_end_as_usual(shop):
    spec = shop.call("workflows/daily.py:forks")
    assert json.loads(shop.worker.run(spec).outputs)["result"] == [0, -15]
    assert sorted(shop.text(spec).splitlines()) == ["careful", "from the child"]


def test_files_lie_in_the_working_directory(shop):
    assert json.loads(call(shop, "reads").outputs)["result"] == "select 1"
    assert call(shop, "writes").manifest is not None
    assert call(shop, "reads").manifest is None


def test_two_bundles_in_one_worker_do_not_see_each_other(shop):
    shop.write("workflows/shared.py", "VALUE = 1\n")
    shop.write("workflows/uses.py", "from workflows.shared import VALUE\ndef get(): return VALUE\n")
    first = shop.call("workflows/uses.py:get")
    shop.write("workflows/shared.py", "VALUE = 2\n")
    second = shop.call("workflows/uses.py:get")
    results = [json.loads(shop.worker.run(spec).outputs)["result"] for spec in (first, second)]
    assert results == [1, 2]


def test_outputs_over_the_limit_go_to_the_store(shop):
    shop.write("workflows/big.py", "def big(): return ['x' * 100] * 2000\n")
    outcome = shop.worker.run(shop.call("workflows/big.py:big"))
    reference = json.loads(outcome.outputs)["$ref"]
    assert len(json.loads(shop.artifacts.get_bytes(reference))["result"]) == 2000
