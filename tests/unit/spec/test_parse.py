import re
from textwrap import dedent

import pytest

from seaway.spec.edges import CodeRange, Condition, Need
from seaway.spec.model import Workflow
from seaway.spec.parse import parse_data, parse_workflow
from seaway.spec.problems import Problem, SpecError
from seaway.spec.tasks import Task

FINANCE = """\
seaway: 1
name: Daily finance
description: Consolidate yesterday's payments and publish the finance view.
owner: data-team
tags: [finance]

inputs:
  day: {type: date, default: "{{ run.logical_date }}", description: The day to load.}

triggers:
  nightly: {type: schedule, cron: "0 0 * * *", timezone: America/New_York, catchup: latest}
  on_demand: {type: webhook, inputs: {day: "{{ trigger.payload.day }}"}}

concurrency: {limit: 1, on_limit: queue}
timeout: 6h
deadline: {by: "07:00", timezone: America/New_York}
defaults:
  retry: {attempts: 3, delay: 30s, backoff: exponential, max_delay: 10m, jitter: true}

tasks:
  exports_present:
    uses: storage.wait_for
    with: {connection: lake, paths: ["raw/{{ inputs.day }}/*.csv"], poll: 1m}
    timeout: 2h

  consolidate:
    needs: exports_present
    foreach: {items: [stripe, paypal, mastercard], max_parallel: 3}
    uses: data.standardize
    with: {connection: lake, paths: ["raw/{{ inputs.day }}/{{ item }}.csv"], into: warehouse/staging.payments}
    checks:
      - not_null: [payment_id, amount]
      - unique: payment_id
      - values: {column: currency, in: [USD, EUR, GBP]}

  report:
    needs: consolidate
    run: python scripts/report.py --day {{ inputs.day }}
    packages: ["polars==2.*"]
    connections: [warehouse]
    retry: {attempts: 2, unless_exit_codes: [2, 100-120]}
    outputs: {rows: integer}

  clean_up:
    needs: [report, consolidate]
    uses: storage.delete
    with: {connection: lake, paths: ["raw/{{ inputs.day }}/"]}

on_failure:
  tell_the_team:
    uses: slack.send
    with: {connection: team, text: "{{ run.workflow }} failed at {{ run.failed_task }}: {{ run.error }}"}

outputs: {rows: "{{ tasks.report.outputs.rows }}"}
notifications:
  - {events: [failed, late, recovered], channel: data-team}
"""


def workflow(text: str) -> Workflow:
    return parse_workflow(f"seaway: 1\n{dedent(text)}", file="w.yaml").require()


def task(text: str) -> Task:
    return workflow(f"tasks: {{t: {{{text}}}}}").tasks["t"]


def shape_problems(text: str) -> tuple[Problem, ...]:
    return parse_workflow(f"seaway: 1\n{dedent(text)}", file="w.yaml").problems


def task_problem(text: str) -> Problem:
    [problem] = shape_problems(f"tasks:\n  t: {{{text}}}\n")
    return problem


def test_the_example_of_the_reference_is_read_whole():
    parsed = parse_workflow(FINANCE, file="daily-finance.yaml")
    assert parsed.problems == ()
    assert parsed.workflow_id == "daily-finance"
    read = parsed.require()
    assert list(read.tasks) == ["exports_present", "consolidate", "report", "clean_up"]
    assert read.tasks["report"].retry.unless_exit_codes == (CodeRange(2, 2), CodeRange(100, 120))
    assert read.timeout.total_seconds() == 6 * 3600


def test_a_workflow_survives_the_way_to_json_and_back():
    read = parse_workflow(FINANCE, file="daily-finance.yaml").require()
    again = parse_data(read.to_json(), file="", workflow_id="daily-finance").require()
    assert again == read


