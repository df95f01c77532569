import os
import signal
import time

import pytest

from seaway.worker.inspection import inspect_project

GOOD = '''
from seaway.spec.python import task, workflow
print("noise")

@task
def extract(n: int) -> list: return [n]

@workflow(schedule="0 0 * * *", timezone="UTC")
def daily(n: int = 3):
    """Load the day."""
    extract(n)
'''

BLUEPRINT = '''
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context

@blueprint("mine.greet", title="Greet", category="Mine")
def greet(ctx: Context, name: str) -> str:
    """Say hello."""
    return name
'''


@pytest.fixture
def project(tmp_path):
    for name in ("workflows", "blueprints"):
        (tmp_path / name).mkdir()
    return tmp_path


def test_a_project_without_python_costs_no_process(tmp_path):
    assert inspect_project(tmp_path).problems == ()


def test_workflows_and_blueprints_of_a_project_are_found(project):
    (project / "workflows" / "daily.py").write_text(GOOD)
    (project / "blueprints" / "mine.py").write_text(BLUEPRINT)
    found = inspect_project(project)
    assert found.problems == ()
    assert [(it.id, it.file) for it in found.workflows] == [("daily", "workflows/daily.py")]
    assert found.workflows[0].data["tasks"]["extract"]["with"]["function"] == "workflows/daily.py:extract"
    assert [it.name for it in found.blueprints] == ["mine.greet"]


@pytest.mark.parametrize(
    ("code", "line", "said"),
    [
        ("import nosuchmodule", 1, "No module named 'nosuchmodule'"),
        ("x = 1\ndef x(:\n  pass", 2, "SyntaxError"),
        ("def f():\n    1 / 0\nf()", 2, "ZeroDivisionError"),
        ("import sys\nsys.exit(3)", 2, "SystemExit"),
        ("x = 1\nbytearray(10**11)", 2, "MemoryError"),
    ],
)
def test_a_file_that_can_not_be_imported_is_named_with_its_line_and_hides_no_other(project, code, line, said):
    (project / "workflows" / "bad.py").write_text(code)
    (project / "workflows" / "daily.py").write_text(GOOD)
    found = inspect_project(project)
    (problem,) = found.problems
    assert (problem.file, problem.line) == ("workflows/bad.py", line)
    assert said in problem.message
    assert [it.id for it in found.workflows] == ["daily"]


@pytest.mark.parametrize("code", ["import time; time.sleep(100)", "while True: pass"])
def test_an_import_that_hangs_is_ended(project, code):
    (project / "workflows" / "bad.py").write_text(code)
    (problem,) = inspect_project(project, timeout_s=1.0).problems
    assert "took over 1 s" in problem.message


def test_an_import_that_kills_its_process_is_a_problem(project):
    (project / "workflows" / "bad.py").write_text("import os; os._exit(9)")
    (problem,) = inspect_project(project).problems
    assert "code 9" in problem.message


def test_what_an_import_starts_and_says_holds_nobody_up(tmp_path):
    """A daemon with the pipes of the process, and more words than anybody wants to keep."""
    (tmp_path / "workflows").mkdir()
    (tmp_path / "workflows/a.py").write_text(
        "import subprocess, sys\n"
        "daemon = subprocess.Popen(['sleep', '200'], start_new_session=True)\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(daemon.pid))\n"
        "sys.stdout.write(('x' * 99 + '\\n') * 50_000)\n"
        "print(1)\n"
    )
    began_s = time.monotonic()
    try:
        found = inspect_project(tmp_path, timeout_s=100)
    finally:
        os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)
    assert time.monotonic() - began_s < 90
    assert found.problems == ()


def test_a_child_that_an_import_forks_gives_no_second_answer(tmp_path):
    (tmp_path / "workflows").mkdir()
    (tmp_path / "workflows/a.py").write_text("import os\nif os.fork():\n    os.wait()\n" + GOOD)
    found = inspect_project(tmp_path)
    assert [it.id for it in found.workflows] == ["daily"]
    assert found.problems == ()
