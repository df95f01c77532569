import pytest

from tests.support.spec import marked, only, place, problems_of


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
