import time

import pytest

from seaway.spec.lookups import references_in
from seaway.spec.parse import parse_workflow
from seaway.spec.problems import Severity
from seaway.spec.project import Channel, Project
from seaway.spec.references import references
from seaway.spec.validate import validate
from tests.support.spec import catalog, marked, only, place, problems_of


def test_a_workflow_with_nothing_wrong_has_no_problems():
    assert not problems_of("""
        inputs: {day: {type: date, default: "{{ run.logical_date }}"}}
        triggers:
          nightly: {type: schedule, cron: "@daily", timezone: Asia/Tokyo, catchup: all}
          hook: {type: webhook, inputs: {day: "{{ trigger.payload.day }}"}}
        tasks:
          find: {uses: storage.wait_for, with: {connection: lake, paths: ["{{ inputs.day }}/*"], poll: 1m}}
          load:
            needs: find
            foreach: "{{ tasks.find.outputs.paths }}"
            run: load {{ item }}
            env: {TOKEN: "{{ secret('TOKEN') }}"}
          route:
            needs: load
            switch: {cases: {big: "tasks.load.outputs | length > 3"}, default: small}
          big: {needs: {route: big}, run: x, outputs: {rows: integer}}
          small: {needs: {route: small}, run: x}
          done: {needs: [big, small], join: branch, run: "echo {{ tasks.big.outputs.rows | default(0) }}"}
        outputs: {paths: "{{ tasks.find.outputs.paths }}"}
        on_failure:
          tell: {run: "echo {{ run.failed_task }} {{ tasks.find.state }}"}
    """)


@pytest.mark.parametrize(
    ("tasks", "walk"),
    [
        ("{a: {run: x, §needs: [c]}, b: {run: x, needs: a}, c: {run: x, needs: b}}", "a → c → b → a"),
        ("{a: {run: x, needs: §b}, b: {run: x, needs: {a: failed}}}", "a → b → a"),
    ],
)
def test_a_cycle_is_named_in_full(tasks: str, walk: str):
    clean, at = marked(f"tasks: {tasks}")
    problem = only(problems_of(clean))
    assert (problem.code, place(problem)) == ("cycle", at)
    assert walk in problem.message


def test_a_task_that_needs_itself_is_a_cycle():
    clean, at = marked("tasks: {a: {run: x, needs: [§a]}}")
    problem = only(problems_of(clean))
    assert (problem.code, place(problem)) == ("cycle", at)


def test_two_cycles_are_both_told():
    found = problems_of("""
        tasks:
          a: {run: x, needs: b}
          b: {run: x, needs: a}
          c: {run: x, needs: [a, d]}
          d: {run: x, needs: c}
    """)
    assert [problem.code for problem in found] == ["cycle", "cycle"]


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("{a: {run: x}, b: {run: x, needs: §aa}}", "unknown_task", "Did you mean `a`?"),
        ("{a: {run: x}, b: {run: x, needs: [a, §zz]}}", "unknown_task", "There is no task `zz`"),
        ("{a: {run: x}, b: {run: x, needs: {§zz: failed}}}", "unknown_task", "There is no task `zz`"),
        ("{g: {tasks: {a: {run: x}}}, b: {run: x, needs: §a}}", "unknown_task", "inside of the group `g`"),
        ("{a: {run: x}, g: {tasks: {b: {run: x, needs: §a}}}}", "unknown_task", "put this edge on the group"),
        ("{a: {run: x}, b: {run: x, needs: {a: §faild}}}", "bad_condition", "Did you mean `failed`?"),
        ("{s: {switch: {cases: {big: '1'}}}, b: {run: x, needs: {s: §bigg}}}", "unknown_label", "`big`"),
        ("{s: {approval: ok}, b: {run: x, needs: {s: §2}}}", "no_exit_code", "has no exit code"),
        ("{a: {run: x}, b: {run: x, needs: a, join: §2}}", "unreachable", "never runs"),
        (
            "{a: {run: x}, b: {run: x, needs: {a: failed}}, c: {run: x, §needs: [a, b]}}",
            "unreachable",
            "can never run",
        ),
    ],
)
def test_wrong_edges_are_told_with_their_place(text: str, code: str, says: str):
    clean, at = marked(f"tasks: {text}")
    problem = only(problems_of(clean))
    assert (problem.code, place(problem)) == (code, at), str(problem)
    assert says in str(problem)


