import pytest

from seaway.spec.parse import parse_workflow
from seaway.spec.project import Project
from tests.support.spec import only, place, problems_of


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