def test_short_and_long_spellings_give_equal_models():
    short = workflow("""
        inputs: {day: date}
        tasks:
          a: {run: x, retry: 3, outputs: {n: integer}}
          b: {run: x, needs: a, foreach: [1, 2]}
          c: {approval: Publish}
    """)
    long = workflow("""
        inputs: {day: {type: date}}
        tasks:
          a: {run: x, retry: {attempts: 3}, outputs: {n: {type: integer}}}
          b: {run: x, needs: {a: success}, foreach: {items: [1, 2]}}
          c: {approval: {message: Publish}}
    """)
    assert short == long


@pytest.mark.parametrize(
    ("written", "needs"),
    [
        ("needs: a", [Need(task="a")]),
        ("needs: [a, b]", [Need(task="a"), Need(task="b")]),
        ("needs: {a: failed}", [Need(task="a", condition=Condition.FAILED)]),
        ("needs: {a: completed}", [Need(task="a", condition=Condition.COMPLETED)]),
        ("needs: {a: 2}", [Need(task="a", condition=Condition.EXIT_CODES, exit_codes=(CodeRange(2, 2),))]),
        (
            'needs: {a: [2, "100-120"]}',
            [
                Need(
                    task="a",
                    condition=Condition.EXIT_CODES,
                    exit_codes=(CodeRange(2, 2), CodeRange(100, 120)),
                )
            ],
        ),
        ("needs: {a: large}", [Need(task="a", condition=Condition.LABEL, label="large")]),
    ],
)
def test_needs_is_read_in_all_its_spellings(written: str, needs: list[Need]):
    assert list(task(f"run: x, {written}").needs) == needs


def test_extension_keys_are_left_out_wherever_keys_are_fixed_but_not_where_they_are_data():
    read = workflow("""
        x-note: anything
        tasks:
          a: {run: x, x-canvas: {left: 3}, retry: {attempts: 2, x-why: slow}}
          b: {uses: http.request, with: {headers: {x-api-key: k}}}
    """)
    assert read.tasks["b"].with_ == {"headers": {"x-api-key": "k"}}
    assert read.tasks["a"].retry.attempts == 2


def test_environment_values_may_be_numbers_and_booleans():
    assert task("run: x, env: {PORT: 80, ON: true, RATE: 0.5}").env == {
        "PORT": "80",
        "ON": "true",
        "RATE": "0.5",
    }


@pytest.mark.parametrize(
    "kind",
    [
        "schedule, every: 1h",
        "webhook, secret: hook",
        "sensor, uses: storage.wait_for, with: {paths: [a]}",
        "asset, assets: lake/orders",
        "workflow, workflow: other, on: completed",
        "api",
    ],
)
def test_every_kind_of_trigger_is_read(kind: str):
    read = workflow(f"triggers: {{t: {{type: {kind}, paused: true}}}}\ntasks: {{a: {{run: x}}}}")
    assert read.triggers["t"].type == kind.split(",", maxsplit=1)[0]


@pytest.mark.parametrize(
    "check",
    [
        "not_null: a",
        "unique: [a, b]",
        "values: {column: a, in: [1, 2]}",
        "range: {column: a, min: 0}",
        "row_count: {min: 1}",
        "freshness: {column: at, max_age: 1d}",
        "regex: {column: a, pattern: '[a-z]+'}",
        "relation: {column: a, to: lake/b}",
        "sql: SELECT 1 WHERE false",
    ],
)
def test_every_kind_of_check_is_read_and_is_a_gate(check: str):
    [read] = task(f"run: x, checks: [{{{check}}}]").checks
    assert read.kind == check.split(":", maxsplit=1)[0]
    assert read.gate


