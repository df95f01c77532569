"""The process that `checking` starts: makes one connection, and asks it."""

from pathlib import Path

import msgspec

from seaway.errors import InvalidInputError
from seaway.sdk.connection import Connection, build_connection, connection_class
from seaway.sdk.registry import Registry
from seaway.worker.asking import answer, said_of
from seaway.worker.checking import Asked, Checked
from seaway.worker.masking import Masker

_NO_CLASS = "Its class has no `check`, so nothing is known until a task uses it."


def main() -> None:
    answer(lambda question: ask(msgspec.json.decode(question, type=Asked)))


def ask(asked: Asked) -> Checked:
    """What the connection says of itself, without its secrets."""
    masker = Masker()
    try:
        _know_class(asked)
        connection = build_connection(asked.values, project_dir=Path(asked.project_dir))
        masker.add(connection.secret_values())
        checked = _of_form(connection) if asked.is_form else _of_check(connection)
    except Exception as error:  # noqa: BLE001 - whatever a class raises is the answer
        said = said_of(error)
        checked = Checked(is_ok=False, message=said.message, hint=said.hint, code=said.code)
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


if __name__ == "__main__":
    main()
