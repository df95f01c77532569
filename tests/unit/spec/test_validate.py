import time

import pytest

from seaway.spec.parse import parse_workflow
from seaway.spec.project import Channel, Project
from seaway.spec.validate import validate
from tests.support.spec import catalog, only, place, problems_of


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
        ("approval: ok, grace: 1m", "grace"),
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


def test_more_than_5000_tasks_are_refused():
    problem = only(problems_of(chain(5001).removeprefix("seaway: 1\n")))
    assert problem.code == "too_many_tasks"


def test_5000_tasks_are_checked_in_seconds():
    text = chain(5000)
    started = time.process_time()
    parsed = parse_workflow(text, file="w.yaml")
    assert not validate(parsed, catalog=catalog())
    assert time.process_time() - started < 20  # the aim is 3; this only catches what grows with the square
