"""Plans by revision: decoded once, shared by all runs of it."""

from collections import OrderedDict
from dataclasses import dataclass

from seaway.core.plan import Plan, PlanTask
from seaway.core.plan_json import plan_from_json
from seaway.engine.session import tasks_by_path
from seaway.spec.terms import Terms

MOST = 256


@dataclass(frozen=True, slots=True)
class KnownPlan:
    plan: Plan
    tasks: dict[str, PlanTask]
    terms: Terms


class PlanCache:
    """The most recently used ones."""

    def __init__(self, most: int = MOST) -> None:
        self._known: OrderedDict[tuple[str, str, str], KnownPlan] = OrderedDict()
        self._most = most

    def get(self, project: str, workflow: str, revision: str, text: str) -> KnownPlan:
        """The plan of a revision; `text` is its JSON, read only where it is not known yet."""
        name = (project, workflow, revision)
        known = self._known.get(name)
        if known is None:
            plan = plan_from_json(text)
            known = self._known[name] = KnownPlan(
                plan, tasks_by_path(plan), Terms.model_validate(plan.payload)
            )
            if len(self._known) > self._most:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(name)
        return known
