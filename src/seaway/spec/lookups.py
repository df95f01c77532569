"""Each name in each template, looked up: does it exist, may it be used there, is it there by then?"""

import re
from collections.abc import Iterable
from functools import lru_cache

from seaway.spec.names import APPROVAL_OUTPUTS, PREVIOUS_FIELDS, RUN_FIELDS, SWITCH_OUTPUTS, TASK_FIELDS
from seaway.spec.places import Place
from seaway.spec.problems import Severity, did_you_mean, list_words
from seaway.spec.references import ROOTS, Reference, position, references
from seaway.spec.review import Review
from seaway.spec.scopes import Scope
from seaway.spec.tasks import Task, TaskKind
from seaway.spec.templates import SyntaxProblem

_NO_OUTPUTS = "none: it declares no `outputs`"
_PLAIN = re.compile(r"\{\{\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)\s*\}\}", re.ASCII)


@lru_cache(maxsize=4096)
def references_in(text: str, *, is_expression: bool = False) -> list[Reference]:
    """What `references` gives; without its parser where the text holds nothing but plain dotted names."""
    if is_expression or "{%" in text or "{#" in text:
        return references(text, is_expression=is_expression)
    plain = list(_PLAIN.finditer(text))
    if len(plain) != text.count("{{") or any(match[1].partition(".")[0] not in ROOTS for match in plain):
        return references(text)
    return [_plain_reference(text, match) for match in plain]


def _plain_reference(text: str, match: re.Match[str]) -> Reference:
    words = match[1].split(".")
    offsets = [match.start(1)]
    for word in words[:-1]:
        offsets.append(offsets[-1] + len(word) + 1)
    line, column = position(text, offsets[0])
    return Reference(root=words[0], path=tuple(words[1:]), offsets=tuple(offsets), line=line, column=column)


def check_place(review: Review, place: Place) -> None:
    """Check one template."""
    try:
        found = references_in(place.text, is_expression=place.is_expression)
    except SyntaxProblem as problem:
        word = place.text[problem.offset : problem.offset + 1] or place.text[-1:]
        review.report_within(
            place.path,
            word,
            min(problem.offset, len(place.text) - 1),
            "bad_expression",
            problem.message,
            hint=problem.hint,
        )
        return
    for reference in found:
        _check(review, place, reference)


def _check(review: Review, place: Place, reference: Reference) -> None:
    if reference.is_unquoted:
        message = f"`{reference}` is pasted as it is; whoever sets it can change what runs."
        hint = "Leave out `| unquoted` unless you trust the value wholly."
        _report(review, place, reference, "unquoted", message, part=0, hint=hint, severity=Severity.WARNING)
    if reference.root not in ROOTS:
        _unknown_root(review, place, reference)
    elif reference.root not in place.roots:
        _not_here(review, place, reference)
    else:
        _look_up(review, place, reference)


def _look_up(review: Review, place: Place, reference: Reference) -> None:
    match reference.root:
        case "inputs":
            known = review.input_names()
            if known is not None:
                _one_of(review, place, reference, known, ("unknown_input", "input"))
        case "run":
            _one_of(review, place, reference, RUN_FIELDS, ("unknown_name", "`run` field"))
        case "vars" if review.project is not None and not reference.has_default:
            _one_of(review, place, reference, review.project.variables, ("unknown_variable", "variable"))
        case "connections" if review.connections is not None:
            _one_of(review, place, reference, review.connections, ("unknown_connection", "connection"))
        case "secret" if review.secrets is not None:
            _one_of(review, place, reference, review.secrets, ("unknown_secret", "secret"))
        case "tasks":
            _check_task(review, place, reference)
        case "previous":
            _check_previous(review, place, reference)


