"""The Python hand builds the same workflows as YAML."""

from datetime import date
from pathlib import Path

import pytest

from seaway.spec.parse import parse_workflow
from seaway.spec.problems import SpecError
from seaway.spec.python import (
    WorkflowFunction,
    approval,
    finally_,
    group,
    on_failure,
    script,
    switch,
    task,
    trace,
    traced,
    use,
    when,
    workflow,
    workflows_in,
)
from tests.unit.spec import python_project as project

ROOT = Path(project.__file__).parent


def twin(name):
    return parse_workflow((ROOT / "twins" / name).read_text(), file=name).require()


def tasks_of(function):
    return traced(WorkflowFunction(function, "flow", {}), root=ROOT).data["tasks"]


def failure(function):
    with pytest.raises(SpecError) as caught:
        traced(
            function if isinstance(function, WorkflowFunction) else WorkflowFunction(function, "flow", {}),
            root=ROOT,
        )
    return caught.value


def test_the_shortest_workflow_equals_its_yaml_twin():
    assert trace(project.daily, root=ROOT) == twin("daily.yaml")


def test_every_kind_of_task_equals_its_yaml_twin():
    assert trace(project.finance, root=ROOT) == twin("finance-view.yaml")


def test_a_module_gives_the_workflows_it_describes_itself():
    import types

    module = types.ModuleType(project.__name__)
    vars(module).update(daily=project.daily, same=project.daily, finance=project.finance, other=3)
    assert [(found.id, found.file) for found in workflows_in(module, root=ROOT)] == [
        ("daily", "python_project.py"),
        ("finance-view", "python_project.py"),
    ]


def test_tasks_and_workflows_are_plain_functions_outside_of_tracing():
    day = date(2024, 1, 2)
    assert project.extract(day) == ["de-2024-01-02-0", "de-2024-01-02-1"]
    assert project.load.foreach(["a", "bc"]) == [1, 2]
    assert project.extract.foreach(matrix={"day": [day], "country": ["x", "y"]})[1][0] == "y-2024-01-02-0"
    assert project.daily(day) is None
    assert project.load.__doc__ == "Load one part."


def test_annotations_are_types_of_inputs():
    inputs = traced(project.typed, root=ROOT).data["inputs"]
    assert inputs == {
        "size": {"type": "select", "options": ["small", "large"]},
        "numbers": {"type": "list", "items": "integer"},
        "sizes": {"type": "multiselect", "options": ["a", "b"]},
        "options": {"type": "json"},
        "file": {"type": "file"},
        "share": {"type": "number", "default": 0.5},
        "is_new": {"type": "boolean", "default": False},
    }


def test_a_workflow_called_in_another_is_a_task_that_waits_for_it():
    assert traced(project.calls_another, root=ROOT).data["tasks"] == {
        "daily": {"workflow": "daily", "with": {"day": "{{ inputs.day }}"}}
    }


def test_edges_follow_from_what_is_handed_over_and_from_what_is_said():
    def flow():
        first = project.report()
        second = project.report(rows=f"rows: {first.outputs.rows}")
        script("echo done").after(first, on="completed").after(second, on=[2, "100-120"])
        first.on_completed(script("echo always", task_id="always"))

    tasks = tasks_of(flow)
    assert tasks["report_2"]["needs"] == ["report"]
    assert tasks["script"]["needs"] == {"report": "completed", "report_2": [2, "100-120"]}
    assert tasks["always"]["needs"] == {"report": "completed"}


def test_conditions_inside_each_other_must_all_hold():
    def flow():
        rows = project.report().outputs.rows
        with when(rows > 1):
            script("a").when("{{ run.id }}").when(~(rows == 5) | (rows < 2))

    assert tasks_of(flow)["script"]["when"] == (
        "{{ (tasks.report.outputs.rows > 1) and (run.id) and "
        "((not (tasks.report.outputs.rows == 5)) or (tasks.report.outputs.rows < 2)) }}"
    )


def test_the_value_of_a_foreach_is_the_list_of_its_results():
    def flow():
        counts = project.load.foreach(["a", "b"])
        project.report(rows=counts)
        project.report(rows=[counts[0], counts.outputs, counts.result.filter("sum") + 1])

    tasks = tasks_of(flow)
    assert tasks["report"]["with"]["args"] == {"rows": '{{ tasks.load.outputs | pluck("result") }}'}
    assert tasks["report_2"]["with"]["args"]["rows"] == [
        '{{ (tasks.load.outputs | pluck("result"))[0] }}',
        "{{ tasks.load.outputs }}",
        '{{ tasks.load.outputs | pluck("result") | sum + 1 }}',
    ]


def test_expressions_have_filters_and_defaults():
    def flow():
        report = project.report()
        use("flow.fail", message=report["a b"].filter("date", "%Y").default(0))

    assert tasks_of(flow)["flow_fail"]["with"] == {
        "message": '{{ tasks.report.outputs.result["a b"] | date("%Y") | default(0) }}'
    }