WRONG_TASKS = [
    ("run: x, uses: y", 7, "task_kind", "one thing"),
    ("when: x", 3, "task_kind", "does nothing"),
    ("run: x, retires: 3", 15, "unknown_key", "Did you mean `retry`?"),
    ("run: x, depends_on: a", 15, "unknown_key", "Did you mean `needs`?"),
    ("run: x, if: a", 15, "unknown_key", "Did you mean `when`?"),
    ("run: x, wibble: a", 15, "unknown_key", "one of env, connections"),
    ("run: x, image: a", 15, "reserved_key", "reserved for containers"),
    ("run: x, services: a", 15, "reserved_key", "reserved"),
    ("run: x, cache: a", 15, "reserved_key", "reserved"),
    ("run: x, state: a", 15, "reserved_key", "reserved"),
    ("run: 3", 12, "wrong_type", 'Put it in quotes: "3"'),
    ("run: x, timeout: 30", 24, "wrong_value", 'Write "30s" for 30 seconds'),
    ("run: x, timeout: soon", 24, "wrong_value", "`soon` is not a duration"),
    ('run: x, timeout: "{{ inputs.t }}"', 24, "wrong_value", "can't be an expression"),
    ("run: x, retry: {attempts: 0}", 33, "wrong_value", "0 is too small"),
    ("run: x, retry: {attempts: 2, backoff: exp}", 45, "wrong_value", "Did you mean `exponential`?"),
    ("run: x, retry: {delay: 1s}", 15, "missing_key", "`attempts` is missing in a retry"),
    ("run: x, retry: often", 22, "wrong_type", "a map of keys"),
    ("run: x, join: some", 21, "wrong_value", "all, any, branch or a whole number"),
    ("run: x, allow_failure: yes", 30, "wrong_type", "Write true."),
    ("run: x, foreach: 3", 24, "foreach_not_a_list", "needs a list"),
    ("run: x, foreach: {items: abc}", 32, "foreach_not_a_list", "needs a list"),
    ("run: x, foreach: {max_parallel: 2}", 15, "wrong_value", "nothing to go over"),
    ("run: x, foreach: {items: [1], tolerate: 5x}", 47, "wrong_value", "not a tolerance"),
    ("run: x, needs: 3", 22, "wrong_value", "names no task"),
    ("run: x, needs: [a, {b: failed}]", 26, "wrong_value", "write `needs` as a map"),
    ("run: x, needs: [a, a]", 26, "wrong_value", "named twice"),
    ("run: x, needs: {a: on success}", 26, "wrong_value", "not a condition"),
    ("run: x, needs: {a: [2, 300]}", 30, "wrong_value", "not a range of exit codes"),
    ("run: x, resources: {memory: lots}", 35, "wrong_value", "not a size"),
    ("run: x, env: {A: [1]}", 21, "wrong_type", "a list"),
    ("run: x, checks: [{not_nul: a}]", 25, "unknown_key", "Did you mean `not_null`?"),
    ("run: x, checks: [{}]", 24, "wrong_value", "no rule"),
    ("run: x, checks: [{not_null: a, unique: b}]", 38, "check_kind", "has 2"),
    ("run: x, outputs: {n: intger}", 28, "wrong_value", "Did you mean `integer`?"),
    ("run: x, outputs: {N: integer}", 25, "bad_name", "Call it `n`."),
    ("switch: {cases: {failed: a}}", 24, "bad_label", "condition of edges"),
    ("switch: {cases: {}}", 16, "wrong_value", "empty"),
    ("approval: {fields: {ok: bolean}}", 31, "wrong_value", "Did you mean `boolean`?"),
    ("tasks: {}", 7, "wrong_value", "empty"),
    ("tasks: {a: {run: x, rum: y}}", 27, "unknown_key", "not a key of a task"),
    ("run: x, language: ruby", 25, "wrong_value", "bash, python or node"),
    ("run: x, deadline: {timezone: UTC}", 15, "wrong_value", "either `by` or `after`"),
]


@pytest.mark.parametrize(("text", "column", "code", "says"), WRONG_TASKS)
def test_each_wrong_key_of_a_task_is_told_with_its_place(text: str, column: int, code: str, says: str):
    problem = task_problem(text)
    assert (problem.code, problem.line) == (code, 3)
    assert says in str(problem)
    assert problem.column == column, str(problem)


