"""Asks what can be chosen for an input of a blueprint. That is somebody's code, and the other side may hang,
so it happens in a process of its own."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from seaway.errors import (
    AuthError,
    ConflictError,
    DataError,
    InternalError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    SeawayError,
    UnavailableError,
    UnknownError,
)
from seaway.sdk.options import Option, Options
from seaway.worker.asking import TIMEOUT_S, ask


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """`connections`: resolved, by name, with `type`; secrets in the clear."""

    blueprint: str
    field: str
    inputs: dict[str, object]
    search: str
    connections: dict[str, dict[str, object]]
    project_dir: str


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    value: str
    label: str = ""


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What the process answers; `code` says which error it was, and is empty for a good answer."""

    options: list[Choice] = []
    is_cut: bool = False
    message: str = ""
    hint: str = ""
    code: str = ""


def ask_options(
    blueprint: str,
    field: str,
    inputs: Mapping[str, object],
    connections: Mapping[str, Mapping[str, object]],
    *,
    search: str = "",
    project_dir: Path,
    timeout_s: float = TIMEOUT_S,
) -> Options:
    """Blocks; call it in a thread.

    Raises:
        UnknownError: there is no such blueprint, or it offers no choices for that input.
        TaskError: why it can't be told now.
    """
    question = Question(
        blueprint=blueprint,
        field=field,
        inputs=dict(inputs),
        search=search,
        connections={name: dict(values) for name, values in connections.items()},
        project_dir=str(project_dir.resolve()),
    )
    try:
        answer = ask("seaway.worker.choose", question, project_dir=project_dir, timeout_s=timeout_s)
    except TimeoutError:
        raise UnavailableError(
            f"There was no answer within {timeout_s:g} s.", hint="Type the value in, or check the connection."
        ) from None
    try:
        found = msgspec.json.decode(answer.content, type=Choices)
    except msgspec.DecodeError:
        raise InternalError(
            f"Looking for choices ended its process with {answer.died}", hint="Type the value in."
        ) from None
    if found.code:
        raise _error_of(found)
    options = tuple(Option(each.value, each.label) for each in found.options)
    return Options(options=options, is_cut=found.is_cut)


def _error_of(found: Choices) -> SeawayError:
    kinds: tuple[type[SeawayError], ...] = (
        AuthError,
        ConflictError,
        DataError,
        InvalidInputError,
        NotFoundError,
        PermissionDeniedError,
        RateLimitError,
        UnavailableError,
        UnknownError,
    )
    kind = next((kind for kind in kinds if kind.code == found.code), InternalError)
    return kind(found.message, hint=found.hint or "Type the value in.")