def test_a_task_behind_two_labels_of_one_switch_can_never_run():
    text = """
        tasks:
          s: {switch: {cases: {a: "run.id == 'x'"}, default: b}}
          left: {needs: {s: a}, run: x}
          right: {needs: {s: b}, run: x}
          both: {needs: [left, right], run: x%s}
    """
    problem = only(problems_of(text % ""))
    assert (problem.code, place(problem)) == ("unreachable", (6, 10))
    assert "`a` and `b` of the switch `s`" in problem.message
    assert not problems_of(text % ", join: branch")
    assert not problems_of(text % ", join: any")


@pytest.mark.parametrize(
    ("needs", "is_sure"),
    [
        ("needs: a", True),
        ("needs: {a: success}", True),
        ("needs: {a: [0]}", True),
        ("needs: {a: failed}", False),
        ("needs: {a: completed}", False),
        ("needs: {a: [0, 2]}", False),
        ("needs: [a, b]", True),
        ("needs: [a, free], join: any", False),
        ("needs: [a, free], join: branch", False),
        ("needs: [a, free], join: 1", False),
        ("needs: [a, free], join: 2", True),
        ("needs: [a, b, free], join: 2", True),
        ("needs: [c, b], join: any", True),
        ("needs: tolerated", False),
    ],
)
def test_outputs_of_a_task_that_may_not_have_succeeded_need_a_default(needs: str, is_sure: bool):
    name = "tolerated" if "tolerated" in needs else "a"
    text = """
        tasks:
          a: {run: x}
          tolerated: {run: x, allow_failure: true}
          b: {run: x, needs: a}
          c: {run: x, needs: a}
          free: {run: x}
          d: {run: "echo {{ tasks.%s.outputs.n%s }}", %s}
    """
    found = problems_of(text % (name, "", needs))
    assert [problem.code for problem in found] == ([] if is_sure else ["may_be_missing"])
    assert not problems_of(text % (name, " | default(1)", needs))
    assert not problems_of((text % (name, "", needs)).replace("outputs.n", "state"))


REFERENCES = """
inputs: {day: date, n: integer}
tasks:
  a: {run: x, outputs: {rows: integer}}
  other: {run: x}
  call: {uses: http.request, with: {url: u}}
  loop: {foreach: [1], run: x}
  t:
    needs: [a, call, loop]
    run: |
      first
      echo "{{ %s }}"
"""


@pytest.mark.parametrize(
    ("expression", "at", "code", "says"),
    [
        ("inputs.dya", 23, "unknown_input", "Did you mean `day`?"),
        ("inputs['dya']", 24, "unknown_input", "Did you mean `day`?"),
        ("tasks.b.outputs.x", 22, "unknown_task", "There is no task `b`"),
        ("tasks.other.outputs.x", 22, "not_upstream", "Add `other` to the `needs` of `t`."),
        ("tasks.t.outputs.x", 22, "not_upstream", "itself"),
        ("tasks.a.outputs.row", 32, "unknown_output", "Did you mean `rows`?"),
        ("tasks.call.outputs.statu", 35, "unknown_output", "Did you mean `status`?"),
        ("tasks.a.rows", 24, "unknown_name", "Did you mean `tasks.a.outputs.rows`?"),
        ("tasks.a.output.rows", 24, "unknown_name", "Did you mean `outputs`?"),
        ("run.logicaldate", 20, "unknown_name", "Did you mean `logical_date`?"),
        ("vars.colour", 21, "unknown_variable", "Did you mean `color`?"),
        ("connections.lakee.path", 28, "unknown_connection", "Did you mean `lake`?"),
        ("secret('TOKE')", 24, "unknown_secret", "Did you mean `TOKEN`?"),
        ("item", 16, "not_here", "only within a foreach"),
        ("day", 16, "unknown_name", "Did you mean `inputs.day`?"),
        ("a.rows", 16, "unknown_name", "Did you mean `tasks.a.outputs`?"),
        ("color", 16, "unknown_name", "Did you mean `vars.color`?"),
        ("input.day", 16, "unknown_name", "Did you mean `inputs`?"),
        ("inputs.day | upperr", 29, "bad_expression", "no filter `upperr`"),
        ("inputs.day +", 28, "bad_expression", ""),
    ],
)
def test_each_wrong_name_is_told_at_its_very_column(expression: str, at: int, code: str, says: str):
    found = problems_of(
        REFERENCES % expression,
        project=Project(variables={"color": "red"}),
        connections={"lake"},
        secrets={"TOKEN"},
    )
    problem = only(found)
    assert (problem.code, problem.line) == (code, 12), str(problem)
    assert says in str(problem)
    if code != "bad_expression":
        assert problem.column == at, str(problem)
        assert problem.text in expression


