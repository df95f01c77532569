"""What a task is once the defaults of its blueprint, its workflow and its project are filled in."""

from collections.abc import Mapping
from typing import Any

from seaway.spec.model import Defaults, Workflow
from seaway.spec.project import Project
from seaway.spec.tasks import Common, Task

_KEYS = tuple(Common.model_fields)
_ATTEMPT_KEYS = frozenset(_KEYS) - {"timeout", "priority", "idempotent", "crash_retries"}
"""Keys that say nothing about a task which the engine runs itself, such as a switch or an approval."""


def with_defaults(workflow: Workflow, project: Project | None) -> Workflow:
    """The workflow with all defaults written out; what a task says itself wins, then the nearest.

    The order: the task, the workflow for its blueprint, the workflow, the project for the blueprint,
    the project. `env` is merged name by name, the inner one winning; all other keys are taken whole.
    """
    levels = [level for level in (workflow.defaults, project.defaults if project else None) if level]
    if not levels and not workflow.env:
        return workflow
    sections = {
        section: _fill(getattr(workflow, section), levels, workflow.env)
        for section in ("tasks", "on_failure", "finally_")
    }
    return workflow.model_copy(update=sections)


def _fill(tasks: Mapping[str, Task], levels: list[Defaults], env: Mapping[str, str]) -> dict[str, Task]:
    return {name: _fill_task(task, levels, env) for name, task in tasks.items()}


def _fill_task(task: Task, levels: list[Defaults], env: Mapping[str, str]) -> Task:
    if task.tasks is not None:
        return task.model_copy(update={"tasks": _fill(task.tasks, levels, env)})
    update: dict[str, Any] = {}
    merged: dict[str, str] = {}
    for source in reversed(list(_sources(task, levels))):
        merged |= source.env
        for key in source.model_fields_set & set(_KEYS) - {"env"}:
            if task.runs_attempts or key not in _ATTEMPT_KEYS:
                update[key] = getattr(source, key)
    for key in task.model_fields_set:
        update.pop(key, None)
    if task.runs_attempts:
        update["env"] = merged | dict(env) | task.env
    return task.model_copy(update=update)


def _sources(task: Task, levels: list[Defaults]) -> list[Common]:
    """The nearest first."""
    sources: list[Common] = []
    blueprint = (task.uses or "").partition("@")[0]
    for level in levels:
        if blueprint in level.blueprints:
            sources.append(level.blueprints[blueprint])
        sources.append(level)
    return sources