def _check_previous(review: Review, place: Place, reference: Reference) -> None:
    """Outputs are those that this workflow declares; the first run has no run before it."""
    path = reference.path
    _one_of(review, place, reference, PREVIOUS_FIELDS, ("unknown_name", "`previous` field"))
    if path[:1] == ("outputs",) and len(path) > 1 and path[1] not in review.workflow.outputs:
        known = list(review.workflow.outputs)
        hint = did_you_mean(path[1], known)
        expected = "" if hint else f"one of {list_words(known)}" if known else _NO_OUTPUTS
        message = f"This workflow has no output `{path[1]}`."
        _report(review, place, reference, "unknown_output", message, part=2, expected=expected, hint=hint)
    elif path and path[0] in PREVIOUS_FIELDS and path != ("outputs",) and not reference.has_default:
        message = "The first run has no run before it that it could ask."
        hint = f"Say what to use instead: `{reference} | default(…)`."
        _report(review, place, reference, "may_be_missing", message, part=1, hint=hint)


def _one_of(
    review: Review, place: Place, reference: Reference, known: Iterable[str], kind: tuple[str, str]
) -> None:
    code, noun = kind
    words = list(known)
    if not reference.path or reference.path[0] in words:
        return
    name = reference.path[0]
    hint = did_you_mean(name, words)
    expected = "" if hint else f"one of {list_words(words)}" if words else ""
    _report(
        review, place, reference, code, f"There is no {noun} `{name}`.", part=1, expected=expected, hint=hint
    )


def _unknown_root(review: Review, place: Place, reference: Reference) -> None:
    name = reference.root
    if name in review.workflow.inputs:
        hint = f"Did you mean `inputs.{name}`?"
    elif place.scope is not None and name in place.scope.tasks:
        hint = f"Did you mean `tasks.{name}.outputs`?"
    elif review.project is not None and name in review.project.variables:
        hint = f"Did you mean `vars.{name}`?"
    else:
        hint = did_you_mean(name, ROOTS)
    known = ", ".join(sorted(place.roots))
    message = f"`{name}` is not a name that expressions know."
    _report(review, place, reference, "unknown_name", message, part=0, expected=f"one of {known}", hint=hint)


def _not_here(review: Review, place: Place, reference: Reference) -> None:
    if reference.root == "item" and place.scope is not None:
        message, hint = "`item` is known only within a foreach.", "Add `foreach` to this task."
    elif reference.root in ("connections", "secret"):
        message = f"`{reference.root}` can't be used {place.why_not}."
        hint = "Use it in `with`, `env` or `run`, where the value is masked."
    else:
        message, hint = f"`{reference.root}` is not known {place.why_not}.", ""
    known = ", ".join(sorted(place.roots))
    _report(review, place, reference, "not_here", message, part=0, expected=f"one of {known}", hint=hint)


def _check_task(review: Review, place: Place, reference: Reference) -> None:
    if not reference.path or place.scope is None:
        return
    name = reference.path[0]
    scope = _scope_with(place.scope, name)
    if scope is None:
        known = list(place.scope.tasks)
        hint = did_you_mean(name, known)
        expected = "" if hint else f"one of {list_words(known)}"
        message = f"There is no task `{name}` here."
        _report(review, place, reference, "unknown_task", message, part=1, expected=expected, hint=hint)
    elif name in scope.tasks:
        _check_order(review, place, reference, scope)
        _check_field(review, place, reference, scope.tasks[name])


def _scope_with(scope: Scope | None, name: str) -> Scope | None:
    while scope is not None and name not in scope.written:
        scope = scope.parent
    return scope


def _asker(place: Place, target: Scope) -> str | None:
    """The task of `target` from which the template is seen: its own, or the group around it.

    None where everything in `target` has ended before: at the end of a scope, and from a later section.
    """
    scope, task = place.scope, place.task
    while scope is not None and scope is not target:
        task = scope.owner
        scope = scope.parent
    return task or None