@pytest.mark.parametrize(
    "expression", ["tasks.loop.outputs", "tasks.a.outputs.rows", "tasks.call.outputs.status"]
)
def test_right_names_are_no_problem(expression: str):
    assert not problems_of(REFERENCES % expression)


@pytest.mark.parametrize(
    "task",
    [
        "run: x, when: \"{{ secret('A') }}\"",
        'run: x, when: "connections.lake.path"',
        "switch: {cases: {a: \"{{ secret('A') }}\"}}",
        'run: x, foreach: "{{ connections.lake.path }}"',
        "approval: \"{{ secret('A') }}\"",
    ],
)
def test_secrets_and_connections_stand_only_where_they_are_masked(task: str):
    problem = only(problems_of(f"tasks: {{a: {{{task}}}}}"))
    assert problem.code == "not_here"
    assert "`with`, `env` or `run`" in problem.hint


def test_unquoted_is_a_warning():
    problem = only(problems_of('inputs: {w: string}\ntasks: {a: {run: "echo {{ inputs.w | unquoted }}"}}'))
    assert (problem.code, problem.severity) == ("unquoted", Severity.WARNING)


def test_a_groups_tasks_see_what_their_group_needs_and_each_other():
    text = """
        tasks:
          a: {run: x}
          b: {run: x}
          g:
            needs: a
            foreach: [1, 2]
            tasks:
              one: {run: "echo {{ item }} {{ tasks.a.outputs.x }}"}
              two: {needs: one, run: "echo {{ tasks.one.outputs.y }} {{ tasks.b.outputs.x }}"}
            outputs: {y: "{{ tasks.two.outputs.y }}"}
    """
    problem = only(problems_of(text))
    assert (problem.code, place(problem)) == ("not_upstream", (10, 71))
    assert "`b` is not upstream of `g`" in problem.message


def test_tasks_after_a_failure_may_not_count_on_outputs():
    problem = only(
        problems_of("""
        tasks: {a: {run: x}}
        on_failure:
          tell: {run: "echo {{ tasks.a.outputs.x }} {{ tasks.a.outputs.x | default('-') }}"}
    """)
    )
    assert (problem.code, place(problem)) == ("may_be_missing", (4, 30))


def test_the_outputs_of_a_run_may_not_count_on_a_task_that_may_be_skipped():
    problem = only(
        problems_of("""
        inputs: {n: integer}
        tasks: {a: {run: x, when: inputs.n > 1}, b: {run: x}}
        outputs: {a: "{{ tasks.a.outputs.x }}", b: "{{ tasks.b.outputs.x }}"}
    """)
    )
    assert (problem.code, place(problem)) == ("may_be_missing", (4, 24))


@pytest.mark.parametrize(
    ("trigger", "at", "code", "says"),
    [
        ('cron: "0 25 * * *"', 35, "bad_cron", "Bad hour"),
        ('cron: "0 0 *"', 35, "bad_cron", "3 fields, not five"),
        ('cron: "@dayly"', 35, "bad_cron", "Did you mean `@daily`?"),
        ('cron: "0 0 30 2 *"', 35, "bad_cron", ""),
        ('cron: "@daily", timezone: Europe/Berln', 55, "bad_timezone", "Did you mean `Europe/Berlin`?"),
        ('cron: "@daily", timezone: Berlin', 55, "bad_timezone", "Did you mean `Europe/Berlin`?"),
        ('cron: "@daily", start: tomorrow', 52, "bad_date", "not a date"),
        ('cron: "@daily", inputs: {dya: 1}', 54, "unknown_input", "Did you mean `day`?"),
        ('cron: "@daily", inputs: {day: soon}', 59, "wrong_value", "not a date"),
    ],
)
def test_wrong_schedules_are_told_with_their_place(trigger: str, at: int, code: str, says: str):
    text = f"inputs: {{day: date}}\ntriggers: {{t: {{type: schedule, {trigger}}}}}\ntasks: {{a: {{run: x}}}}"
    problem = only(problems_of(text))
    assert (problem.code, place(problem)) == (code, (3, at + 3)), str(problem)
    assert says in str(problem)


@pytest.mark.parametrize("deadline", ['by: "7:00"', 'by: "25:00"'])
def test_a_deadline_that_is_no_time_of_day_is_told(deadline: str):
    problem = only(problems_of(f"deadline: {{{deadline}}}\ntasks: {{a: {{run: x}}}}"))
    assert (problem.code, place(problem)) == ("bad_time", (2, 16))


