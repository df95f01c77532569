import json
import shutil
import signal
import time
from pathlib import Path

import pytest

from seaway.core.outcome import Ending
from seaway.sdk.protocols.executor import Language

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="there is no node on this machine")


def run(shop, source, **given):
    return shop.worker.run(shop.script(source, **given))


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


OUTPUT_IN_PYTHON = """
import os, sys
with open(os.environ["SEAWAY_OUTPUT"], "a") as stream:
    stream.write("n=" + os.environ["SEAWAY_INPUT_N"])
print("out")
print("err", file=sys.stderr)
"""
OUTPUT_IN_NODE = """
require("fs").appendFileSync(process.env.SEAWAY_OUTPUT, "n=" + process.env.SEAWAY_INPUT_N);
console.log("out"); console.error("err");
"""


@pytest.mark.parametrize(
    ("language", "source"),
    [
        (Language.BASH, 'echo "n=$SEAWAY_INPUT_N" >> "$SEAWAY_OUTPUT"; echo out; echo err >&2'),
        (Language.PYTHON, OUTPUT_IN_PYTHON),
        pytest.param(Language.NODE, OUTPUT_IN_NODE, marks=needs_node),
    ],
)
def test_a_script_reads_inputs_and_gives_outputs(shop, language, source):
    spec = shop.script(source, language, context={"inputs": {"n": 12}}, outputs={"n": "integer"})
    outcome = shop.worker.run(spec)
    assert outcome.ending is Ending.SUCCESS
    assert json.loads(outcome.outputs) == {"n": 12}
    assert sorted((line.stream, line.text) for line in shop.log(spec)) == [("e", "err"), ("o", "out")]


def test_an_expression_is_one_quoted_word_of_the_script(shop):
    spec = shop.script(
        "printf '%s\\n' {{ inputs.name }}", context={"inputs": {"name": "a b; $(echo no) 'x'"}}
    )
    shop.worker.run(spec)
    assert shop.text(spec) == "a b; $(echo no) 'x'"


def test_the_first_command_that_fails_ends_a_bash_script_also_in_a_pipe(shop):
    spec = shop.script("false | cat\necho never")
    outcome = shop.worker.run(spec)
    assert (outcome.ending, outcome.exit_code) == (Ending.FAILED, 1)
    assert "never" not in shop.text(spec)


def test_the_reason_ends_with_the_last_line_of_stderr(shop):
    outcome = run(shop, "echo first >&2; echo 'no such table' >&2; exit 7")
    assert (outcome.exit_code, outcome.reason) == (7, "exit code 7: no such table")


@pytest.mark.parametrize(
    ("language", "source", "said"),
    [
        (
            "bash",
            "nowhere_to_be_found",
            "exit code 127: script.sh: line 1: nowhere_to_be_found: command not found",
        ),
        ("bash", "python -c 'dict()[\"amount\"]'", "exit code 1: KeyError: 'amount'"),
        ("python", "raise ValueError('no customer\\nin line 3')", "exit code 1: ValueError: no customer"),
        pytest.param(
            "node",
            "throw new TypeError('no customer')",
            "exit code 1: TypeError: no customer",
            marks=needs_node,
        ),
        ("bash", "exit 3", "The script ended with exit code 3"),
        ("bash", "head -c 20000 /dev/zero | tr '\\0' x >&2; exit 3", "The script ended with exit code 3"),
    ],
)
def test_the_reason_names_what_went_wrong(shop, language, source, said):
    assert run(shop, source, language=language).reason == said


def test_no_half_of_a_secret_is_in_the_reason(shop):
    """Neither where stderr is cut at its beginning nor where the message is cut at its end."""
    secret = "correct-horse-battery-staple"
    source = f"printf 'x%.0s' {{1..290}} >&2; echo {secret} >&2; exit 1"
    outcome = run(shop, source, secret_values=(secret,))
    assert outcome.reason.endswith("x***")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_script_killed_by_a_signal_names_it(shop, number):
    outcome = run(shop, f"kill -{number.value} $$")
    assert outcome.ending is Ending.CRASHED
    assert outcome.exit_code == 128 + number
    assert number.name in outcome.reason


def test_memory_over_the_limit_is_a_reason_that_says_so(shop):
    spec = shop.script("x = bytearray(2_000_000_000)", Language.PYTHON, memory_bytes=300_000_000)
    outcome = shop.worker.run(spec)
    assert outcome.ending is Ending.FAILED
    assert "out of memory" in outcome.reason
    assert "resources" in outcome.failure.hint


def test_the_python_of_seaway_is_the_first_on_the_path(shop):
    spec = shop.script("python -c 'import seaway' && command -v python")
    assert shop.worker.run(spec).ending is not Ending.CRASHED
    assert Path(shop.text(spec).splitlines()[-1]).name == "python"


def test_a_script_starts_in_its_directory_and_files_flow_on(shop):
    shop.write("scripts/make.sh", "echo 1 > made.csv\n")
    spec = shop.script("bash scripts/make.sh; pwd", bundle=shop.bundle())
    outcome = shop.worker.run(spec)
    assert outcome.manifest
    assert spec.attempt_id in shop.text(spec)
    assert not Path(shop.paths.attempts, spec.attempt_id).exists()


def test_files_of_a_failed_script_are_kept_and_not_handed_on(shop):
    spec = shop.script("echo 1 > half.csv; exit 1")
    assert shop.worker.run(spec).manifest is None
    assert Path(shop.paths.attempts, spec.attempt_id, "half.csv").exists()


