"""Files that dashboards are exported to: their names, and that they are what was asked for."""

import re
from collections.abc import Iterable
from pathlib import Path

from seaway.errors import ConflictError, DataError, InvalidInputError
from seaway.sdk.context import Context
from seaway.sdk.files import atomic_write

MOST_BYTES = 2 * 2**30
"""Of one export; a larger one is a table, not a dashboard."""
_SIGNATURES = {
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "pdf": b"%PDF-",
    "pptx": b"PK",
    "xlsx": b"PK",
    "zip": b"PK",
}
_LONGEST_NAME = 100


def target_of(ctx: Context, to: str, name: str, suffix: str, *, overwrite: bool) -> str:
    """Where an export goes, relative to the task's directory. `to` is a file, or a folder where it is empty,
    a dot or ends with a slash: the file is named after `name` there.

    Raises:
        InvalidInputError: it is outside of the directory.
        ConflictError: it is there already, and `overwrite` is false.
    """
    is_folder = to in ("", ".") or to.endswith("/")
    path = f"{to.rstrip('/') or '.'}/{file_name(name)}.{suffix}" if is_folder else to
    place = ctx.files.path(path)
    if place.is_dir():
        raise InvalidInputError(
            f"`{path}` is a folder.", hint="Write the name of a file, or end the folder with a slash."
        )
    if place.exists() and not overwrite:
        raise _there_already(path)
    return ctx.files.name_of(place)


def file_name(name: str) -> str:
    """`Sales by region, 2026` as `sales-by-region-2026`; letters of all languages stay."""
    return re.sub(r"[\W_]+", "-", name.lower())[:_LONGEST_NAME].strip("-") or "export"


def save(place: Path, pieces: Iterable[bytes], suffix: str, *, overwrite: bool, source: str) -> int:
    """Write an answer to a file that appears when it is complete; gives its size in bytes.

    Raises:
        DataError: it is not what was asked for, or too large.
        ConflictError: the file is there already, and `overwrite` is false.
    """
    size_bytes, head = 0, b""
    try:
        with atomic_write(place, overwrite=overwrite) as stream:
            for piece in pieces:
                size_bytes += len(piece)
                head += piece[: 64 - len(head)] if len(head) < 64 else b""
                if size_bytes > MOST_BYTES:
                    raise DataError(
                        f"The export is larger than {MOST_BYTES // 2**30} GiB.",
                        hint="Export fewer rows, or read the table behind it.",
                    )
                stream.write(piece)
            _check(head, suffix, source)
    except FileExistsError:
        raise _there_already(place.name) from None
    return size_bytes


def _check(head: bytes, suffix: str, source: str) -> None:
    is_page = head.lstrip().lower().startswith((b"<!doctype html", b"<html"))
    if is_page or not head.startswith(_SIGNATURES.get(suffix, b"")):
        raise DataError(
            f"What {source} sent is no {suffix.upper()}{': it is a web page' if is_page else ''}.",
            hint="Check the connection's address; does a proxy or a sign-in page stand between?",
        )


def _there_already(path: str) -> ConflictError:
    return ConflictError(f"`{path}` is there already.", hint="Set `overwrite`, or another `to`.")
