"""Which text setting a value gives."""

from typing import Any

import pytest

from seaway.spec.edit import InsertItem, Operation, RemoveItem, RemoveTask, Set, Unset
from seaway.spec.yaml import load
from tests.support.editing import CHAIN, edit, refusal, tasks


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("5m", "10m", "10m"),
        ("'5m'", "10m", "'10m'"),
        ('"5m"', 'say "x"', r'"say \"x\""'),
        ("5m  # note", "no", '"no"  # note'),
        ("5m", "{{ inputs.t }}", '"{{ inputs.t }}"'),
        ("a {{ x }}", "b {{ y }}", "b {{ y }}"),
        ("5m", 'a: "b"', "'a: \"b\"'"),
        ("5m", True, "true"),
        ("5m", None, "null"),
        ("5m", "12", '"12"'),
        ("5m", [], "[]"),
        ("[a]  # note", ["a", "b"], "[a, b]  # note"),
        ("{k: 1}", {"k": 1, "l": [2]}, "{k: 1, l: [2]}"),
        ("x  # note", "a\nb\n", "|  # note\n      a\n      b"),
        ("|-  # note\n      a\n      b", "c", "c  # note"),
        ("|  # note\n      a\n      b", "a\nc", "|-  # note\n      a\n      c"),
        ("\n      k: 1  # kept\n      l: 2", {"k": 1, "l": 3}, "\n      k: 1  # kept\n      l: 3"),
        ("\n      k: 1", "word", "word"),
        ("word  # note", {"k": {"deep": {"er": 1}}}, " # note\n      k:\n        deep:\n          er: 1"),
    ],
)  # fmt: skip
def test_a_value_is_written_as_what_it_replaces(before: str, value: Any, after: str):
    text = f"seaway: 1\ntasks:\n  a:\n    x-v: {before}\n    run: x\n"
    changed = edit(text.replace("x-v: \n", "x-v:\n"), Set(path=("tasks", "a", "x-v"), value=value))
    assert changed == f"seaway: 1\ntasks:\n  a:\n    x-v: {after}\n    run: x\n".replace("x-v: \n", "x-v:\n")


def test_short_spellings_grow_when_more_is_set():
    text = tasks("a:\n  retry: 3  # tries\n  foreach: [x, y]\n  run: x\n")
    grown = edit(
        text,
        Set(path=("tasks", "a", "retry", "delay"), value="5s"),
        Set(path=("tasks", "a", "foreach", "max_parallel"), value=2),
    )
    assert grown == tasks(
        "a:\n  retry: {attempts: 3, delay: 5s}  # tries\n"
        "  foreach: {items: [x, y], max_parallel: 2}\n  run: x\n"
    )


def test_only_what_differs_in_a_map_or_list_is_written():
    text = tasks(
        "a:\n  run: x\n  with:\n    # first\n    k: 1  # one\n    l:\n    - a  # aa\n    - b  # bb\n    - c\n"
    )
    changed = edit(text, Set(path=("tasks", "a", "with"), value={"k": 1, "l": ["a", "z", "c", "d"]}))
    assert changed == text.replace("- b  # bb", "- z  # bb").replace("- c\n", "- c\n      - d\n")


def test_items_come_and_go():
    text = tasks("a:\n  run: x\n  checks:\n    - not_null: [k]  # must\n    - unique: k\n")
    path = ("tasks", "a", "checks")
    more = edit(text, InsertItem(path=path, index=1, value={"row_count": {"min": 1}}))
    assert more == text.replace("      - unique", "      - row_count: {min: 1}\n      - unique")
    assert edit(more, RemoveItem(path=path, index=1)) == text
    made = edit(tasks("a:\n  run: x\n"), InsertItem(path=("tasks", "a", "packages"), index=0, value="polars"))
    assert made == tasks("a:\n  run: x\n  packages: [polars]\n")


ANCHORS = """\
seaway: 1
x-base: &base
  retry: 3
  timeout: 5m
tasks:
  a: &a
    <<: *base
    run: x
  b:
    <<: *a
    env: &env {K: v}
  c: {run: x, env: *env}
"""


def test_an_alias_can_be_replaced_as_a_whole():
    changed = edit(ANCHORS, Set(path=("tasks", "c", "env"), value={"K": "w"}))
    assert changed == ANCHORS.replace("env: *env}", "env: {K: w}}")


def test_a_merged_key_is_set_as_the_task_s_own():
    changed = edit(ANCHORS, Set(path=("tasks", "b", "timeout"), value="9m"))
    assert load(changed, file="w").data["tasks"]["b"]["timeout"] == "9m"
    assert load(changed, file="w").data["tasks"]["a"]["timeout"] == "5m"
    assert "&a\n    <<: *base\n    run: x\n" in changed


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (Set(path=("tasks", "c", "env", "K"), value="w"), "alias"),
        (Set(path=("tasks", "b", "env", "K"), value="w"), "used again in line 12"),
        (Set(path=("tasks", "a", "run"), value="y"), "&a"),
        (Unset(path=("tasks", "b", "timeout")), "merged in"),
        (RemoveTask(path="a"), "The anchor `&a`"),
        (Unset(path=("tasks", "b", "env")), "The anchor `&env`"),
    ],
)
def test_what_would_change_elsewhere_is_refused_with_a_way_out(operation: Operation, words: str):
    error = refusal(ANCHORS, operation)
    assert words in error.message
    assert error.hint


@pytest.mark.parametrize("path", [(), ("tasks", 3), ("tasks", "a", "run", "x"), ("tasks", "zz", 0)])
def test_a_path_that_leads_nowhere_is_refused(path: Any):
    assert refusal(tasks(CHAIN), Set(path=path, value=1)).message
    assert refusal(tasks(CHAIN), Unset(path=path)).message


def test_a_value_that_yaml_has_not_is_refused():
    assert "finite" in refusal(tasks(CHAIN), Set(path=("tasks", "a", "timeout"), value=float("nan"))).message
