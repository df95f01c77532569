from pathlib import Path

from seaway.spec.graph_view import GraphTask, GraphView, graph_view
from seaway.spec.parse import parse_workflow
from seaway.spec.validate import validate
from seaway.spec.written import Edge, edges_of, from_condition, to_condition
from tests.support.spec import catalog

TEXT = """\
seaway: 1
tasks:
  # what is there
  find:
    uses: storage.wait_for
    with: {connection: lake, paths: ["*.csv"]}

  each:
    needs: find
    foreach: {items: "{{ tasks.find.outputs.paths }}", max_parallel: 2}
    tasks:
      load:
        run: |
          echo {{ item }}
          echo done

  look:
    needs: {find: success, each: completed}
    switch: {cases: {big: "true"}, default: small}
  act:
    needs: {look: big}
    join: any
    approval: Go on?
on_failure:
  tell: {run: echo}
"""


def draw(text: str) -> GraphView:
    parsed = parse_workflow(text, file="w.yaml")
    return graph_view(parsed, catalog=catalog(), problems=validate(parsed, catalog=catalog()))


def task(view: GraphView, path: str) -> GraphTask:
    return next(task for task in view if task.path == path)


def test_every_task_is_there_in_the_order_of_the_file_groups_before_what_is_in_them():
    view = draw(TEXT)
    assert [each.path for each in view.tasks] == ["find", "each", "each/load", "look", "act"]
    assert [each.path for each in view.on_failure] == ["tell"]
    assert task(view, "each/load").parent == "each"
    assert task(view, "each/load").pointer == ("tasks", "each", "tasks", "load")


def test_lines_go_from_the_key_to_the_last_line_with_content():
    view = draw(TEXT)
    found = {each.path: (each.line, each.end_line) for each in view}
    assert found == {
        "find": (4, 6),
        "each": (8, 15),
        "each/load": (12, 15),
        "look": (17, 19),
        "act": (20, 23),
        "tell": (25, 25),
    }


def test_a_task_says_what_it_is():
    view = draw(TEXT)
    assert [each.kind for each in view] == ["uses", "tasks", "run", "switch", "approval", "run"]
    assert task(view, "look").switch_labels == ("big", "small")
    assert task(view, "act").needs == (Edge(task="look", condition="label:big"),)
    foreach = task(view, "each").foreach
    assert foreach is not None
    assert foreach.max_parallel == 2
    assert (task(view, "each/load").language, task(view, "each/load").script) == ("bash", "echo {{ item }}")
    assert task(view, "find").outputs == ("paths",)
    assert "tasks" not in task(view, "each").data


def test_problems_are_with_the_innermost_task_they_are_of():
    broken = TEXT.replace("echo {{ item }}", "echo {{ nothing }}")
    view = draw(broken)
    assert len(task(view, "each/load").problems) == 1
    assert task(view, "each").problems == ()


def test_a_half_written_task_is_drawn_too():
    view = draw("seaway: 1\ntasks:\n  a: {run: x}\n  b:\n  c: {needs: [a, 3], run: x, uses: y}\n")
    assert [(each.path, each.kind) for each in view] == [("a", "run"), ("b", "unknown"), ("c", "unknown")]
    assert task(view, "c").needs == (Edge(task="a"),)
    assert task(view, "b").problems


def test_what_can_not_be_read_has_an_empty_graph():
    assert list(draw("tasks: [")) == []
    assert list(draw("tasks: 3")) == []


def test_an_anchored_task_ends_where_its_own_text_ends():
    view = draw("seaway: 1\ntasks:\n  a: &a {run: x}\n  b:\n    <<: *a\n    needs: a\n\n  c: *a\n")
    assert [(each.line, each.end_line) for each in view] == [(3, 3), (4, 6), (8, 8)]


def test_the_example_is_drawn_with_titles_and_lines():
    text = Path("examples/daily-finance/workflows/daily-finance.yaml").read_text(encoding="utf-8")
    view = draw(text)
    lines = text.split("\n")
    for each in view:
        assert lines[each.line - 1].strip() == f"{each.id}:"
        assert lines[each.end_line - 1].strip()


def test_conditions_have_one_word_each_way():
    for word in ("success", "failed", "completed", "exit:2,100-120", "label:big"):
        assert to_condition(from_condition(word)) == word
    assert edges_of(None) == ()
    assert edges_of({"a": 2}) == (Edge(task="a", condition="exit:2"),)