@pytest.mark.parametrize(
    "source",
    [
        "sleep 300 & echo $! > pid",
        "setsid bash -c 'echo $$ > pid; exec sleep 300' > /dev/null 2>&1 &",
        "(trap '' TERM; echo $BASHPID > pid; exec sleep 300) &",
    ],
)
def test_what_a_script_leaves_running_is_ended(shop, source):
    spec = shop.script(f"{source}\nuntil [ -s pid ]; do sleep 0.05; done\ncp pid {shop.project}/pid")
    started = time.monotonic()
    assert shop.worker.run(spec).ending is Ending.SUCCESS
    assert time.monotonic() - started < 1000
    assert "outlived the task" in shop.text(spec)
    pid = int((shop.project / "pid").read_text())
    assert not alive(pid)


def test_a_daemon_that_holds_stdout_open_does_not_hold_the_attempt(shop):
    started = time.monotonic()
    spec = shop.script("setsid sleep 300 & echo done")
    assert shop.worker.run(spec).ending is Ending.SUCCESS
    assert time.monotonic() - started < 100
    assert shop.text(spec).startswith("done")


def test_cancel_ends_all_of_a_script_and_waits_for_its_last_words(shop):
    spec = shop.script(f"trap 'echo cleaned; exit 1' TERM; sleep 300 & echo $! > {shop.project}/pid; wait")
    shop.worker.start(spec)
    while not (shop.project / "pid").exists() or not (shop.project / "pid").read_text():
        time.sleep(0.01)
    shop.worker.cancel()
    assert shop.worker.result().ending is Ending.CANCELLED
    assert "cleaned" in shop.text(spec)
    assert not alive(int((shop.project / "pid").read_text()))


def test_a_script_that_ignores_cancel_is_killed_after_the_grace(shop):
    spec = shop.script(f"trap '' TERM; echo > {shop.project}/up; sleep 300", grace_s=0.3)
    shop.worker.start(spec)
    while not (shop.project / "up").exists():
        time.sleep(0.01)
    started = time.monotonic()
    shop.worker.cancel()
    assert shop.worker.result().ending is Ending.CANCELLED
    assert time.monotonic() - started < 100


def test_closing_stdout_changes_directory_and_stopping_to_read_hurt_nothing(shop):
    assert run(shop, "exec >&- 2>&-; cd /; true").ending is Ending.SUCCESS
    assert run(shop, "echo still").ending is Ending.SUCCESS


def test_a_bad_line_of_outputs_is_named(shop):
    outcome = run(shop, "echo 'rows: 3' >> $SEAWAY_OUTPUT")
    assert outcome.ending is Ending.FAILED
    assert "SEAWAY_OUTPUT, line 1" in outcome.reason


def test_a_missing_language_is_said_plainly(tmp_path):
    from tests.support.workers import Bench, WorkerProcess

    shop = Bench(tmp_path)
    shop.worker.close()
    shop.worker = WorkerProcess(shop.paths, {"PATH": str(tmp_path)})
    try:
        outcome = shop.worker.run(shop.script("1", "node"))
    finally:
        shop.worker.close()
    assert "There is no `node`" in outcome.reason
    assert outcome.began is False


def test_secrets_are_masked_in_output_reason_and_message(shop):
    spec = shop.script(
        "echo $KEY; echo $KEY | base64; echo bad $KEY >&2; exit 1",
        env={"KEY": "hunter2222"},
        secret_values=("hunter2222",),
    )
    outcome = shop.worker.run(spec)
    assert "hunter" not in shop.text(spec)
    assert "hunter" not in repr(outcome)
    assert "aHVudGVy" not in shop.text(spec)
    assert shop.text(spec).count("***") >= 3


@pytest.mark.slow
def test_more_output_than_memory_may_hold_flows_in_flat_memory(shop):
    spec = shop.script(f"yes {'x' * 99} | head -c 300000000 || true")
    shop.worker.sock.settimeout(110)
    assert shop.worker.run(spec).ending is Ending.SUCCESS
    status = Path(f"/proc/{shop.worker.process.pid}/status").read_text()
    assert int(status.split("VmHWM:")[1].split()[0]) < 150_000
    size = Path(shop.paths.log_of(spec.attempt_id)).stat().st_size
    assert 75_000_000 < size < 101_000_000


def test_one_line_of_a_hundred_megabytes_is_cut_and_goes_on(shop):
    spec = shop.script("head -c 100000000 /dev/zero | tr '\\0' 'x'; echo; echo after")
    assert shop.worker.run(spec).ending is Ending.SUCCESS
    assert shop.log(spec)[-1].text == "after"


def test_binary_output_is_no_error(shop):
    spec = shop.script("head -c 100000 /dev/urandom; echo; echo after")
    assert shop.worker.run(spec).ending is Ending.SUCCESS
    assert shop.log(spec)[-1].text.endswith("after")


def test_a_script_that_deletes_or_locks_its_directory_hurts_no_other(shop):
    shop.write("sql/a.sql", "select 1")
    bundle = shop.bundle()
    for source in ('rm -rf "$PWD"', "mkdir x; touch x/y; chmod 000 x", "chmod 000 ."):
        shop.worker.run(shop.script(source, bundle=bundle))
        assert shop.worker.run(shop.script("cat sql/a.sql", bundle=bundle)).ending is Ending.SUCCESS
