import pytest

from seaway.spec.lookups import references_in
from seaway.spec.problems import Severity
from seaway.spec.project import Project
from seaway.spec.references import references
from tests.support.spec import only, place, problems_of


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


PREVIOUS = """
    inputs: {{since: {{type: string, default: "{{{{ previous.outputs.cursor | default('') }}}}"}}}}
    tasks: {{a: {{run: "echo {{{{ {} }}}}"}}}}
    outputs: {{cursor: "x"}}
"""


@pytest.mark.parametrize(
    ("expression", "code", "said"),
    [
        ("previous.outputs.curser | default(1)", "unknown_output", "Did you mean `cursor`?"),
        ("previous.output.cursor | default(1)", "unknown_name", "Did you mean `outputs`?"),
        ("previous.outputs.cursor", "may_be_missing", "`previous.outputs.cursor | default(…)`"),
        ("previous.run_id", "may_be_missing", "`previous.run_id | default(…)`"),
    ],
)
def test_the_run_before_has_the_outputs_that_are_declared_and_is_not_always_there(
    expression: str, code: str, said: str
):
    problem = only(problems_of(PREVIOUS.format(expression)))
    assert problem.code == code
    assert said in problem.hint


@pytest.mark.parametrize(
    "expression",
    [
        "previous.outputs.cursor | default('none')",
        "previous.outputs.cursor if previous.outputs.cursor is defined else ''",
        "previous.outputs | json",
        "previous.run_id | default('')",
    ],
)
def test_what_is_right_of_the_run_before_is_no_problem(expression: str):
    assert not problems_of(PREVIOUS.format(expression))


def test_without_outputs_there_is_nothing_to_ask_the_run_before_for():
    problem = only(problems_of('tasks: {a: {run: "echo {{ previous.outputs.x | default(1) }}"}}'))
    assert (problem.code, problem.expected) == ("unknown_output", "none: it declares no `outputs`")


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


@pytest.mark.parametrize(
    ("language", "script"),
    [
        ("bash", "cat <<'E'\n{{ inputs.a }}\nE"),
        ("python", "x = {{ inputs.b }}\nimport x§{{ inputs.a }}"),
        ("node", "console.log(/§{{ inputs.a }}/)"),
    ],
)
def test_an_expression_that_no_script_could_take_safely_is_told_before_the_run(language: str, script: str):
    lines = script.replace("§", "").replace("\n", "\n      ")
    problem = only(
        problems_of(f"""
inputs: {{a: string, b: integer}}
tasks:
  t:
    language: {language}
    run: |
      {lines}
""")
    )
    at = script.index("{{ inputs.a }}")
    before = script.replace("§", "")[: at if "§" not in script else at - 1]
    expected = (7 + before.count("\n"), 7 + len(before) - (before.rfind("\n") + 1))
    assert (problem.code, place(problem)) == ("unsafe_place", expected), str(problem)


def test_expressions_in_common_places_of_scripts_are_no_problem():
    assert not problems_of("""
        inputs: {a: string, n: integer}
        tasks:
          sh: {run: "echo '{{ inputs.a }}' {{ inputs.a }} $(( {{ inputs.n }} + 1 )) # {{ inputs.a }}"}
          py: {language: python, run: "print({{ inputs.a }}, f'{{ inputs.a }}', '{{ inputs.a }}')"}
          js: {language: node, run: "console.log({{ inputs.a }}, `{{ inputs.a }}`)"}
    """)


@pytest.mark.parametrize("script", ["echo {{ run.id }} {{ inputs.", "echo {{ run.id }} {{ inp"])
def test_an_expression_that_is_not_complete_is_one_problem_in_the_words_written(script: str) -> None:
    problems = problems_of(f'tasks: {{t: {{run: "{script}"}}}}')
    assert [problem.code for problem in problems] == ["bad_expression"]


def test_braces_inside_of_an_expression_are_no_problem() -> None:
    assert (
        problems_of("""
inputs: {a: string}
tasks: {t: {run: "echo {{ {'x': inputs.a}.x }}"}}
""")
        == []
    )
