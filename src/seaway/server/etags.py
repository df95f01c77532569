"""Versions of what can be edited: `ETag` when read, `If-Match` when written."""

import hashlib
from collections.abc import Mapping
from typing import Annotated

from fastapi import Header

from seaway.errors import SeawayError, StaleEditError

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", max_length=200, description="The ETag of what the edit is based on."),
]


class NoVersionError(SeawayError):
    """A write that does not say what it is based on could undo somebody else's."""

    code = "no_version"


def etag_of(*content: str) -> str:
    """Of a content, quoted as the header wants it."""
    digest = hashlib.sha256("\0".join(content).encode("utf-8", "surrogateescape")).hexdigest()
    return f'"{digest[:32]}"'


def require_match(given: str | None, etag: str, *, what: str, current: Mapping[str, object]) -> None:
    """Go on only where the edit is based on what is there now. Call it in the transaction of the write.

    Raises:
        NoVersionError: no `If-Match`.
        StaleEditError: it is another version by now; carries `current`.
    """
    if given is None:
        raise NoVersionError(f"Say which version of {what} you changed", hint="Send its ETag as If-Match.")
    wanted = {one.strip().removeprefix("W/") for one in given.split(",")}
    if etag not in wanted and wanted != {"*"}:
        raise StaleEditError(
            f"{what} was changed meanwhile", hint="Compare both versions, then save again.", current=current
        )
