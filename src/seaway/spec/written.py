"""Short and long spellings of what a task says, read forgivingly from data that may be wrong."""

import re
from dataclasses import dataclass
from typing import Any

from seaway.spec.edges import Condition

_CODE = re.compile(r"[0-9]{1,9}")
_PLAIN = frozenset({Condition.SUCCESS.value, Condition.FAILED.value, Condition.COMPLETED.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """What a task asks of one before it: `success`, `failed`, `completed`, `exit:2,100-120`, `label:big`."""

    task: str
    condition: str = Condition.SUCCESS.value


def edges_of(needs: object) -> tuple[Edge, ...]:
    """The edges of a `needs`, each task once; what is no edge is left out."""
    match needs:
        case str():
            found = [Edge(task=needs)]
        case list():
            found = [Edge(task=name) for name in needs if isinstance(name, str)]
        case dict():
            found = [Edge(task=str(name), condition=to_condition(value)) for name, value in needs.items()]
        case _:
            found = []
    return tuple({edge.task: edge for edge in found}.values())


def to_condition(value: object) -> str:
    """What stands behind a task's name in `needs`, as one word."""
    match value:
        case bool() | None:
            return Condition.SUCCESS.value
        case int():
            return f"exit:{value}"
        case list():
            return "exit:" + ",".join(str(code) for code in value)
        case str() if value in _PLAIN:
            return value
        case str() if value[:1].isdigit():
            return f"exit:{value}"
        case str():
            return f"label:{value}"
        case _:
            return Condition.SUCCESS.value


def from_condition(word: str) -> Any:
    """What to write for a condition's word; the reverse of `to_condition`.

    Raises:
        ValueError: it is no condition.
    """
    kind, _, rest = word.partition(":")
    if kind == "exit" and rest:
        return [int(code) if _CODE.fullmatch(code) else code for code in map(str.strip, rest.split(","))]
    if kind == "label" and rest:
        return rest
    if word in _PLAIN:
        return word
    raise ValueError(word)


def foreach_of(written: object) -> dict[str, Any] | None:
    """A foreach in its long spelling; None where there is none."""
    if written is None:
        return None
    return written if isinstance(written, dict) else {"items": written}


def labels_of(switch: object) -> tuple[str, ...]:
    """The labels that edges from a switch may ask for, each once."""
    if not isinstance(switch, dict):
        return ()
    cases = switch.get("cases")
    labels = [str(label) for label in cases] if isinstance(cases, dict) else []
    default = switch.get("default")
    return tuple(dict.fromkeys([*labels, *([default] if isinstance(default, str) else [])]))
