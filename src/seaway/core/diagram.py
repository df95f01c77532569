"""The state diagrams of the docs, drawn from the tables in `states.py`."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from seaway.core.states import RUN_TRANSITIONS, TASK_TRANSITIONS

S = TypeVar("S", bound=StrEnum)


def task_diagram() -> str:
    """Task states as a Mermaid state diagram."""
    return _draw(TASK_TRANSITIONS)


def run_diagram() -> str:
    """Run states as a Mermaid state diagram."""
    return _draw(RUN_TRANSITIONS)


def _draw(transitions: Mapping[S, frozenset[S]]) -> str:
    """One line a transition, in the order of the enum; a state that leads nowhere ends."""
    states = list(transitions)
    order = sorted(states, key=list(type(states[0])).index)
    lines = ["stateDiagram-v2", f"    [*] --> {order[0].value}"]
    for state in order:
        following = sorted(transitions[state], key=order.index)
        lines += [f"    {state.value} --> {other.value}" for other in following]
        if not following:
            lines.append(f"    {state.value} --> [*]")
    return "\n".join(lines)
