"""Workflows that a seed makes up: every kind of task, edge and join that there is."""

from dataclasses import replace
from random import Random

from seaway.core.plan import Backoff, Condition, Edge, Foreach, Graph, Kind, Plan, PlanTask, RetryPolicy

POOLS = {"narrow": 1, "wide": 3}
VARIABLES: dict[str, object] = {"yes": True, "no": False, "few": [1, 2, 3], "many": list(range(12))}
"""What the expressions of these plans look at."""

_KINDS = (*[Kind.ATTEMPT] * 7, Kind.GROUP, Kind.SWITCH, Kind.APPROVAL, Kind.WORKFLOW)
_CONDITIONS = (*[Condition.SUCCESS] * 5, Condition.FAILED, Condition.COMPLETED, Condition.EXIT_CODES)
_WHEN = ("vars.yes", "vars.yes", "vars.no", "tasks.nobody.outputs.n > 1")
_ITEMS = ("{{ vars.few }}", "{{ vars.many }}", "{{ vars.nothing | default([]) }}", "{{ vars.yes }}")
_CASES = (("left", "vars.yes"), ("right", ""))


class PlanMaker:
    """Draws plans; those of sub-workflows hold no sub-workflows."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def family(self) -> list[Plan]:
        """A workflow, and those that its tasks start."""
        children = [self._plan(f"child{number}", (), most=2) for number in range(2)]
        names = tuple(child.workflow for child in children)
        return [self._plan("parent", names, most=5), *children]

    def _plan(self, workflow: str, children: tuple[str, ...], *, most: int) -> Plan:
        payload: dict[str, object] = {}
        if self._chance(0.25):
            on_limit = self._random.choice(("queue", "queue", "skip", "cancel_oldest", "fail"))
            payload["concurrency"] = {"limit": self._random.randint(1, 2), "on_limit": on_limit}
        if self._chance(0.3):
            name = "t0" if self._chance(0.8) else "nobody"
            payload["outputs"] = {"n": f"{{{{ tasks.{name}.outputs.n | default(0) }}}}"}
        return Plan(
            workflow=workflow,
            main=self._graph("t", children, depth=0, most=most),
            on_failure=self._graph("h", (), depth=2, most=self._random.choice((0, 1, 2))),
            final=self._graph("f", (), depth=2, most=self._random.choice((0, 0, 1, 2))),
            timeout_s=self._random.choice((None, None, None, None, 60.0)),
            payload=payload,
        )

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _graph(self, prefix: str, children: tuple[str, ...], *, depth: int, most: int) -> Graph:
        made: list[PlanTask] = []
        for at in range(self._random.randint(min(most, 1), most)):
            made.append(self._task(f"{prefix}{at}", made, children, depth))
        return Graph(tasks=tuple(made))

    def _task(self, name: str, before: list[PlanTask], children: tuple[str, ...], depth: int) -> PlanTask:
        kind = self._random.choice(_KINDS)
        is_barred = (kind is Kind.GROUP and depth >= 2) or (kind is Kind.WORKFLOW and not children)
        kind = Kind.ATTEMPT if is_barred else kind
        chosen = self._random.sample(before, self._random.randint(0, min(3, len(before))))
        plain = PlanTask(
            id=name,
            kind=kind,
            edges=tuple(self._edge(upstream) for upstream in chosen),
            join=self._random.choice(("all", "all", "all", "any", "branch", 1, 2)),
            when=self._random.choice(_WHEN) if self._chance(0.12) else "",
            foreach=self._foreach() if self._chance(0.2) and depth < 2 else None,
            allow_failure=self._chance(0.15),
            always=self._chance(0.07),
            disabled=self._chance(0.03),
            definition=name,
        )
        return self._with_body(plain, children, depth)

    def _with_body(self, task: PlanTask, children: tuple[str, ...], depth: int) -> PlanTask:
        match task.kind:
            case Kind.GROUP:
                graph = self._graph("g", children, depth=depth + 1, most=3)
                return replace(task, group=graph, timeout_s=self._random.choice((None, None, 40.0)))
            case Kind.SWITCH:
                return replace(task, switch=_CASES)
            case Kind.APPROVAL:
                return replace(task, expires_s=self._random.choice((None, 25.0)))
            case Kind.WORKFLOW:
                workflow = self._random.choice(children)
                task = replace(task, payload={"workflow": workflow, "with": {}})
            case Kind.ATTEMPT:
                uses = self._random.choice(("sim.work", "sim.work", "sim.work", "sim.sensor", "sim.job"))
                task = replace(task, payload={"uses": uses, "with": {}}, is_sensor=uses == "sim.sensor")
        return self._with_policies(task)

    def _with_policies(self, task: PlanTask) -> PlanTask:
        return replace(
            task,
            retry=RetryPolicy(
                attempts=self._random.choice((1, 1, 2, 3)),
                delay_s=self._random.choice((0.0, 1.0, 5.0)),
                backoff=self._random.choice(tuple(Backoff)),
                jitter=self._chance(0.3),
                on_timeout=self._chance(0.5),
                unless_exit_codes=((7, 9),) if self._chance(0.2) else (),
            ),
            crash_retries=self._random.choice((0, 1, 3)),
            timeout_s=self._random.choice((None, None, 2.0, 15.0)),
            pool=self._random.choice(("", "", "", "narrow", "wide", "undeclared")),
            priority=self._random.choice((0, 0, 1, 9)),
            slots=self._random.choice((1, 1, 2)),
            is_idempotent=self._chance(0.8),
        )

    def _edge(self, upstream: PlanTask) -> Edge:
        if upstream.kind is Kind.SWITCH and self._chance(0.7):
            label = self._random.choice(("left", "right"))
            return Edge(upstream=upstream.id, condition=Condition.LABEL, label=label)
        condition = self._random.choice(_CONDITIONS)
        return Edge(upstream=upstream.id, condition=condition, exit_codes=((0, 0), (2, 5)))

    def _foreach(self) -> Foreach:
        return Foreach(
            expression=self._random.choice(_ITEMS),
            max_parallel=self._random.choice((None, 1, 2, 5)),
            on_item_failure=self._random.choice(("stop", "continue")),
            tolerate=self._random.choice((0.0, 0.5, 2.0)),
        )
