"""From a workflow as it is written to a plan as it is run: defaults filled in, tasks in order."""

from collections.abc import Mapping
from datetime import time, timedelta
from itertools import product
from math import prod

import msgspec

from seaway.core.payload import definition_of, payload_of, run_payload
from seaway.core.plan import (
    Backoff,
    Condition,
    Deadline,
    Edge,
    Foreach,
    Graph,
    Kind,
    Plan,
    PlanTask,
    RetryPolicy,
)
from seaway.errors import BadRequestError
from seaway.spec import foreach as spec_foreach
from seaway.spec import policies
from seaway.spec.catalog import BlueprintInfo, Catalog
from seaway.spec.defaults import with_defaults
from seaway.spec.edges import Need
from seaway.spec.model import Workflow
from seaway.spec.project import Project
from seaway.spec.tasks import Task, TaskKind


def compile_plan(
    workflow_id: str, workflow: Workflow, project: Project | None = None, catalog: Catalog | None = None
) -> Plan:
    """The plan of a workflow that passed validation.

    Args:
        project: its defaults and time zone.
        catalog: what blueprints say of themselves: whether they may run twice, and which are sensors. Without
            it every task counts as idempotent unless it says otherwise.
    """
    compiler = _Compiler(catalog or Catalog(), project.timezone if project else "UTC")
    full = with_defaults(workflow, project)
    return Plan(
        workflow=workflow_id,
        main=compiler.graph(full.tasks, workflow.tasks),
        on_failure=compiler.graph(full.on_failure, workflow.on_failure),
        final=compiler.graph(full.finally_, workflow.finally_),
        timeout_s=_seconds(workflow.timeout),
        deadline=compiler.deadline(workflow.deadline),
        payload=run_payload(workflow),
    )


_KINDS = {
    TaskKind.USES: Kind.ATTEMPT,
    TaskKind.RUN: Kind.ATTEMPT,
    TaskKind.WORKFLOW: Kind.WORKFLOW,
    TaskKind.APPROVAL: Kind.APPROVAL,
    TaskKind.SWITCH: Kind.SWITCH,
    TaskKind.TASKS: Kind.GROUP,
}


class _Compiler:
    def __init__(self, catalog: Catalog, timezone: str) -> None:
        self._catalog = catalog
        self._timezone = timezone

    def graph(self, tasks: Mapping[str, Task], written: Mapping[str, Task]) -> Graph:
        """`written`: the same tasks without defaults, to tell what a task itself asked for."""
        return Graph(tasks=tuple(self._task(name, tasks[name], written[name]) for name in in_order(tasks)))

    def _task(self, name: str, task: Task, written: Task) -> PlanTask:
        info = self._catalog.find(task.uses) if task.uses else None
        is_sensor = info is not None and info.is_sensor
        has_retry = task.retry is not None and (not is_sensor or "retry" in written.model_fields_set)
        return PlanTask(
            id=name,
            kind=_KINDS[task.kind],
            edges=tuple(_edge(need) for need in task.needs),
            join=task.join,
            when=_when(task.when),
            foreach=_foreach(task.foreach) if task.foreach else None,
            switch=_switch(task),
            group=self.graph(task.tasks, written.tasks or {}) if task.tasks is not None else None,
            has_outputs=task.tasks is not None and bool(task.outputs),
            retry=_retry(task.retry) if has_retry and task.retry else RetryPolicy(),
            crash_retries=task.crash_retries,
            timeout_s=_seconds(task.timeout),
            deadline=self.deadline(task.deadline),
            expires_s=_seconds(task.approval.expires) if task.approval else None,
            pool=task.pool or "",
            priority=task.priority,
            slots=task.slots,
            is_idempotent=_is_idempotent(task, info),
            allow_failure=task.allow_failure,
            always=task.always,
            disabled=task.disabled,
            is_sensor=is_sensor,
            definition=definition_of(task),
            payload=payload_of(task),
        )

    def deadline(self, deadline: policies.Deadline | None) -> Deadline | None:
        if deadline is None:
            return None
        return Deadline(
            by=time.fromisoformat(deadline.by) if deadline.by else None,
            timezone=deadline.timezone or self._timezone,
            after_s=_seconds(deadline.after),
        )