def test_all_problems_are_told_at_once_and_none_follows_from_another():
    problems = shape_problems("""\
        nmae: x
        inputs:
          day: {type: dat}
        triggers:
          t: {type: schedule, every: 10}
        tasks:
          a: {uses: x, run: y}
          b: {run: x, retry: {attempts: 0}, timeout: 3}
          c: hello
    """)
    assert [problem.line for problem in problems] == [2, 4, 6, 8, 9, 9, 10]


def test_what_is_right_stays_readable_beside_what_is_wrong():
    parsed = parse_workflow(
        "seaway: 1\ntasks: {a: {run: x, timeout: 3}, b: {uses: 3}, c: {run: y}}", file="w.yaml"
    )
    assert parsed.workflow is None
    assert list(parsed.readable.tasks) == ["a", "c"]


def test_a_wrong_file_raises_an_error_that_carries_all_problems():
    with pytest.raises(SpecError) as caught:
        parse_workflow("seaway: 1\nnmae: x\ntasks: {a: {run: 3}}", file="w.yaml").require()
    assert len(caught.value.problems) == 2
    assert caught.value.message.splitlines()[0] == (
        "w.yaml:2:1: error[unknown_key]: `nmae` is not a key of a workflow. Did you mean `name`?"
    )


def test_a_file_without_its_version_says_what_to_add():
    [problem] = parse_workflow("tasks: {a: {run: x}}", file="w.yaml").problems
    assert problem.code == "missing_key"
    assert problem.hint == "Add `seaway: 1` as the first line."


@pytest.mark.parametrize("text", ["- a", "text", "3", "null"])
def test_a_file_that_is_no_map_is_told_so(text: str):
    [problem] = parse_workflow(text, file="w.yaml").problems
    assert (problem.code, problem.line, problem.column) == ("wrong_type", 1, 1)


def test_a_file_whose_name_can_be_no_id_is_told_so():
    [problem] = parse_workflow("seaway: 1\ntasks: {a: {run: x}}", file="workflows/My Flow.yaml").problems
    assert (problem.code, problem.hint) == ("bad_name", "Rename the file.")


def test_a_problem_is_one_line_of_text_and_one_object_of_json():
    [problem] = shape_problems("tasks:\n  a: {run: x, retires: 3}\n")
    assert (
        str(problem)
        == "w.yaml:3:15: error[unknown_key]: `retires` is not a key of a task. Did you mean `retry`?"
    )
    assert problem.to_json() == {
        "severity": "error",
        "code": "unknown_key",
        "message": "`retires` is not a key of a task.",
        "file": "w.yaml",
        "line": 3,
        "column": 15,
        "end_line": 3,
        "end_column": 22,
        "text": "retires",
        "expected": "",
        "hint": "Did you mean `retry`?",
        "path": ["tasks", "a", "retires"],
    }


_WRONG_VALUES = ["3", "x", "[]", "{}", "[1, {a: 2}]", "{a: {b: 1}}", "true", "null", "-1", '"{{ x }}"', "1.5"]


def test_nobody_ever_sees_the_words_of_the_library():
    jargon = re.compile(
        r"Input should|union_tag|literal_error|validator|pydantic|type=|ValidationError|ctx", re.IGNORECASE
    )
    keys = [*Task.model_fields, "with", "nonsense"]
    for key in keys:
        for value in _WRONG_VALUES:
            for problem in shape_problems(f"tasks: {{a: {{run: x, {key}: {value}}}}}"):
                assert not jargon.search(str(problem)), str(problem)
                assert "another value" not in str(problem), str(problem)
                assert problem.line == 2
    for key in [*Workflow.model_fields, "finally"]:
        for value in _WRONG_VALUES:
            for problem in shape_problems(f"{key}: {value}\ntasks: {{a: {{run: x}}}}"):
                assert not jargon.search(str(problem)), str(problem)
                assert "another value" not in str(problem), str(problem)
