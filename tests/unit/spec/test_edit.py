"""Which text each operation gives."""

from pathlib import Path
from textwrap import dedent

import pytest

from seaway.spec.edit import (
    AddTask,
    Connect,
    Disconnect,
    DuplicateTask,
    Move,
    Operation,
    RemoveTask,
    RenameTask,
    Set,
    SetCondition,
    SetJoin,
    Unset,
)
from tests.support.editing import CHAIN, edit, refusal, tasks

EXAMPLE = Path("examples/daily-finance/workflows/daily-finance.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "condition", "after"),
    [
        ("needs: a  # why", "success", "needs: [a, b]  # why"),
        ("needs: 'a'", "success", "needs: ['a', b]"),
        ("needs: a  # why", "failed", "needs: {a: success, b: failed}  # why"),
        ("needs: [a]", "success", "needs: [a, b]"),
        ("needs: [ a ]", "exit:2,100-120", "needs: { a: success, b: [2, 100-120] }"),
        ("needs: {a: failed}", "success", "needs: {a: failed, b: success}"),
        ("needs: {a: failed, b: success}", "label:big", "needs: {a: failed, b: big}"),
        ("needs: [b, a]", "success", "needs: [b, a]"),
        ("needs: []", "success", "needs: b"),
        ("needs:", "success", "needs: b"),
    ],
)
def test_connecting_grows_needs_in_place(before: str, condition: str, after: str):
    body = "a: {run: x}\nb: {run: x}\nc:\n  run: x\n  {}\n"
    text = tasks(body.replace("{}", before))
    assert edit(text, Connect(from_="b", to="c", condition=condition)) == tasks(body.replace("{}", after))


def test_needs_that_name_no_task_are_corrected_first():
    text = tasks("a: {run: x}\nb: {run: x}\nc: {needs: [a, {k: 1}], run: x}\n")
    assert "no task" in refusal(text, Connect(from_="b", to="c", condition="failed")).message


def test_a_block_list_becomes_a_block_map_with_its_comments():
    before = tasks("""
        a: {run: x}
        b: {run: x}
        c:
          needs:
          # both
          - a  # the first
          run: x
        """)
    after = before.replace("    - a  # the first\n", "      a: success  # the first\n      b: completed\n")
    assert edit(before, Connect(from_="b", to="c", condition="completed")) == after


def test_the_first_edge_stands_where_people_look_for_it():
    text = tasks("a: {run: x}\nb:\n  # what it does\n  run: x\n  timeout: 5m\n")
    assert "  b:\n    needs: a\n    # what it does\n    run: x\n" in edit(text, Connect(from_="a", to="b"))


def test_disconnecting_the_last_edge_takes_needs_out():
    assert edit(tasks(CHAIN), Disconnect(from_="a", to="c")) == tasks(CHAIN).replace("needs: a, ", "")
    text = tasks("a: {run: x}\nb:\n  needs:\n    - a  # only\n  run: x\n")
    assert edit(text, Disconnect(from_="a", to="b")) == tasks("a: {run: x}\nb:\n  run: x\n")


def test_a_condition_is_changed_where_it_stands():
    text = tasks("a: {run: x}\nb:\n  needs:\n    a: failed  # then\n  run: x\n")
    changed = edit(text, SetCondition(from_="a", to="b", condition="exit:3"))
    assert changed == text.replace("a: failed", "a: [3]")
    assert "does not need" in refusal(text, SetCondition(from_="b", to="a", condition="failed")).message


def test_a_join_that_is_the_default_is_not_written():
    joined = edit(tasks(CHAIN), SetJoin(task="c", join="any"))
    assert "c: {needs: a, join: any, run: x}  # after a" in joined
    assert edit(joined, SetJoin(task="c", join="all")) == tasks(CHAIN)
    assert "join: 2" in edit(tasks(CHAIN), SetJoin(task="c", join="2"))


@pytest.mark.parametrize(
    "operation",
    [Connect(from_="a", to="a"), Connect(from_="zz", to="a"), Connect(from_="a", to="b", condition="maybe")],
)
def test_an_edge_that_can_not_be_is_refused(operation: Operation):
    assert refusal(tasks(CHAIN), operation).message


