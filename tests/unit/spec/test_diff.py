from seaway.spec.diff import SemanticChange, semantic, unified
from seaway.spec.yaml import load

BEFORE = """\
seaway: 1
name: Daily  # the label
inputs:
  day: {type: date}
tasks:
  find: {run: find}
  load:
    needs: find
    uses: data.load
    timeout: 5m
    with: {a: 1, b: 2}
  old: {run: x}
"""
AFTER = """\
seaway: 1
name: Daily
inputs:
  day: {type: date, default: "2026-01-01"}
  region: string
tasks:
  look: {run: find}
  load:
    needs: {look: success, extra: failed}
    uses: data.load
    timeout: 10m
    with: {a: 1, b: 3}
    retry: 2
  extra: {uses: http.request}
"""


def changes(before: str, after: str) -> list[SemanticChange]:
    return semantic(load(before, file="a").data, load(after, file="b").data)


def test_each_difference_is_a_sentence():
    assert [change.sentence for change in changes(BEFORE, AFTER)] == [
        "Task `find` is called `look` now.",
        "Task `old` was removed.",
        "`load` needs `extra` now (failed).",
        "`timeout` of `load` changed from `5m` to `10m`.",
        "`b` of `load` changed from `2` to `3`.",
        "`retry` of `load` is `2` now.",
        "Task `extra` was added: it uses http.request.",
        "`default` of input `day` is `2026-01-01` now.",
        "Input `region` was added.",
    ]


def test_comments_order_and_style_are_no_difference():
    assert (
        changes("tasks: {a: {run: x}, b: {run: y}}", "# c\ntasks:\n  b: {run: y}\n  a:\n    run: 'x'\n") == []
    )


def test_what_is_no_workflow_has_no_differences():
    assert changes("[1, 2]", "3") == []
    assert changes("tasks: 3", "tasks: {a: {run: x}}")[0].kind == "added"


def test_lines_are_compared_as_diff_does():
    assert unified("a\nb\n", "a\nc\n", names=("one", "two")).split("\n")[-2:] == ["-b", "+c"]
