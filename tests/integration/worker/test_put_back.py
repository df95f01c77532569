"""What one attempt does to its process is not there for the next."""

import json

import pytest

from seaway.worker.frames import Retiring

LOOK = """
import locale, logging, os, signal, sys, threading, warnings

def look():
    return {
        "cwd": os.listdir("."), "path": sys.path, "umask": _umask(), "filters": len(warnings.filters),
        "handlers": [type(h).__name__ for h in logging.getLogger().handlers],
        "level": logging.getLogger().level,
        "env": {k: v for k, v in os.environ.items() if k != "SEAWAY_ATTEMPT_ID"},
        "signals": [str(signal.getsignal(n)).split(" at ")[0] for n in (2, 14, 15)],
        "timer": signal.getitimer(signal.ITIMER_REAL)[0], "locale": locale.setlocale(locale.LC_ALL),
        "recursion": sys.getrecursionlimit(),
        "stdout": sys.stdout is sys.__stdout__ and not sys.stdout.closed,
    }

def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask
"""

SPOIL = {
    "cwd": "os.chdir('/')",
    "environment": "os.environ['X_LEFT'] = '1'; os.environ.pop('PATH')",
    "path": "sys.path.insert(0, '/nowhere')",
    "umask": "os.umask(0o777)",
    "warnings": "import warnings; warnings.simplefilter('ignore')",
    "logging": "import logging; logging.basicConfig(force=True, level=10); logging.disable(50)",
    "signals": "import signal as s; s.signal(15, s.SIG_IGN); s.signal(14, print); s.alarm(100)",
    "locale": "import locale; locale.setlocale(locale.LC_ALL, 'C')",
    "recursion": "sys.setrecursionlimit(5000)",
    "stdout": "sys.stdout = open(os.devnull, 'w')",
    "closed stdout": "sys.stdout.close(); sys.stderr.close()",
    "closed descriptors": "os.close(1); os.close(2)",
    "another stdout": "os.dup2(os.open(os.devnull, os.O_WRONLY), 1)",
}


@pytest.fixture
def shop(shop):
    spoilers = "".join(f"def spoil{i}():\n    {code}\n" for i, code in enumerate(SPOIL.values()))
    shop.write("workflows/daily.py", f"import os, sys\n{spoilers}\ndef shout(): print('still here')\n{LOOK}")
    return shop


def look(shop):
    return json.loads(shop.worker.run(shop.call("workflows/daily.py:look")).outputs)["result"]


def test_what_an_attempt_changes_is_put_back(shop):
    before = look(shop)
    for number, name in enumerate(SPOIL):
        shop.worker.run(shop.call(f"workflows/daily.py:spoil{number}"))
        assert look(shop) == before, name
        spec = shop.call("workflows/daily.py:shout")
        shop.worker.run(spec)
        assert shop.text(spec) == "still here", name


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import threading, time; threading.Thread(target=time.sleep, args=(60,)).start()", "thread"),
        (
            "import builtins; builtins.kept = open('/dev/shm/x' if False else __file__ + '.log', 'w')",
            "left open",
        ),
        ("import subprocess; subprocess.Popen(['sleep', '60'])", "processes"),
    ],
)
def test_a_worker_that_can_not_be_put_back_says_so(shop, code, reason):
    shop.write("workflows/bad.py", f"def bad():\n    {code}\n")
    shop.worker.start(shop.call("workflows/bad.py:bad"))
    news = shop.worker.next()
    assert isinstance(news, Retiring)
    assert reason in news.reason
    shop.worker.result()
    assert shop.worker.hang_up() == 0


def test_only_an_allow_list_of_the_environment_reaches_user_code(tmp_path):
    from tests.support.workers import Bench, WorkerProcess

    shop = Bench(tmp_path)
    shop.worker.close()
    shop.worker = WorkerProcess(
        shop.paths, {"SEAWAY_MASTER_KEY": "k", "AWS_SECRET_ACCESS_KEY": "s", "LC_ALL": "C.UTF-8"}
    )
    try:
        shop.write("workflows/a.py", "import os\ndef env(): return dict(os.environ)\n")
        spec = shop.call("workflows/a.py:env", env={"MINE": "1"})
        env = json.loads(shop.worker.run(spec).outputs)["result"]
        script = shop.script("env", env={"MINE": "1"})
        shop.worker.run(script)
    finally:
        shop.worker.close()
    for seen in ("\n".join(f"{k}={v}" for k, v in env.items()), shop.text(script)):
        assert "MASTER_KEY" not in seen
        assert "AWS_SECRET" not in seen
        assert "MINE=1" in seen
        assert "LC_ALL=C.UTF-8" in seen
        assert "SEAWAY_ATTEMPT_ID=" in seen