REMOVAL = """\
seaway: 1
tasks:
  a:
    run: x

  # far away

  # about b
  b:
    needs: a
    run: x  # at the end
    # still b

  # about c
  c: {needs: [a, b], run: x}
"""


def test_a_task_goes_with_its_own_comments_and_the_edges_to_it():
    assert edit(REMOVAL, RemoveTask(path="b")) == (
        "seaway: 1\ntasks:\n  a:\n    run: x\n\n  # far away\n\n  # about c\n  c: {needs: [a], run: x}\n"
    )


def test_the_first_and_the_last_task_leave_no_gap():
    assert edit(REMOVAL, RemoveTask(path="a")).startswith(
        "seaway: 1\ntasks:\n  # far away\n\n  # about b\n  b:\n    run"
    )
    assert edit(REMOVAL, RemoveTask(path="c")).endswith("    # still b\n")


def test_the_last_entry_of_a_map_takes_the_map_with_it():
    text = tasks("a:\n  run: x\n  with:\n    only: 1\n  env: {A: b}\nb: {run: x}\n")
    without = edit(text, Unset(path=("tasks", "a", "with", "only")), Unset(path=("tasks", "a", "env", "A")))
    assert without == tasks("a:\n  run: x\nb: {run: x}\n")


def test_a_task_stays_when_its_last_key_goes():
    text = tasks("a: {run: x}\nb:\n  needs: a  # only\n")
    assert edit(text, Disconnect(from_="a", to="b")) == tasks("a: {run: x}\nb: {}\n")


def test_renaming_finds_every_mention():
    text = """
        seaway: 1
        tasks:
          load:  # load it
            run: load
          check:
            needs: {load: failed}
            files: {from: [load]}
            when: tasks.load.state == 'failed' and "load"
            with:
              text: "load {{ tasks.load.outputs.rows }} and {{ tasks['load'].state }} of {{ inputs.load }}"
              more: >-
                load: {{ tasks.load.error }},
                {{ tasks.loader.state }}
          group:
            needs: [check, load]
            tasks:
              inner: {run: "echo {{ tasks.load.outputs.rows }}"}
          hidden:
            tasks:
              load: {run: x}
              after: {needs: load, run: "{{ tasks.load.state }}"}
        on_failure:
          tell: {run: "echo {{ tasks.load.state }}"}
        outputs: {rows: "{{ tasks.load.outputs.rows }}"}
        """
    text = dedent(text).lstrip("\n")
    renamed = edit(text, RenameTask(path="load", to="fetch"))
    assert renamed == (
        text.replace("  load:  #", "  fetch:  #")
        .replace("{load: failed}", "{fetch: failed}")
        .replace("from: [load]", "from: [fetch]")
        .replace("when: tasks.load", "when: tasks.fetch")
        .replace('"load {{ tasks.load.', '"load {{ tasks.fetch.')
        .replace("tasks['load']", "tasks['fetch']")
        .replace("tasks.load.error", "tasks.fetch.error")
        .replace("[check, load]", "[check, fetch]")
        .replace('{run: "echo {{ tasks.load.', '{run: "echo {{ tasks.fetch.')
        .replace('rows: "{{ tasks.load.', 'rows: "{{ tasks.fetch.')
    )
    back = edit(renamed, RenameTask(path="fetch", to="load"))
    assert back == text


def test_a_name_that_is_taken_or_none_is_refused():
    assert "already" in refusal(tasks(CHAIN), RenameTask(path="a", to="b")).message
    assert refusal(tasks(CHAIN), RenameTask(path="a", to="B!")).hint
    assert "There is no task" in refusal(tasks(CHAIN), RenameTask(path="zz", to="y")).message


def test_a_task_is_added_as_its_neighbours_are_written():
    new = {"uses": "http.request", "needs": "a", "with": {"url": "{{ inputs.url }}", "retries": 3}}
    text = tasks("a:\n  run: x\n\nb:\n  run: x\n\n# the end\n")
    assert edit(text, AddTask(id="c", task=new, after="a")) == tasks("""
        a:
          run: x

        c:
          uses: http.request
          needs: a
          with:
            url: "{{ inputs.url }}"
            retries: 3

        b:
          run: x

        # the end
        """)
    assert edit(tasks(CHAIN), AddTask(id="d", task={"run": "x"})).endswith("  # after a\n  d: {run: x}\n")