def in_order(tasks: Mapping[str, Task]) -> list[str]:
    """Upstreams first, else as written.

    Raises:
        BadRequestError: a task waits for itself, or for one that is not there; validation says so before."""
    waits_for = {name: len(task.needs) for name, task in tasks.items()}
    behind: dict[str, list[str]] = {name: [] for name in tasks}
    for name, task in tasks.items():
        for need in task.needs:
            if need.task not in behind:
                raise BadRequestError(f"{name} needs {need.task}, and there is no such task")
            behind[need.task].append(name)
    order = [name for name, count in waits_for.items() if count == 0]
    for name in order:  # grows as it goes
        for later in behind[name]:
            waits_for[later] -= 1
            if waits_for[later] == 0:
                order.append(later)
    if len(order) < len(tasks):
        raise BadRequestError(
            f"these tasks wait for each other: {', '.join(sorted(set(tasks) - set(order)))}"
        )
    return order


def _edge(need: Need) -> Edge:
    return Edge(
        upstream=need.task,
        condition=Condition(need.condition.value),
        exit_codes=tuple((code.first, code.last) for code in need.exit_codes),
        label=need.label,
    )


def _when(when: str | bool | None) -> str:
    if when is None or when is True:
        return ""
    return when if isinstance(when, str) else "false"


def _switch(task: Task) -> tuple[tuple[str, str], ...]:
    if task.switch is None:
        return ()
    cases = tuple((label, _condition(condition)) for label, condition in task.switch.cases.items())
    return cases if task.switch.default is None else (*cases, (task.switch.default, ""))


def _condition(condition: str | bool) -> str:
    return condition if isinstance(condition, str) else str(condition).lower()


def _foreach(foreach: spec_foreach.Foreach) -> Foreach:
    items, matrix = foreach.items, foreach.matrix
    is_literal = matrix is not None and not any(isinstance(value, str) for value in matrix.values())
    return Foreach(
        items=_combinations(matrix) if is_literal and matrix else _literal(items),
        expression=items if isinstance(items, str) else "",
        matrix=dict(matrix) if matrix and not is_literal else None,
        key=foreach.key or "",
        max_parallel=foreach.max_parallel,
        on_item_failure=foreach.on_item_failure,
        tolerate=_tolerate(foreach.tolerate),
    )


def _literal(items: object) -> tuple[object, ...] | None:
    return tuple(msgspec.to_builtins(items)) if isinstance(items, tuple) else None


def _combinations(matrix: Mapping[str, object]) -> tuple[object, ...]:
    """An item for each combination, the last name moving fastest."""
    lists = [list(value) for value in matrix.values() if isinstance(value, tuple)]
    count = prod(len(values) for values in lists)
    if count > spec_foreach.MAX_ITEMS:
        raise BadRequestError(f"the matrix has {count} combinations, more than {spec_foreach.MAX_ITEMS}")
    return tuple(msgspec.to_builtins(dict(zip(matrix, values, strict=True))) for values in product(*lists))


def _tolerate(tolerance: spec_foreach.Tolerance | None) -> float:
    if tolerance is None:
        return 0.0
    if tolerance.percent is None:
        return float(tolerance.items or 0)
    return tolerance.percent / 100 if tolerance.percent < 100 else float(spec_foreach.MAX_ITEMS)


def _retry(retry: policies.Retry) -> RetryPolicy:
    return RetryPolicy(
        attempts=retry.attempts,
        delay_s=retry.delay.total_seconds(),
        backoff=Backoff(retry.backoff),
        max_delay_s=retry.max_delay.total_seconds(),
        jitter=retry.jitter,
        on_failure="failed" in retry.on,
        on_timeout="timed_out" in retry.on,
        unless_exit_codes=tuple((code.first, code.last) for code in retry.unless_exit_codes),
    )


def _is_idempotent(task: Task, info: BlueprintInfo | None) -> bool:
    if task.idempotent is not None:
        return task.idempotent
    return info is None or info.is_idempotent


def _seconds(duration: timedelta | None) -> float | None:
    return duration.total_seconds() if duration is not None else None
