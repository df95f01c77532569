"""The evaluator's process: answers questions about users' expressions, one at a time, within a memory limit.

Frames are a 4-byte big-endian length and msgpack, on standard input and output."""

import resource
import sys
from collections.abc import Mapping, Sequence
from itertools import product
from math import prod
from typing import BinaryIO, Literal

import msgspec

from seaway.errors import BadRequestError, SeawayError

MEMORY_BYTES = 1024 * 1024 * 1024
MAX_ITEMS = 100_000
MAX_KEY_CHARACTERS = 100


class Ask(msgspec.Struct):
    """`truth` tests a condition, `render` fills in a template, `expand` makes a foreach's items with their
    keys; `matrix` does so for each combination of named lists."""

    kind: Literal["truth", "render", "expand", "matrix"]
    template: object
    context: dict[str, object]
    key: str = ""

    def answer(self) -> object:
        from seaway.spec.expressions import evaluate, render

        if self.kind == "truth":
            return bool(evaluate(str(self.template), self.context))
        if self.kind == "render":
            return render(self.template, self.context)
        if self.kind == "matrix":
            return expand(combinations(render(self.template, self.context)), self.key, self.context)
        if isinstance(self.template, str):
            return expand(evaluate(self.template, self.context), self.key, self.context)
        return expand(render(self.template, self.context), self.key, self.context)


class Answer(msgspec.Struct):
    value: object = None
    error: str = ""


def is_plain(template: object) -> bool:
    """Whether nothing in it has to be evaluated."""
    if isinstance(template, str):
        return "{{" not in template and "{%" not in template and "{#" not in template
    if isinstance(template, Mapping):
        return all(is_plain(value) for value in template.values())
    if isinstance(template, Sequence):
        return all(is_plain(value) for value in template)
    return True


def has_only_names(template: object) -> bool:
    """Whether dotted names are all that is in it: looking them up can neither take long nor grow."""
    from seaway.spec.plain_names import plain

    if isinstance(template, str):
        return is_plain(template) or plain(template) is not None
    if isinstance(template, Mapping):
        return all(has_only_names(value) for value in template.values())
    if isinstance(template, Sequence):
        return all(has_only_names(value) for value in template)
    return True


def combinations(matrix: object) -> list[object]:
    """A map with one value of each list, for every combination; the last name moves fastest."""
    if not isinstance(matrix, Mapping):
        raise BadRequestError(f"the matrix needs named lists, this is {_describe(matrix)}")
    lists = {str(name): _as_list(values) for name, values in matrix.items()}
    count = prod(len(values) for values in lists.values())
    if count > MAX_ITEMS:
        raise BadRequestError(f"the matrix has {count:,} combinations, more than {MAX_ITEMS:,}")
    return [dict(zip(lists, values, strict=True)) for values in product(*lists.values())]


def expand(items: object, key: str, context: Mapping[str, object]) -> tuple[list[str], list[object]]:
    """One unique key an item: the `key` expression, else a short scalar itself, else its number from 1."""
    values = _as_list(items)
    if key:
        from seaway.spec.expressions import evaluate

        keys = [_clean(evaluate(key, {**context, "item": value})) for value in values]
    else:
        keys = _natural_keys(values)
    _refuse_doubles(keys)
    return keys, values


def _as_list(items: object) -> list[object]:
    if isinstance(items, Mapping):
        items = [{"key": name, "value": value} for name, value in items.items()]
    if isinstance(items, str) or not isinstance(items, Sequence):
        raise BadRequestError(f"foreach needs a list, this is {_describe(items)}")
    if len(items) > MAX_ITEMS:
        raise BadRequestError(
            f"foreach has {len(items):,} items, more than {MAX_ITEMS:,}",
            hint="Give each task a batch of items.",
        )
    return list(items)


def _natural_keys(values: Sequence[object]) -> list[str]:
    if all(isinstance(value, str | int) and not isinstance(value, bool) for value in values):
        keys = [_clean(value) for value in values]
        if len(set(keys)) == len(keys):
            return keys
    return [str(number) for number in range(1, len(values) + 1)]


def _clean(value: object) -> str:
    """Keys stand in names of task runs and folders: what would be read as structure becomes `_`."""
    text = "".join("_" if sign in "[]/\\" or not sign.isprintable() else sign for sign in str(value))
    text = text.strip()[:MAX_KEY_CHARACTERS]
    return "_" if text in {"", ".", ".."} else text


def _refuse_doubles(keys: Sequence[str]) -> None:
    seen: set[str] = set()
    for name in keys:
        if name in seen:
            raise BadRequestError(
                f"two items have the key {name!r}", hint="Give `foreach.key` an expression that differs."
            )
        seen.add(name)


def _describe(value: object) -> str:
    return f"{type(value).__name__} {str(value)[:80]!r}"


def main() -> None:
    """Answer until standard input ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    while (header := stdin.read(4)) and len(header) == 4:
        data = msgspec.msgpack.encode(_answer(stdin.read(int.from_bytes(header, "big"))))
        _write(stdout, data)


def _answer(data: bytes) -> Answer:
    try:
        return Answer(value=msgspec.msgpack.decode(data, type=Ask).answer())
    except SeawayError as error:
        return Answer(error=f"{error.message} {error.hint}".strip())
    except MemoryError:
        return Answer(error="the expression needs too much memory")
    except Exception as error:  # noqa: BLE001 - a user's expression may raise anything; it is their answer
        return Answer(error=f"{type(error).__name__}: {error}")


def _write(stream: BinaryIO, data: bytes) -> None:
    stream.write(len(data).to_bytes(4, "big") + data)
    stream.flush()


if __name__ == "__main__":
    main()
