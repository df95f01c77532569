"""Random operations on random files: the text says what the data says, and nothing else of it changed."""

import copy
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seaway.spec.catalog import Catalog
from seaway.spec.edit import (
    AddTask,
    Connect,
    Disconnect,
    DuplicateTask,
    EditError,
    InsertItem,
    Move,
    Operation,
    RemoveItem,
    RemoveTask,
    RenameTask,
    Set,
    SetJoin,
    Unset,
    apply,
)
from seaway.spec.edit_places import is_task
from seaway.spec.edit_text import Change, apply_changes
from seaway.spec.graph_view import GraphTask, graph_view
from seaway.spec.parse import parse_workflow
from seaway.spec.problems import Path
from seaway.spec.validate import validate
from seaway.spec.written import from_condition
from seaway.spec.yaml import load
from tests.support.yaml_files import workflow_file

SEEDS = st.integers(0, 2**32)
VALUES: list[Any] = [
    "plain", "no", "{{ inputs.day }}", "two\nlines\n", "a: b # c", "", " padded ", "it's \"q\" \\ é😀", 3,
    1.5, True, None, [], {}, ["x", 1], {"k": ["v", {"deep": "text\nmore"}]}, [{"a": 1, "b": "t\nu\n"}, []],
    "- x", "tail  \n", "\n lead", "bell\x07", "nel\x85 sep\u2028",
]  # fmt: skip


def tasks_of(text: str) -> list[GraphTask]:
    return list(graph_view(parse_workflow(text, file="w.yaml"), catalog=Catalog()))


def some_operation(random: Random, text: str) -> tuple[Operation, set[str]]:
    """An operation that fits the file, and the ids of the tasks whose lines it may touch."""
    tasks = tasks_of(text)
    if not tasks:
        return AddTask(id="fresh", task={"run": "x"}), set()
    task = random.choice(tasks)
    beside = [other for other in tasks if other.pointer[:-1] == task.pointer[:-1] and other is not task]
    mine = {task.path}
    fresh = f"fresh{random.randint(0, 99)}"
    match random.randint(0, 11):
        case 0:
            new = {"uses": "a.b", "with": {"v": random.choice(VALUES)}, "needs": [task.id]}
            parent = task.parent
            return AddTask(id=fresh, task=new, section=task.section, parent=parent), set()
        case 1:
            edges = {other.path for other in beside if task.id in [edge.task for edge in other.needs]}
            return RemoveTask(path=task.path, section=task.section), mine | edges | set(around(task))
        case 2:
            named = {other.path for other in tasks if task.id in text[slice(*lines_span(text, other))]}
            return RenameTask(path=task.path, to=fresh, section=task.section), mine | named | {"outputs"}
        case 3:
            return DuplicateTask(path=task.path, to=fresh, section=task.section), set()
        case 4 if beside:
            condition = random.choice(["success", "failed", "completed", "exit:1,2-5", "label:big"])
            upstream = random.choice(beside)
            return Connect(from_=upstream.id, to=task.path, condition=condition, section=task.section), mine
        case 5 if task.needs:
            return Disconnect(from_=random.choice(task.needs).task, to=task.path, section=task.section), mine
        case 6:
            return SetJoin(
                task=task.path, join=random.choice(["any", "all", "2"]), section=task.section
            ), mine
        case 7:
            key = random.choice([key for key in task.data if key != "tasks"] or ["run"])
            return (
                Unset(path=(*task.pointer, key))
                if key in task.data
                else SetJoin(task=task.path, join="any", section=task.section)
            ), mine
    return some_value(random, task, beside), mine


def some_value(random: Random, task: GraphTask, beside: list[GraphTask]) -> Operation:
    """A change of a list, an order or a value of this task."""
    lists = [key for key, value in task.data.items() if isinstance(value, list) and value]
    if lists and random.random() < 0.3:
        at: Path = (*task.pointer, random.choice(lists))
        count = len(task.data[str(at[-1])])
        match random.randint(0, 2):
            case 0:
                return InsertItem(path=at, index=random.randint(0, count), value=random.choice(VALUES))
            case 1:
                return RemoveItem(path=at, index=random.randrange(count))
            case _:
                return Move(path=(*at, 0), after=count - 1)
    if beside and random.random() < 0.3:
        return Move(path=task.pointer, before=random.choice(beside).id)
    path = random.choice(
        [
            ("with", "a"),
            ("with", "new"),
            ("timeout",),
            ("retry", "delay"),
            ("checks",),
            ("run",),
            ("env", "E"),
        ]
    )
    return Set(path=(*task.pointer, *path), value=random.choice(VALUES))


