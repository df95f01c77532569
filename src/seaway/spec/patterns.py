"""Regular expressions from users, refused where matching could take long: `re` can't be interrupted."""

import re
from functools import lru_cache
from re import _parser  # type: ignore[attr-defined]  # the only way to see a pattern's structure
from typing import Any

from seaway.spec.bounds import BoundError

MAX_PATTERN_CHARS = 500
MAX_STEPS = 30_000_000
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})


def bounded_pattern(pattern: str, text_chars: int, *, ignore_case: bool = False) -> re.Pattern[str]:
    """Compile a pattern that needs at most some million steps on a text of that length.

    Raises:
        BoundError: it could need more.
        ValueError: it is no regular expression.
    """
    compiled, tree = _compile(pattern, re.IGNORECASE if ignore_case else 0)
    if max(text_chars, 1) * _ways(tree, max(text_chars, 1)) > MAX_STEPS:
        raise BoundError(
            f"the regular expression could take too long on a text of {text_chars:,} characters; "
            "use fewer `*` and `+`, or a shorter text"
        )
    return compiled


@lru_cache(maxsize=128)
def _compile(pattern: str, flags: int) -> tuple[re.Pattern[str], Any]:
    if len(pattern) > MAX_PATTERN_CHARS:
        raise BoundError(f"a regular expression has at most {MAX_PATTERN_CHARS} characters")
    try:
        return re.compile(pattern, flags), _parser.parse(pattern, flags)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from None


def _ways(tree: Any, length: int) -> int:
    """An upper bound for the ways in which a sequence can match from one place on."""
    ways = 1
    for name, argument in tree:
        ways *= _ways_of(str(name), argument, length)
        if ways > MAX_STEPS:
            break
    return ways


def _ways_of(name: str, argument: Any, length: int) -> int:
    if name in _REPEATS:
        return _ways_of_repeat(argument, length)
    match name:
        case "SUBPATTERN":
            return _ways(argument[3], length)
        case "BRANCH":
            return sum(_ways(branch, length) for branch in argument[1])
        case "ASSERT" | "ASSERT_NOT":
            return _ways(argument[1], length)
        case "ATOMIC_GROUP":
            return _ways(argument, length)
        case "GROUPREF" | "GROUPREF_EXISTS":
            raise BoundError("a regular expression here has no back references")
        case _:
            return 1


def _ways_of_repeat(argument: tuple[int, int, Any], length: int) -> int:
    least, most, inner = argument
    turns = min(int(most), length)
    inner_ways = _ways(inner, length)
    if inner_ways > 1 and turns > 1:
        return int(min(inner_ways ** min(turns, 64), MAX_STEPS + 1))
    return max(turns - int(least), 0) + 1
