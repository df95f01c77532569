from datetime import timedelta

from seaway.spec.defaults import with_defaults
from seaway.spec.model import Workflow
from seaway.spec.parse import parse_workflow
from seaway.spec.project_file import parse_project

PROJECT = parse_project("""
[defaults]
timeout = "1h"
pool = "shared"
env = {A = "project", B = "project", C = "project"}
[defaults.blueprints."http.request"]
pool = "web"
""").require()


def workflow(text: str) -> Workflow:
    return parse_workflow(f"seaway: 1\n{text}", file="w.yaml").require()


def test_the_nearest_word_wins_and_the_environment_is_merged():
    filled = with_defaults(
        workflow("""
env: {B: workflow}
defaults: {retry: 3, blueprints: {http.request: {timeout: 1m}}}
tasks:
  a: {run: x, timeout: 5s, env: {C: task}}
  b: {uses: http.request@1}
  c: {tasks: {d: {run: x, retry: 1}}}
"""),
        PROJECT,
    )
    a, b, d = filled.tasks["a"], filled.tasks["b"], filled.tasks["c"].tasks["d"]
    assert (a.timeout, a.pool, a.retry.attempts) == (timedelta(seconds=5), "shared", 3)
    assert a.env == {"A": "project", "B": "workflow", "C": "task"}
    assert (b.timeout, b.pool) == (timedelta(minutes=1), "web")
    assert (d.retry.attempts, d.timeout) == (1, timedelta(hours=1))


def test_a_task_that_the_engine_runs_itself_takes_no_pool_and_no_retry():
    filled = with_defaults(workflow("defaults: {retry: 3}\ntasks: {a: {approval: ok}}"), PROJECT)
    assert (filled.tasks["a"].retry, filled.tasks["a"].pool) == (None, None)
    assert filled.tasks["a"].timeout == timedelta(hours=1)


def test_without_defaults_nothing_changes():
    read = workflow("tasks: {a: {run: x}}")
    assert with_defaults(read, None) is read