def around(task: GraphTask) -> list[str]:
    """The groups that a task is in: they go with their last task."""
    names = task.path.split("/")
    return ["/".join(names[:count]) for count in range(1, len(names))]


def lines_span(text: str, task: GraphTask) -> tuple[int, int]:
    lines = text.splitlines(keepends=True)
    return sum(map(len, lines[: task.line - 1])), sum(map(len, lines[: task.end_line]))


def expected(data: Any, operation: Operation) -> Any:
    """What the operation means, written down a second time."""
    data = copy.deepcopy(data)
    match operation:
        case AddTask(id=id_, task=task, section=section, parent=parent):
            scope = scope_of(data, section, parent.split("/") if parent else [])
            scope[id_] = task
        case RemoveTask(path=path, section=section):
            scope, name = spot(data, path, section)
            del scope[name]
            for other in scope.values():
                take_need(other, name)
            prune(data, [section or "tasks", *[s for step in path.split("/") for s in (step, "tasks")][:-2]])
        case DuplicateTask(path=path, to=to, section=section):
            scope, name = spot(data, path, section)
            scope[to] = copy.deepcopy(scope[name])
        case Connect(from_=upstream, to=to, condition=condition, section=section):
            scope, name = spot(data, to, section)
            add_need(scope[name], upstream, from_condition(condition))
        case Disconnect(from_=upstream, to=to, section=section):
            scope, name = spot(data, to, section)
            take_need(scope[name], upstream)
        case SetJoin(task=path, join=join, section=section):
            scope, name = spot(data, path, section)
            scope[name].pop("join", None)
            if join != "all":
                scope[name]["join"] = int(join) if join == "2" else join
        case _:
            change(data, operation)
    return data


def change(data: Any, operation: Operation) -> None:
    """What the operations on values and lists mean."""
    match operation:
        case InsertItem(path=path, index=index, value=value):
            value_at(data, path).insert(index, value)
        case RemoveItem(path=path, index=index):
            del value_at(data, path)[index]
            prune(data, list(path))
        case Move(path=path, before=before, after=after):
            around = value_at(data, path[:-1])
            if isinstance(around, list):
                around.insert(int(after or 0), around.pop(int(path[-1])))
            else:
                move(around, str(path[-1]), str(before))
        case Unset(path=path):
            around = data
            for step in path[:-1]:
                around = around[step]
            del around[path[-1]]
            prune(data, list(path[:-1]))
        case Set(path=path, value=value):
            around = data
            for step in path[:-1]:
                if step == "retry" and isinstance(around.get(step), int):
                    around[step] = {"attempts": around[step]}
                if not isinstance(around.get(step), dict):
                    around[step] = {}
                around = around[step]
            around[path[-1]] = value


def value_at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def move(tasks: dict[str, Any], name: str, before: str) -> None:
    members = [(key, value) for key, value in tasks.items() if key != name]
    at = [key for key, _ in members].index(before)
    members.insert(at, (name, tasks[name]))
    tasks.clear()
    tasks.update(members)


def scope_of(data: Any, section: str, groups: list[str]) -> Any:
    scope = data.setdefault(section, {})
    for group in groups:
        scope = scope[group].setdefault("tasks", {})
    return scope


def spot(data: Any, path: str, section: str | None) -> tuple[Any, str]:
    *groups, name = path.split("/")
    return scope_of(data, section or "tasks", groups), name


def prune(data: Any, path: list[Any]) -> None:
    while path:
        around = data
        for step in path[:-1]:
            around = around[step]
        if around[path[-1]] or is_task(tuple(path)):
            return
        del around[path.pop()]


def add_need(task: dict[str, Any], upstream: str, value: Any) -> None:
    match task.get("needs"):
        case None:
            task["needs"] = upstream if value == "success" else {upstream: value}
        case str() | list() as names:
            known = [names] if isinstance(names, str) else names
            if value == "success":
                task["needs"] = known if upstream in known else [*known, upstream]
                if names == upstream:
                    task["needs"] = names
            else:
                task["needs"] = dict.fromkeys(known, "success") | {upstream: value}
        case dict() as edges:
            edges[upstream] = value


def take_need(task: dict[str, Any], name: str) -> None:
    needs = task.get("needs")
    if needs == name:
        del task["needs"]
    elif isinstance(needs, list) and name in needs:
        needs.remove(name)
    elif isinstance(needs, dict):
        needs.pop(name, None)
    if "needs" in task and not task["needs"]:
        del task["needs"]


