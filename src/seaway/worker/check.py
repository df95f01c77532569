"""The process that `checking` starts: makes one connection, asks it, and writes what it said as JSON to its
first stdout."""

import os
import sys
from pathlib import Path

import msgspec

from seaway.errors import InvalidInputError, SeawayError
from seaway.sdk.connection import Connection, build_connection, connection_class
from seaway.sdk.registry import Registry
from seaway.worker import limits
from seaway.worker.checking import Asked, Checked
from seaway.worker.forks import OneProcess
from seaway.worker.inspection import MEMORY_BYTES
from seaway.worker.masking import Masker

_NO_CLASS = "Its class has no `check`, so nothing is known until a task uses it."


def main() -> None:
    """What the class prints goes to stderr, so that it can't be taken for the answer."""
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=Asked)
    answer = os.dup(1)
    os.dup2(2, 1)
    with limits.memory(MEMORY_BYTES), OneProcess():
        checked = ask(asked)
    with os.fdopen(answer, "wb") as stream:
        stream.write(msgspec.json.encode(checked))


def ask(asked: Asked) -> Checked:
    """What the connection says of itself, without its secrets."""
    masker = Masker()
    try:
        _know_class(asked)
        connection = build_connection(asked.values, project_dir=Path(asked.project_dir))
        masker.add(connection.secret_values())
        checked = _of_form(connection) if asked.is_form else _of_check(connection)
    except SeawayError as error:
        checked = Checked(is_ok=False, message=error.message, hint=error.hint, code=error.code)
    except ModuleNotFoundError as error:
        checked = _no_package(error)
    except Exception as error:  # noqa: BLE001 - whatever a class raises is the answer
        said = str(error).strip() or "it gave no reason"
        checked = Checked(is_ok=False, message=f"{type(error).__name__}: {said}", code="error")
    return msgspec.structs.replace(
        checked, message=masker.mask_text(checked.message), hint=masker.mask_text(checked.hint)
    )


def _of_check(connection: Connection) -> Checked:
    try:
        return Checked(is_ok=True, message=connection.check())
    except NotImplementedError:
        return Checked(is_ok=False, message=_NO_CLASS, code="no_check")


def _of_form(connection: Connection) -> Checked:
    return Checked(is_ok=True, message=f"The fields make a connection of type {connection.type_name}.")


def _know_class(asked: Asked) -> None:
    """A type that is not installed may be the project's own."""
    kind = str(asked.values.get("type") or "")
    try:
        connection_class(kind)
    except InvalidInputError:
        Registry(installed=(), project_code=Path(asked.project_dir)).all()


def _no_package(error: ModuleNotFoundError) -> Checked:
    name = (error.name or "a package").partition(".")[0]
    return Checked(
        is_ok=False,
        message=f"The Python package {name} is not installed here.",
        hint="Tasks get it by themselves; to check the connection here, install its extra, such as "
        '`pip install "seaway[s3]"`.',
        code="no_package",
    )


if __name__ == "__main__":
    main()
