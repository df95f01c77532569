"""Outputs of an attempt: what a script appended to `SEAWAY_OUTPUT`, what was declared, and how large it
may be."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import msgspec

from seaway.errors import DataError, InvalidInputError
from seaway.sdk.files import path_within
from seaway.sdk.protocols.artifacts import Artifacts

INLINE_BYTES = 64 * 1024
MAX_BYTES = 64 * 2**20
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_INTEGER = re.compile(r"[+-]?\d{1,19}")
_WRITE_FILE = "Write large results to a file and hand on its name."


class Text(str):
    """A value that came as text because its writer had nothing else: it is read as what was declared."""

    __slots__ = ()


def parse_output_file(data: bytes) -> dict[str, object]:
    """Outputs from lines `name=value`, blocks `name<<END` … `END`, and JSON objects, one a line. The last
    of a name stands.

    Raises:
        DataError: names the line that is none of these.
    """
    if len(data) > MAX_BYTES:
        raise DataError(f"The script wrote {len(data)} bytes to SEAWAY_OUTPUT.", hint=_WRITE_FILE)
    lines = data.decode(errors="replace").split("\n")
    found: dict[str, object] = {}
    number = 0
    while number < len(lines):
        line = lines[number].removesuffix("\r")
        name, mark, rest = _cut(line)
        if mark == "<<":
            number, found[name] = _block(lines, number, rest)
        elif mark == "=":
            found[name] = Text(rest)
        elif line.lstrip().startswith("{"):
            found |= _object(line, number)
        elif line.strip():
            raise _bad(number, f"`{line[:80]}` is no output", "Write `name=value`.")
        number += 1
    return found


def _cut(line: str) -> tuple[str, str, str]:
    match = _NAME.match(line)
    if match is None:
        return "", "", ""
    rest = line[match.end() :]
    for mark in ("<<", "="):
        if rest.startswith(mark):
            return match[0], mark, rest[len(mark) :]
    return "", "", ""


def _block(lines: list[str], start: int, end_word: str) -> tuple[int, Text]:
    word = end_word.strip()
    if not word:
        raise _bad(start, "`<<` has no word after it", "Write `name<<END`, the lines, then `END`.")
    for number in range(start + 1, len(lines)):
        if lines[number].removesuffix("\r") == word:
            return number, Text("\n".join(lines[start + 1 : number]))
    raise _bad(start, f"the block has no closing `{word}`", f"End it with a line that is just `{word}`.")


def _object(line: str, number: int) -> dict[str, object]:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise _bad(
            number, f"this is no JSON object: {error}", "Write one whole object in one line."
        ) from None
    if wrong := [name for name in value if not _NAME.fullmatch(name)]:
        raise _bad(number, f"`{wrong[0][:80]}` is no name for an output", "Use letters, digits and `_`.")
    return dict(value)


def _bad(number: int, what: str, hint: str) -> DataError:
    return DataError(f"SEAWAY_OUTPUT, line {number + 1}: {what}.", hint=hint)


def check_declared(
    outputs: Mapping[str, object], declared: Mapping[str, str], folder: Path
) -> dict[str, object]:
    """The outputs, those that were declared in their types.

    Raises:
        DataError: one is missing, or is something else.
    """
    checked = dict(outputs)
    if missing := [name for name in declared if name not in outputs]:
        given = ", ".join(outputs) or "none"
        raise DataError(
            f"The declared output `{missing[0]}` is missing; given: {given}.",
            hint="Return it, append it to the file SEAWAY_OUTPUT, or take it out of `outputs`.",
        )
    for name, kind in declared.items():
        try:
            checked[name] = _typed(outputs[name], kind, folder)
        except ValueError as error:
            shown = json.dumps(outputs[name], default=str)[:80]
            raise DataError(
                f"The output `{name}` is {shown}, {error}.", hint=f"It is declared as {kind}."
            ) from None
    return {name: str(value) if isinstance(value, Text) else value for name, value in checked.items()}


def _typed(value: object, kind: str, folder: Path) -> object:
    match kind:
        case "string":
            return _string(value)
        case "integer":
            return _integer(value)
        case "number":
            return _number(value)
        case "boolean":
            return _boolean(value)
        case "date":
            return date.fromisoformat(_string(value)).isoformat()
        case "datetime":
            return datetime.fromisoformat(_string(value)).isoformat()
        case "list":
            return _list(value)
        case "file":
            return _file(value, folder)
    return json.loads(value) if isinstance(value, Text) else value


def _string(value: object) -> str:
    if isinstance(value, str):
        return str(value)
    raise ValueError("not a text")


def _integer(value: object) -> int:
    if isinstance(value, Text) and _INTEGER.fullmatch(value.strip()):
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not float(value).is_integer():
        raise ValueError("not a whole number")
    return int(value)


def _number(value: object) -> int | float:
    if isinstance(value, Text):
        number = json.loads(value)
        return _number(number)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("not a number")
    return value


def _boolean(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, Text) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    raise ValueError("neither true nor false")


def _list(value: object) -> list[object]:
    found = json.loads(value) if isinstance(value, Text) else value
    if not isinstance(found, list):
        raise ValueError("not a list")
    return found


def _file(value: object, folder: Path) -> str:
    name = _string(value)
    try:
        is_file = path_within(folder, name).is_file()
    except InvalidInputError:
        is_file = False
    if not is_file:
        raise ValueError("not a file in the task's directory")
    return name


def to_reference(outputs: Mapping[str, object], artifacts: Artifacts) -> str | None:
    """The outputs as JSON text; `{"$ref": hash}` where they are over 64 KiB; None where there are none.

    Raises:
        DataError: they are over 64 MiB, or no JSON.
    """
    if not outputs:
        return None
    try:
        data = msgspec.json.encode(outputs)
    except (TypeError, OverflowError, UnicodeEncodeError) as error:
        raise DataError(f"The outputs can't be written as JSON: {error}.", hint=_WRITE_FILE) from error
    if len(data) <= INLINE_BYTES:
        return data.decode()
    if len(data) > MAX_BYTES:
        raise DataError(
            f"The outputs have {len(data)} bytes; at most {MAX_BYTES} are kept.", hint=_WRITE_FILE
        )
    return msgspec.json.encode({"$ref": artifacts.put_bytes(data)}).decode()
