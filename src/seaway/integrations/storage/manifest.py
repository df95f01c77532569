"""Manifests: what a sender says of the files it sent."""

import json
import re
from dataclasses import dataclass
from typing import cast

from seaway.errors import DataError
from seaway.integrations.storage.globs import clean
from seaway.integrations.storage.protocol import Storage

MAX_BYTES = 16 * 2**20
_SUM_LINE = re.compile(r"([0-9a-fA-F]{64})[ \t]+\*?(.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    sha256: str = ""
    size_bytes: int | None = None
    rows: int | None = None


def read_manifest(storage: Storage, path: str) -> dict[str, Expected]:
    """By path in the storage. The paths in a manifest start from the manifest's own folder.

    Raises:
        NotFoundError: there is no manifest.
        DataError: it is not one; says what is wrong.
    """
    with storage.open(path) as stream:
        content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise DataError(f"The manifest {path} is larger than 16 MiB.", hint="Is it the right file?")
    text = content.decode("utf-8-sig", errors="replace")
    entries = _from_json(text, path) if text.lstrip().startswith(("{", "[")) else _from_sums(text, path)
    folder = path.rpartition("/")[0]
    return {clean(f"{folder}/{name}" if folder else name): entry for name, entry in entries.items()}


def _from_json(text: str, path: str) -> dict[str, Expected]:
    try:
        document = json.loads(text)
    except ValueError as error:
        raise DataError(f"The manifest {path} is no valid JSON: {error}.", hint="Was it cut off?") from error
    files = document.get("files") if isinstance(document, dict) else document
    if isinstance(files, dict):
        files = [{"path": name, **entry} for name, entry in files.items() if isinstance(entry, dict)]
    if not isinstance(files, list):
        raise DataError(f"The manifest {path} has no list `files`.", hint=_FORM)
    return dict(_entry(item, path) for item in files)


_FORM = 'It looks like {"files": [{"path": "x.csv", "sha256": "…", "bytes": 10, "rows": 2}]}.'


def _entry(item: object, path: str) -> tuple[str, Expected]:
    if not isinstance(item, dict) or not isinstance(item.get("path"), str):
        raise DataError(f"The manifest {path} has an entry without a `path`.", hint=_FORM)
    entry = cast("dict[str, object]", item)
    name = str(entry["path"])
    sha256 = entry.get("sha256", "")
    if not isinstance(sha256, str) or (sha256 and not re.fullmatch(r"[0-9a-fA-F]{64}", sha256)):
        raise DataError(f"The manifest {path}: the `sha256` of {name} is no SHA-256.", hint=_FORM)
    counts = {key: entry.get(key) for key in ("bytes", "rows")}
    for key, value in counts.items():
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise DataError(f"The manifest {path}: `{key}` of {name} is no whole number.", hint=_FORM)
    size_bytes, rows = cast("tuple[int | None, int | None]", (counts["bytes"], counts["rows"]))
    return name, Expected(sha256=sha256, size_bytes=size_bytes, rows=rows)


def _from_sums(text: str, path: str) -> dict[str, Expected]:
    """The lines that `sha256sum` prints."""
    entries: dict[str, Expected] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        match = _SUM_LINE.fullmatch(line.strip())
        if match:
            entries[match[2]] = Expected(sha256=match[1])
        elif line.strip():
            raise DataError(
                f"The manifest {path}, line {number}: neither JSON nor a checksum line.", hint=_FORM
            )
    return entries
