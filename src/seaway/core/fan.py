"""The rules of a foreach: how far ahead items are made, how many may fail, and what is said at the end."""

from math import floor

from seaway.core.plan import Foreach, Kind
from seaway.core.states import FAILURE_STATES, TaskState
from seaway.core.task_run import ENDINGS, Fan

QUEUED_AHEAD = 256
"""So many items wait for a slot; when half of them are taken up, the next are made."""
GROUPS_AHEAD = 64
MOST_UNDER_WAY = 1_024
"""Items that wait outside or for a retry are held too; this bounds the memory of all."""
_NAMES_SAID = 5


def rules_of(fan: Fan) -> Foreach:
    rules = fan.owner.task.foreach
    assert rules is not None
    return rules


def room(fan: Fan) -> int:
    """How many items may be made now."""
    under_way = len(fan.under_way)
    most = min(rules_of(fan).max_parallel or MOST_UNDER_WAY, MOST_UNDER_WAY)
    if fan.owner.task.kind is Kind.GROUP:
        return min(most, GROUPS_AHEAD) - under_way
    if fan.queued > QUEUED_AHEAD // 2:
        return 0
    return min(most - under_way, QUEUED_AHEAD - fan.queued)


def allowed(fan: Fan) -> int:
    """How many items may fail before the foreach does."""
    tolerate = rules_of(fan).tolerate
    return floor(tolerate * len(fan.keys)) if tolerate < 1 else int(tolerate)


def is_stopped_by_failures(fan: Fan) -> bool:
    return rules_of(fan).on_item_failure == "stop" and fan.bad > allowed(fan)


def is_over(fan: Fan) -> bool:
    """Nothing is under way, and nothing more is to be made."""
    if fan.under_way:
        return False
    return fan.owner.row.stopping is not None or fan.next_index >= len(fan.keys)


_BAD_CODES = frozenset(ENDINGS[state] for state in FAILURE_STATES | {TaskState.CANCELLED})


def say_bad(fan: Fan) -> str:
    """`3 of 100 items failed: de, fr, it`."""
    names: list[str] = []
    for index, code in enumerate(fan.ended):
        if code in _BAD_CODES:
            names.append(fan.keys[index])
            if len(names) == _NAMES_SAID:
                break
    more = fan.bad - len(names)
    tail = f" and {more} more" if more > 0 else ""
    return f"{fan.bad} of {_items(fan)} failed: {', '.join(names)}{tail}"


def say_good(fan: Fan) -> str:
    return f"{fan.good} of {_items(fan)} had succeeded"


def _items(fan: Fan) -> str:
    return f"{len(fan.keys)} item" if len(fan.keys) == 1 else f"{len(fan.keys)} items"