def test_a_group_waits_for_what_its_tasks_use_from_outside():
    def flow():
        outer = project.report()
        with group("inner"):
            script(f"echo {outer.outputs.rows}")

    tasks = tasks_of(flow)
    assert tasks["inner"]["needs"] == ["report"]
    assert "needs" not in tasks["inner"]["tasks"]["script"]


def test_the_context_is_left_to_the_worker():
    def flow():
        project.logs("a", seen=1)
        project.logs.foreach(["b"])

    tasks = tasks_of(flow)
    assert tasks["logs"]["with"]["args"] == {"text": "a", "seen": 1}
    assert tasks["logs_2"]["with"]["args"] == {"text": "{{ item }}"}


def test_options_can_be_changed_for_one_task():
    def flow():
        project.report.with_options(task_id="night", pool="heavy")().set(allow_failure=True)

    assert tasks_of(flow)["night"] == {
        "uses": "python.call",
        "with": {"function": "python_project.py:report"},
        "packages": ["polars==2.*"],
        "pool": "heavy",
        "allow_failure": True,
    }


def test_a_matrix_gives_each_parameter_its_own_list():
    def flow():
        project.extract.foreach(matrix={"country": ["de", "fr"]}, day=date(2024, 1, 2))

    extract = tasks_of(flow)["extract"]
    assert extract["foreach"] == {"matrix": {"country": ["de", "fr"]}}
    assert extract["with"]["args"] == {"country": "{{ item.country }}", "day": "2024-01-02"}


@pytest.mark.parametrize(
    ("function", "words", "line"),
    [
        (project.decides, "can't decide", "if extract(day):"),
        (project.loops, "Use `other_task.foreach(extract)`", "for part in extract(day):"),
        (project.hands_over_an_object, "is of type object", "report(rows=object())"),
        (project.has_an_unknown_key, "Did you mean `retry`?", "report().set(retrys=3)"),
        (project.calls_wrongly, "missing a required argument: 'day'", "extract(days=day)"),
        (project.compares, "Use `with when(…):`", 'if mode == "full":'),
    ],
)
def test_a_mistake_is_told_with_its_file_and_line(function, words, line):
    error = failure(function)
    [problem] = error.problems
    assert words in str(problem)
    assert problem.file == "python_project.py"
    assert (ROOT / problem.file).read_text().splitlines()[problem.line - 1].strip() == line


def nested():
    @task
    def inner():
        return 1

    inner()


def star_input(*days: date):
    script("echo")


def no_type(day):
    script("echo")


def odd_type(day: set[complex]):
    script("echo")


def unknown_label():
    with switch({"a": "{{ true }}"}).case("b"):
        pass


def section_in_a_group():
    with group("g"), on_failure():
        script("echo")


def length():
    len(project.report())


def no_such_output():
    script(project.report().rows)


def iterates_an_expression():
    list(project.report().outputs.rows)


def formats():
    script(f"{project.report().outputs.rows:>5}")


def key_of_a_mapping():
    project.report(rows={1: 2})


def says_after_a_name():
    script("echo").after("report")


def from_outside():
    task(date.today)  # not called: only marked
    task(pytest.importorskip)("json")


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (nested, "not at the top level"),
        (star_input, "Name each input"),
        (no_type, "has no type"),
        (odd_type, "a type that no input has"),
        (unknown_label, "Its labels are: a"),
        (section_in_a_group, "inside of another block"),
        (length, "has no length"),
        (no_such_output, "write `.outputs.rows`"),
        (iterates_an_expression, "can't loop over it"),
        (formats, "Use a filter"),
        (key_of_a_mapping, "a key that is no text"),
        (says_after_a_name, "`after` takes tasks"),
        (from_outside, "outside of the project"),
    ],
)
def test_what_can_not_be_traced_is_told(function, words):
    [problem] = failure(function).problems
    assert words in str(problem)
    assert problem.line > 0


def test_an_error_of_the_users_own_code_passes():
    def flow():
        raise KeyError("own")

    with pytest.raises(KeyError, match="own"):
        tasks_of(flow)


def test_tracing_leaves_no_trace():
    trace(project.daily, root=ROOT)
    with pytest.raises(Exception, match="outside of a workflow"):
        use("flow.fail")
    with pytest.raises(Exception, match="outside of a workflow"):
        approval("?")
    with pytest.raises(Exception, match="outside of a workflow"), finally_():
        pass


def test_the_decorator_takes_keys_of_the_workflow():
    @workflow(tags=["a"], timeout="6h", triggers={"hook": {"type": "webhook"}})
    def flow(day: date):
        script("echo")

    data = traced(flow, root=ROOT).data
    assert data["tags"] == ["a"]
    assert data["triggers"] == {"hook": {"type": "webhook"}}
    assert data["inputs"] == {"day": {"type": "date"}}


def test_importing_the_hand_loads_neither_the_model_nor_jinja():
    import subprocess
    import sys

    heavy = ("pydantic", "jinja2", "yaml")
    code = f"import seaway.spec.python, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout.strip() == "[]"
