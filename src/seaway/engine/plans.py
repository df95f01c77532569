"""Plans by revision: decoded once, shared by all runs of it."""

from collections import OrderedDict
from dataclasses import dataclass

from seaway.core.plan import Plan, PlanTask
from seaway.core.plan_json import plan_from_json
from seaway.engine.session import tasks_by_path
from seaway.spec.terms import Terms

MOST_TASKS = 20_000
_PLAN_ITSELF = 4
"""What a plan weighs beside its tasks, in tasks."""


@dataclass(frozen=True, slots=True)
class KnownPlan:
    plan: Plan
    tasks: dict[str, PlanTask]
    terms: Terms
    may_ask_previous: bool
    """False where no expression in it can speak of `previous`."""


class PlanCache:
    """The most recently used ones. Bounded by their tasks: many small workflows have room, and few huge ones
    take no more of the memory."""

    def __init__(self, most_tasks: int = MOST_TASKS) -> None:
        self._known: OrderedDict[tuple[str, str, str], KnownPlan] = OrderedDict()
        self._most = most_tasks
        self._weight = 0

    def get(self, project: str, workflow: str, revision: str, text: str) -> KnownPlan:
        """The plan of a revision; `text` is its JSON, read only where it is not known yet."""
        name = (project, workflow, revision)
        known = self._known.get(name)
        if known is None:
            plan = plan_from_json(text)
            known = self._known[name] = KnownPlan(
                plan, tasks_by_path(plan), Terms.model_validate(plan.payload), "previous" in text
            )
            self._weight += _weight(known)
            while self._weight > self._most and len(self._known) > 1:
                self._weight -= _weight(self._known.popitem(last=False)[1])
        else:
            self._known.move_to_end(name)
        return known


def _weight(known: KnownPlan) -> int:
    return len(known.tasks) + _PLAN_ITSELF