@pytest.mark.parametrize(
    ("task", "at", "code", "says"),
    [
        ("uses: http.requst", 19, "unknown_blueprint", "Did you mean `http.request`?"),
        ("uses: storage.lst", 19, "unknown_blueprint", "storage."),
        ("uses: http.request@7, with: {url: u}", 19, "unknown_version", "version 1"),
        ("uses: http.request", 19, "missing_input", "`url` is missing"),
        ("uses: http.request, with: {method: GET}", 33, "missing_input", "`url` is missing"),
        ("uses: http.request, with: {url: u, metod: GET}", 48, "unknown_input", "Did you mean `method`?"),
        ("uses: http.request, with: {url: 3}", 45, "wrong_type", "Expected: text"),
        ("uses: http.request, with: {url: u, method: PUT}", 56, "wrong_value", "GET, POST"),
        ("uses: http.request, with: {url: u, retries: many}", 57, "wrong_type", "a whole number"),
        ("uses: http.request, with: {url: u, retries: 10}", 57, "wrong_value", "at most 9"),
        ("uses: http.request, with: {url: u, verify: yes}", 56, "wrong_type", "true or false"),
        ("uses: http.request, with: {url: u, body: [1]}", 48, "wrong_type", "a map or text or nothing"),
        (
            "uses: http.request, with: {url: u, options: {dept: 1}}",
            58,
            "unknown_input",
            "Did you mean `depth`?",
        ),
        ("uses: storage.wait_for, with: {connection: c, paths: a}", 66, "wrong_type", "a list"),
        ("uses: storage.wait_for, with: {connection: c, paths: [a], poll: 5}", 77, "wrong_type", "text"),
        (
            "uses: storage.wait_for, with: {connection: c, paths: [a], poll: soon}",
            77,
            "wrong_value",
            "not a duration",
        ),
    ],
)
def test_wrong_inputs_of_a_blueprint_are_told_with_their_place(task: str, at: int, code: str, says: str):
    found = [problem for problem in problems_of(f"tasks: {{a: {{{task}}}}}") if problem.code == code]
    problem = only(found)
    assert place(problem) == (2, at), str(problem)
    assert says in str(problem)


def test_an_expression_fits_every_input_of_a_blueprint():
    assert not problems_of("""
        x-options: &o "{{ inputs.x }}"
        inputs: {x: json}
        tasks:
          a:
            uses: http.request
            with: {url: "{{ inputs.x }}", method: "{{ inputs.x }}", retries: "{{ inputs.x }}", options: *o}
    """)


def test_connections_are_looked_up_where_they_are_known():
    text = """
        tasks:
          a: {uses: storage.delete, with: {connection: lak, paths: [a]}}
          b: {run: x, connections: [lake, nix]}
          c: {uses: storage.delete, with: {connection: web, paths: [a]}}
    """
    assert not problems_of(text)
    project = Project(connections={"lake": {"type": "local"}, "web": {"type": "http"}})
    found = problems_of(text, project=project, connections={"lake", "web"})
    assert [(problem.code, *place(problem)) for problem in found] == [
        ("unknown_connection", 3, 48),
        ("unknown_connection", 4, 35),
        ("wrong_connection", 5, 48),
    ]


def test_pools_and_channels_are_looked_up_in_the_project():
    text = """
        tasks: {a: {run: x, pool: databse}}
        notifications: [{events: [failed], channel: opps}]
    """
    project = Project(pools={"database": 2}, channels={"ops": Channel(type="console")})
    found = problems_of(text, project=project)
    assert [(problem.code, problem.hint) for problem in found] == [
        ("unknown_pool", "Did you mean `database`?"),
        ("unknown_channel", "Did you mean `ops`?"),
    ]


def other(text: str):
    return parse_workflow(f"seaway: 1\n{text}", file="other.yaml").require()


def test_sub_workflows_are_looked_up_with_their_inputs_and_outputs():
    child = other("inputs: {day: date}\ntasks: {a: {run: x}}\noutputs: {n: 1}")
    text = """
        tasks:
          a: {workflow: othr}
          b: {workflow: other}
          c: {workflow: other, with: {day: soon, dya: 1}}
          d: {workflow: other, with: {day: 2026-01-01}}
          e: {needs: d, run: "echo {{ tasks.d.outputs.m }} {{ tasks.d.outputs.n }}"}
    """
    found = problems_of(text, workflows={"other": child})
    assert [(problem.code, *place(problem)) for problem in found] == [
        ("unknown_workflow", 3, 17),
        ("missing_input", 4, 3),
        ("wrong_value", 5, 36),
        ("unknown_input", 5, 42),
        ("unknown_output", 7, 47),
    ]