def test_a_section_that_is_missing_is_made_where_it_belongs():
    text = "seaway: 1\ntasks:\n  a:\n    run: x\n\noutputs: {a: 1}\n"
    added = edit(text, AddTask(id="tell", task={"run": "x"}, section="on_failure"))
    assert added == text.replace("\noutputs", "\non_failure:\n  tell:\n    run: x\n\noutputs")
    assert edit("", AddTask(id="a", task={"run": "x"})).startswith("seaway: 1\n")
    assert edit("# mine", AddTask(id="a", task={"run": "x"})).startswith("# mine\nseaway: 1\n")
    assert edit("seaway: 1\ntasks:\n", AddTask(id="a", task={"run": "x"})) == tasks("a:\n  run: x\n")


def test_a_task_is_added_to_a_group():
    text = tasks("g:\n    tasks:\n        a: {run: x}\n")
    added = edit(text, AddTask(id="b", task={"needs": "a", "run": "x"}, parent="g"))
    assert added == tasks("g:\n    tasks:\n        a: {run: x}\n        b: {needs: a, run: x}\n")


def test_a_copy_keeps_the_comments_inside_of_it():
    text = tasks("# about a\na:\n  # why\n  run: x\n\nb: {run: x}\n")
    copied = tasks("# about a\na:\n  # why\n  run: x\n\na2:\n  # why\n  run: x\n\nb: {run: x}\n")
    assert edit(text, DuplicateTask(path="a", to="a2")) == copied


def test_a_task_moves_with_its_comments():
    moved = edit(REMOVAL, Move(path=("tasks", "c"), before="a"))
    assert moved.startswith("seaway: 1\ntasks:\n  # about c\n  c: {needs: [a, b], run: x}\n\n  a:\n")
    assert edit(moved, Move(path=("tasks", "c"), after="b")) == REMOVAL
    text = tasks("a: {run: x, needs: [p, q, r]}\n")
    items = edit(text, Move(path=("tasks", "a", "needs", 2), before=0))
    assert items == text.replace("[p, q, r]", "[r, p, q]")


def test_a_file_without_a_last_line_break_keeps_to_that():
    text = "seaway: 1\ntasks:\n  a:\n    run: x"
    assert edit(text, Set(path=("tasks", "a", "timeout"), value="5m")) == text + "\n    timeout: 5m"
    more = edit(text, AddTask(id="b", task={"run": "y", "needs": "a"}))
    assert more == text + "\n\n  b:\n    run: y\n    needs: a"
    assert edit(more, RemoveTask(path="b")) == text


def test_windows_line_ends_and_the_byte_order_mark_stay():
    text = "\ufeff---\r\nseaway: 1\r\ntasks:\r\n  a:\r\n    run: x\t# tab\r\n...\r\n"
    changed = edit(text, Set(path=("tasks", "a", "with"), value={"t": "l\nm\n", "k": {"d": {}}}))
    assert changed.count("\n") == changed.count("\r\n")
    assert changed.startswith("\ufeff---\r\n")
    assert changed.endswith("...\r\n")


def test_what_can_not_be_read_can_not_be_edited():
    error = refusal("tasks: [", AddTask(id="a", task={"run": "x"}))
    assert "line" in error.message
    assert "YAML" in error.hint or error.hint


def test_the_example_survives_a_day_of_editing():
    edited = edit(
        EXAMPLE,
        RenameTask(path="consolidate", to="standardize"),
        Set(path=("tasks", "exports_present", "timeout"), value="2h"),
        AddTask(id="archive", task={"uses": "storage.copy", "needs": "load_day"}, after="load_day"),
        Connect(from_="archive", to="clean_up", condition="completed"),
        Unset(path=("concurrency",)),
    )
    lines = edited.split("\n")
    assert "    timeout: 2h                               # in earnest: poll 1m, timeout 2h" in lines
    [needs] = [line for line in lines if "only when all" in line]
    assert needs == (
        "    needs: {standardize: success, load_day: success, revenue_view: success, archive: completed}"
        "     # only when all of it succeeded"
    )
    kept = [line for line in EXAMPLE.split("\n") if "consolidate" not in line and "concurrency" not in line]
    assert len([line for line in kept if line not in lines]) == 1
