"""A file that is sent before a run and named in its inputs: `upload:<hash>/<name>`.

The hash is that of a manifest that lists the file alone; tasks find it below `uploads/` in their folder."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

PREFIX = "upload:"
FOLDER = "uploads"
_FORM = re.compile(r"upload:(?P<manifest>[0-9a-f]{64})/(?P<name>[^/\\\x00-\x1f]{1,200})")


@dataclass(frozen=True, slots=True)
class Upload:
    manifest: str
    name: str

    @property
    def reference(self) -> str:
        return f"{PREFIX}{self.manifest}/{self.name}"

    @property
    def folder(self) -> str:
        """Where it lies in the folder of an attempt."""
        return f"{FOLDER}/{self.manifest[:12]}"

    @property
    def path(self) -> str:
        return f"{self.folder}/{self.name}"


def upload_in(value: object) -> Upload | None:
    """What a value refers to; None where it is no reference."""
    found = _FORM.fullmatch(value) if isinstance(value, str) and value.startswith(PREFIX) else None
    return None if found is None else Upload(found["manifest"], found["name"])


def with_paths(
    declared: Mapping[str, object], values: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[Upload, ...]]:
    """Inputs as tasks see them, with the uploads that they name. Only what is declared to be a file is
    looked at: other text is text."""
    found: dict[str, Upload] = {}
    seen = dict(values)
    for name in _files(declared):
        value = seen.get(name)
        for each in value if isinstance(value, list) else [value]:
            if (upload := upload_in(each)) is not None:
                found[upload.reference] = upload
        if isinstance(value, list):
            seen[name] = [found[each].path if each in found else each for each in value]
        elif value in found:
            seen[name] = found[value].path
    return seen, tuple(found.values())


def uploads_in(text: str) -> list[Upload]:
    """All that stand in the inputs of a run, as they are stored."""
    return [Upload(each["manifest"], each["name"]) for each in _STORED.finditer(text)]


_STORED = re.compile(r'"upload:(?P<manifest>[0-9a-f]{64})/(?P<name>(?:[^"\\]|\\.)+)"')


def _files(declared: Mapping[str, object]) -> Iterator[str]:
    for name, field in declared.items():
        kind = field.get("type") if isinstance(field, Mapping) else None
        if kind == "file" or (kind == "list" and isinstance(field, Mapping) and field.get("items") == "file"):
            yield name