def is_same(one: Any, other: Any) -> bool:
    return repr(sorted_deep(one)) == repr(sorted_deep(other))


def sorted_deep(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: sorted_deep(value[key]) for key in sorted(value)}
    return [sorted_deep(item) for item in value] if isinstance(value, list) else value


def assert_only_meant_lines_changed(
    before: str, edits: Sequence[Change], operation: Operation, meant: set[str]
) -> None:
    """Nothing but white space goes from lines that are not of the tasks meant, nor comments at them."""
    allowed: set[int] = set()
    for task in tasks_of(before):
        if task.path in meant:
            allowed |= set(range(task.line, task.end_line + 1))
            line = task.line - 1
            while line > 1 and before.splitlines()[line - 1].strip().startswith("#"):
                allowed.add(line)
                line -= 1
            line = task.end_line + 1
            lines = before.splitlines()
            while line <= len(lines) and lines[line - 1].strip()[:1] in ("#", ""):
                allowed.add(line)
                line += 1
    lines, at = before.splitlines(), 0
    for change in edits:
        for offset in range(change.start, change.end):
            at = before.count("\n", 0, offset)
            is_fine = at + 1 in allowed or before[offset].isspace() or is_header(lines[at], operation)
            is_fine |= not before.endswith("\n") and "|" in lines[at]  # a text block that was the end
            assert is_fine, f"line {at + 1} `{lines[at]}` was not meant by {operation}\n{before}\n{edits}"


def is_header(line: str, operation: Operation) -> bool:
    """The key of a section that goes with its last task; where outputs speak of a task that is renamed."""
    word = line.strip().split(":")[0].strip('"')
    if isinstance(operation, RenameTask):
        return "tasks." in line
    return isinstance(operation, RemoveTask | Unset) and (word in ("tasks", "on_failure") or word[:1] in "#}")


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_no_operation_leaves_every_byte(seed: int):
    text = workflow_file(seed)
    edited = apply(text, [])
    assert edited.text == text
    assert edited.edits == ()
    task = tasks_of(text)[0]
    same = apply(
        text, [Set(path=(*task.pointer, "run"), value=task.data["run"])] if "run" in task.data else []
    )
    assert same.text == text


@settings(max_examples=200, deadline=None)
@given(SEEDS)
def test_a_sequence_of_operations_means_the_same_for_text_and_data(seed: int):
    random = Random(seed)
    text = workflow_file(random.getrandbits(32))
    first, done = text, []
    for _ in range(random.randint(1, 5)):
        operation, meant = some_operation(random, text)
        try:
            edited = apply(text, [operation])
        except EditError:
            continue
        before, after = load(text, file="w").data, load(edited.text, file="w")
        assert not after.problems
        if not isinstance(operation, RenameTask):
            wanted = expected(before, operation)
            assert is_same(after.data, wanted), f"{operation}\n{text}\n---\n{edited.text}"
        if isinstance(operation, Move) and "<<" not in text:
            around = operation.path[:-1]
            assert list(value_at(after.data, around)) == list(value_at(wanted, around))
        assert apply_changes(text, edited.edits) == edited.text
        assert_only_meant_lines_changed(text, edited.edits, operation, meant)
        assert edited.text.count("\r\n") in (0, edited.text.count("\n")) or "\r\n" not in text
        text = edited.text
        done.append(operation)
    if done:
        assert apply(first, done).text == text


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_a_new_name_changes_no_finding(seed: int):
    text = workflow_file(seed)
    task = Random(seed).choice(tasks_of(text))
    try:
        edited = apply(text, [RenameTask(path=task.path, to="fresh", section=task.section)])
    except EditError:
        assert "&" in text or "<<" in text
        return
    assert codes_of(edited.text) == codes_of(text)


def codes_of(text: str) -> list[str]:
    parsed = parse_workflow(text, file="w.yaml")
    return sorted(problem.code for problem in validate(parsed, catalog=Catalog()))


@pytest.mark.slow
def test_nearly_every_operation_can_be_applied():
    """Refusals are for anchors and merges; files without them have none."""
    refused: list[str] = []
    count = 0
    for seed in range(600):
        random = Random(seed)
        text = workflow_file(seed)
        if "&" in text:
            continue
        operation, _ = some_operation(random, text)
        count += 1
        try:
            apply(text, [operation])
        except EditError as error:
            refused.append(f"{error.message} {operation}\n{text}")
    assert count > 200
    assert len(refused) <= count // 50, "\n\n".join(refused)