def test_workflows_that_start_each_other_without_end_are_told():
    back = other("tasks: {g: {tasks: {a: {workflow: daily}}}}")
    problem = only(problems_of("tasks: {a: {workflow: other}}", workflows={"other": back}))
    assert problem.code == "workflow_cycle"
    assert "daily → other → daily" in problem.message
    alone = only(problems_of("tasks: {a: {workflow: daily}}", workflows={}))
    assert alone.code == "workflow_cycle"


@pytest.mark.parametrize(
    ("declared", "code", "says"),
    [
        ("{type: date, default: soon}", "wrong_default", "not a date"),
        ("{type: integer, default: 1.5}", "wrong_default", "not a whole number"),
        ("{type: integer, default: 5, max: 3}", "wrong_default", "at most 3"),
        ("{type: select, options: [a, b], default: c}", "wrong_default", "one of a, b"),
        ("{type: list, items: integer, default: [1, x]}", "wrong_default", "Entry 2"),
        ("{type: integer, min: x}", "wrong_value", "`min`"),
        ("{type: string, pattern: '['}", "wrong_value", "regular expression"),
        ("{type: file, max_size: big}", "wrong_value", "not a size"),
    ],
)
def test_inputs_that_contradict_themselves_are_told(declared: str, code: str, says: str):
    problem = only(problems_of(f"inputs: {{a: {declared}}}\ntasks: {{a: {{run: x}}}}"))
    assert problem.code == code
    assert says in str(problem)


@pytest.mark.parametrize(
    ("task", "key"),
    [
        ("run: x, with: {a: 1}", "with"),
        ("uses: http.request, with: {url: u}, language: node", "language"),
        ("approval: ok, retry: 3", "retry"),
        ("switch: {cases: {a: 'true'}}, pool: p", "pool"),
        ("tasks: {b: {run: x}}, outputs: {n: integer}", "n"),
    ],
)
def test_keys_without_a_meaning_for_the_kind_of_task_are_told(task: str, key: str):
    problem = only(problems_of(f"tasks: {{a: {{{task}}}}}"))
    assert problem.code in ("no_meaning", "missing_value")
    assert f"`{key}`" in problem.message


def test_problems_of_shape_and_of_meaning_are_told_together_in_reading_order():
    found = problems_of("""
        tasks:
          a: {run: "echo {{ inputs.x }}"}
          b: {run: x, timeout: 3}
          c: {uses: 3}
          d: {needs: c, uses: htp.request}
    """)
    assert [(problem.line, problem.code) for problem in found] == [
        (3, "unknown_input"),
        (4, "wrong_value"),
        (5, "wrong_type"),
        (6, "unknown_blueprint"),
    ]


def chain(length: int) -> str:
    lines = ["seaway: 1", "inputs: {day: date}", "tasks:", "  t0: {uses: http.request, with: {url: a}}"]
    for at in range(1, length):
        lines += [
            f"  t{at}:",
            f"    needs: [t{at - 1}]",
            "    uses: http.request",
            f'    with: {{url: "{{{{ inputs.day }}}}/{{{{ tasks.t{at - 1}.outputs.body }}}}"}}',
            "    timeout: 10m",
        ]
    return "\n".join(lines)


def test_one_output_of_a_foreach_is_a_list_of_outputs():
    problem = only(problems_of(REFERENCES % "tasks.loop.outputs.rows"))
    assert problem.code == "unknown_output"
    assert "map(attribute='rows')" in problem.hint
    assert not problems_of(REFERENCES % "tasks.loop.outputs[0]")


@pytest.mark.parametrize(
    "text",
    [
        "{{ inputs.day }}",
        "a {{inputs.day}}\n b {{  tasks.a.outputs.b  }} {{ inputs.day }}",
        "{{ inputs.day | upper }} {{ run.id }}",
        "{{ inputs }}",
        "{{ loop.index }}",
        "{{ 'inputs.a' }}{{ x.y }}",
        "{% set inputs = 1 %}{{ inputs.a }}",
        "{# {{ inputs.a }} #}",
        "no expression } at } all",
    ],
)
def test_the_short_way_to_references_finds_what_the_long_way_finds(text: str):
    assert references_in(text) == references(text)


def test_more_than_5000_tasks_are_refused():
    problem = only(problems_of(chain(5001).removeprefix("seaway: 1\n")))
    assert problem.code == "too_many_tasks"


def test_5000_tasks_are_checked_in_seconds():
    text = chain(5000)
    started = time.process_time()
    parsed = parse_workflow(text, file="w.yaml")
    assert not validate(parsed, catalog=catalog())
    assert time.process_time() - started < 20  # the aim is 3; this only catches what grows with the square