def _check_order(review: Review, place: Place, reference: Reference, scope: Scope) -> None:
    name, asker = reference.path[0], _asker(place, scope)
    graph = scope.graph
    if asker is None:
        is_end = place.scope is scope
        if _asks_outputs(reference) and (not is_end or name in graph.unsure_at_end):
            _may_be_missing(review, place, reference)
    elif asker == name:
        message = f"`{name}` can't use what it gives itself."
        _report(review, place, reference, "not_upstream", message, part=1)
    elif asker in graph.stuck or name in graph.stuck:
        return
    elif not graph.is_before(name, asker):
        message = f"`{name}` is not upstream of `{asker}`, so it may not have ended by then."
        hint = f"Add `{name}` to the `needs` of `{asker}`."
        _report(review, place, reference, "not_upstream", message, part=1, hint=hint)
    elif _asks_outputs(reference) and not graph.is_sure(name, asker):
        _may_be_missing(review, place, reference)


def _asks_outputs(reference: Reference) -> bool:
    return reference.path[1:2] == ("outputs",) and not reference.has_default


def _may_be_missing(review: Review, place: Place, reference: Reference) -> None:
    name = reference.path[0]
    message = f"`{name}` may not have succeeded by then, and has no outputs if it did not."
    hint = f"Say what to use instead: `{reference} | default(…)`."
    _report(review, place, reference, "may_be_missing", message, part=1, hint=hint)


def _check_field(review: Review, place: Place, reference: Reference, task: Task) -> None:
    path = reference.path
    if len(path) > 1 and path[1] not in TASK_FIELDS:
        outputs = outputs_of(review, task) or ()
        hint = did_you_mean(path[1], TASK_FIELDS)
        if path[1] in outputs or not hint:
            hint = f"Did you mean `tasks.{path[0]}.outputs.{path[1]}`?"
        message = f"A task has no `{path[1]}`."
        expected = f"one of {', '.join(TASK_FIELDS)}"
        _report(review, place, reference, "unknown_name", message, part=2, expected=expected, hint=hint)
    elif len(path) > 2 and path[1] == "outputs" and task.foreach is not None:
        if not path[2].isdigit():
            message = f"`{path[0]}` is a foreach: its outputs are a list, with an entry for each item."
            hint = f"For all of them: `tasks.{path[0]}.outputs | map(attribute='{path[2]}') | list`."
            _report(review, place, reference, "unknown_output", message, part=3, hint=hint)
    elif len(path) > 2 and path[1] == "outputs":
        known = outputs_of(review, task)
        if known is not None and path[2] not in known:
            hint = did_you_mean(path[2], known)
            expected = "" if hint else f"one of {list_words(known)}" if known else "none: it has no outputs"
            message = f"`{path[0]}` has no output `{path[2]}`."
            _report(review, place, reference, "unknown_output", message, part=3, expected=expected, hint=hint)


def outputs_of(review: Review, task: Task) -> tuple[str, ...] | None:
    """The outputs that a task is known to have; None where only the run can tell."""
    declared = tuple(task.outputs)
    match task.kind:
        case TaskKind.USES:
            info = review.catalog.find(task.uses or "")
            typed = info.output_names if info else None
            return (*declared, *typed) if typed is not None else None
        case TaskKind.RUN:
            return declared or None
        case TaskKind.TASKS:
            return declared
        case TaskKind.SWITCH:
            return SWITCH_OUTPUTS
        case TaskKind.APPROVAL:
            return (*(task.approval.fields if task.approval else ()), *APPROVAL_OUTPUTS)
        case TaskKind.WORKFLOW:
            child = (review.workflows or {}).get(task.workflow or "")
            return tuple(child.outputs) if child else None


def _report(
    review: Review,
    place: Place,
    reference: Reference,
    code: str,
    message: str,
    *,
    part: int,
    expected: str = "",
    hint: str = "",
    severity: Severity = Severity.ERROR,
) -> None:
    """Point at the n-th word of the reference."""
    words = (reference.root, *reference.path)
    part = min(part, len(words) - 1, len(reference.offsets) - 1)
    review.report_within(
        place.path,
        words[part],
        reference.offsets[part],
        code,
        message,
        expected=expected,
        hint=hint,
        severity=severity,
    )
