"""Checks of `uses` and `workflow` against what they name: does it exist, do the inputs fit?"""

from collections.abc import Mapping
from typing import Any

from seaway.spec.catalog import BlueprintInfo
from seaway.spec.fields import is_template
from seaway.spec.given import check_value
from seaway.spec.literals import misfits
from seaway.spec.model import Workflow
from seaway.spec.problems import Path, did_you_mean, list_words
from seaway.spec.review import Review
from seaway.spec.scopes import Scope
from seaway.spec.triggers import Sensor, Upstream


def check_uses(review: Review, scope: Scope) -> None:
    """The blueprints and sub-workflows that the tasks of a scope use."""
    for name, task in scope.tasks.items():
        path = (*scope.path, name)
        if task.uses is not None:
            _check_blueprint(review, path, task.uses, task.with_)
        elif task.workflow is not None:
            _check_child(review, path, task.workflow, task.with_)


def check_trigger_targets(review: Review) -> None:
    """What triggers name: a sensor's blueprint, an upstream workflow, the inputs they set."""
    for name, trigger in review.workflow.triggers.items():
        path: Path = ("triggers", name)
        if isinstance(trigger, Sensor):
            _check_blueprint(review, path, trigger.uses, trigger.with_)
        if isinstance(trigger, Upstream):
            _find_workflow(review, (*path, "workflow"), trigger.workflow)
        _check_given(review, (*path, "inputs"), review.workflow, trigger.inputs)


def _check_blueprint(review: Review, path: Path, reference: str, given: Mapping[str, Any]) -> None:
    known = review.catalog.blueprints
    info = review.catalog.find(reference)
    if info is None:
        name, _, version = reference.partition("@")
        if name in known:
            message = f"`{name}` is here in version {known[name].version}, not in version {version}."
            review.report((*path, "uses"), "unknown_version", message, hint=f"Write `{name}`.")
        else:
            hint = did_you_mean(name, known)
            family = [other for other in known if other.partition(".")[0] == name.partition(".")[0]]
            expected = "" if hint or not family else f"one of {list_words(family)}"
            message = f"There is no blueprint `{name}`."
            review.report((*path, "uses"), "unknown_blueprint", message, expected=expected, hint=hint)
        return
    closed = {
        "type": "object",
        "additionalProperties": "properties" not in info.input_schema,
        **info.input_schema,
    }
    for misfit in misfits(dict(given), closed, closed):
        place = (*path, "with", *misfit.path)
        at_key = misfit.at_key
        if misfit.code == "missing_input" and review.raw((*path, "with")) is None:
            place, at_key = (*path, "uses"), False
        message = misfit.message
        if len(misfit.path) == 1 and misfit.code in ("unknown_input", "missing_input"):
            message = f"{message[:-1]} of `{info.name}`." if misfit.code == "unknown_input" else message
        review.report(place, misfit.code, message, expected=misfit.expected, hint=misfit.hint, at_key=at_key)
    _check_connections(review, path, info, given)


def _check_connections(review: Review, path: Path, info: BlueprintInfo, given: Mapping[str, Any]) -> None:
    for parameter, kind in info.connection_types.items():
        value = given.get(parameter)
        places = [((*path, "with", parameter), value)]
        if isinstance(value, list):
            places = [((*path, "with", parameter, at), name) for at, name in enumerate(value)]
        for place, name in places:
            if not isinstance(name, str) or is_template(name):
                continue
            if info.takes_channel(parameter):
                check_channel(review, place, name)
            elif check_connection(review, place, name) and kind:
                _check_type(review, place, name, kind)


def _check_type(review: Review, place: Path, name: str, kind: str) -> None:
    project = review.project
    has = project.connections.get(name, {}).get("type") if project is not None else None
    if isinstance(has, str) and has != kind and "$" not in has:
        message = f"The connection `{name}` is of type {has}."
        review.report(place, "wrong_connection", message, expected=f"a connection of type {kind}")


def check_channel(review: Review, path: Path, channel: str) -> None:
    """Is the channel there, as far as the project is known?"""
    if review.project is None or channel in review.project.channels:
        return
    known = review.project.channels
    hint = did_you_mean(channel, known) or "Channels are set in `seaway.toml`, under `[channels]`."
    message = f"There is no channel `{channel}`."
    review.report(path, "unknown_channel", message, expected=list_words(known), hint=hint)


def check_connection(review: Review, path: Path, name: str) -> bool:
    """Whether the connection is there, as far as is known."""
    if review.connections is None or name in review.connections:
        return True
    hint = did_you_mean(name, review.connections)
    expected = "" if hint or not review.connections else f"one of {list_words(sorted(review.connections))}"
    message = f"There is no connection `{name}`."
    review.report(path, "unknown_connection", message, expected=expected, hint=hint)
    return False


def _find_workflow(review: Review, path: Path, reference: str) -> Workflow | None:
    if review.workflows is None or is_template(reference):
        return None
    if reference == review.parsed.workflow_id:
        return review.workflow
    found = review.workflows.get(reference)
    if found is None:
        hint = did_you_mean(reference, review.workflows)
        expected = "" if hint or not review.workflows else f"one of {list_words(sorted(review.workflows))}"
        message = f"There is no workflow `{reference}`."
        review.report(path, "unknown_workflow", message, expected=expected, hint=hint)
    return found


def _check_child(review: Review, path: Path, reference: str, given: Mapping[str, Any]) -> None:
    child = _find_workflow(review, (*path, "workflow"), reference)
    if child is None:
        return
    circle = _circle(review, reference)
    if circle:
        walk = " → ".join(circle)
        message = f"These workflows start each other without end: {walk}."
        review.report((*path, "workflow"), "workflow_cycle", message)
        return
    _check_given(review, (*path, "with"), child, given)
    for name, declared in child.inputs.items():
        if declared.is_required and name not in given:
            message = f"The workflow `{reference}` must be given `{name}`."
            review.report((*path, "with", name), "missing_input", message, at_key=True)


def _check_given(review: Review, path: Path, child: Workflow, given: Mapping[str, Any]) -> None:
    for name, value in given.items():
        declared = child.inputs.get(name)
        if declared is None:
            known = review.input_names() if child is review.workflow else ()
            if known is None or name in known:
                continue
            hint = did_you_mean(name, child.inputs)
            expected = "" if hint or not child.inputs else f"one of {list_words(child.inputs)}"
            message = f"There is no input `{name}`."
            review.report((*path, name), "unknown_input", message, expected=expected, hint=hint, at_key=True)
        elif not is_template(value) and not isinstance(value, dict | list):
            wrong = check_value(declared, value)
            if wrong:
                review.report((*path, name), "wrong_value", wrong.message, expected=wrong.expected)


def _circle(review: Review, reference: str) -> list[str]:
    """The way from this workflow through `reference` back to itself; empty if there is none."""
    own = review.parsed.workflow_id
    walks = [[own, reference]]
    seen = {reference}
    while walks:
        walk = walks.pop()
        if walk[-1] == own:
            return walk
        workflow = (review.workflows or {}).get(walk[-1])
        for name in _children(workflow) if workflow else ():
            if name == own:
                return [*walk, own]
            if name not in seen:
                seen.add(name)
                walks.append([*walk, name])
    return []


def _children(workflow: Workflow) -> list[str]:
    found = []
    open_maps = [workflow.tasks, workflow.on_failure, workflow.finally_]
    while open_maps:
        for task in open_maps.pop().values():
            if task.workflow is not None:
                found.append(task.workflow)
            if task.tasks is not None:
                open_maps.append(task.tasks)
    return found
