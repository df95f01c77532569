"""Plans that are known already: as many as there is room for."""

from seaway.core.plan_json import plan_to_json
from seaway.engine.plans import KnownPlan, PlanCache
from tests.unit.core.test_compile import compiled


def text_of(tasks: int) -> str:
    return plan_to_json(compiled({f"t{number}": {"run": "true"} for number in range(tasks)}))


def get(plans: PlanCache, name: str, text: str) -> KnownPlan:
    return plans.get("shop", name, "r1", text)


def test_a_thousand_small_plans_stay_known() -> None:
    plans, text = PlanCache(), text_of(1)
    first = [get(plans, f"w{number}", text) for number in range(1_000)]
    assert all(get(plans, f"w{number}", text) is known for number, known in enumerate(first))


def test_large_plans_make_room_for_one_another_and_the_least_recently_used_goes_first() -> None:
    plans, text = PlanCache(most_tasks=130), text_of(50)
    first, second = get(plans, "a", text), get(plans, "b", text)
    assert get(plans, "a", text) is first
    get(plans, "c", text)
    assert get(plans, "a", text) is first
    assert get(plans, "b", text) is not second


def test_one_that_is_larger_than_the_bound_is_known_until_the_next_comes() -> None:
    plans, text = PlanCache(most_tasks=10), text_of(50)
    large = get(plans, "a", text)
    assert get(plans, "a", text) is large
    get(plans, "b", text)
    assert get(plans, "a", text) is not large
