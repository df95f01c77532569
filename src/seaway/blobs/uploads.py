"""Keeps files that are sent along with runs, as artifacts by their content."""

from pathlib import Path

from seaway.blobs.manifest import FileEntry, write_manifest
from seaway.errors import BadRequestError
from seaway.sdk.protocols.artifacts import Artifacts
from seaway.spec.uploads import Upload, upload_in

_ANY = "0" * 64


def check_name(name: str) -> str:
    """The name under which tasks find the file.

    Raises:
        BadRequestError: no file can be called so.
    """
    if name in {".", ".."} or upload_in(Upload(_ANY, name).reference) is None:
        raise BadRequestError(
            f"{name[:80]!r} is no name of a file",
            hint="Up to 200 characters, without slashes and control characters.",
        )
    return name


def keep_upload(
    artifacts: Artifacts, source: Path, name: str, *, may_move: bool = False
) -> tuple[Upload, int]:
    """Keep a file; returns what it is referred to by, and its size. The same file gives the same."""
    ref, size = artifacts.put_file(source, may_move=may_move)
    entry = FileEntry(path=check_name(name), sha256=ref, size=size)
    return Upload(write_manifest(artifacts, [entry]), name), size
