"""Where a workflow's text stands in the folder, and how it is put there: whole or not at all."""

import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from seaway.engine.definitions import FOLDER, SUFFIXES
from seaway.errors import BadRequestError, ConflictingStateError, UnknownError
from seaway.spec.fields import WORKFLOW_ID
from seaway.spec.yaml_composer import MAX_BYTES

MAX_TEXT = 2_000_000
"""Characters of a text that is edited here; a longer file runs, but is edited elsewhere."""
MAX_LAYOUT = 500_000
MAX_ID = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowFile:
    """`file` is relative to the project. `saved_at` is when it last changed."""

    file: str
    text: str
    layout: Mapping[str, object] | None
    saved_at: datetime
    is_read_only: bool = False
    why_read_only: str = ""


def check_id(workflow: str) -> None:
    """Raises BadRequestError where no file could have this name."""
    if not WORKFLOW_ID.fullmatch(workflow) or len(workflow) > MAX_ID:
        raise BadRequestError(
            f"`{workflow[:MAX_ID]}` can't be the id of a workflow",
            hint="Use lower-case letters, digits, hyphens and underscores.",
        )


def path_of(folder: Path, workflow: str) -> Path | None:
    """The YAML file of a workflow; None where there is none."""
    check_id(workflow)
    places = (folder / FOLDER / f"{workflow}{suffix}" for suffix in SUFFIXES)
    return next((place for place in places if place.is_file()), None)


def read(folder: Path, workflow: str, *, python_file: str | None = None) -> WorkflowFile:
    """The text as it stands there now, with its layout.

    Args:
        python_file: the file whose function describes it, where it is such a one.

    Raises:
        UnknownError: there is no file.
        ConflictingStateError: it can't be read as text.
    """
    place = path_of(folder, workflow)
    if place is None and python_file is not None:
        place = folder / python_file
    if place is None or not place.is_file():
        raise UnknownError(f"There is no file for a workflow {workflow}", hint="Create the workflow first.")
    name = place.relative_to(folder).as_posix()
    if place.stat().st_size > MAX_BYTES:
        raise ConflictingStateError(f"{name} is larger than 10 MiB", hint="Split it into sub-workflows.")
    try:
        text = place.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise ConflictingStateError(f"{name} is not UTF-8", hint="Save it with that encoding.") from None
    why = ""
    if place.suffix == ".py":
        why = "It is described by Python; edit the file."
    elif len(text) > MAX_TEXT:
        why = f"It has {len(text):,} characters; up to {MAX_TEXT:,} can be edited here."
    return WorkflowFile(
        file=name,
        text=text,
        layout=read_layout(folder, workflow),
        saved_at=datetime.fromtimestamp(place.stat().st_mtime, UTC),
        is_read_only=bool(why),
        why_read_only=why,
    )


def write(folder: Path, workflow: str, text: str) -> Path:
    """Put a text there; a reader finds the old one or the new one. Returns where."""
    place = path_of(folder, workflow) or folder / FOLDER / f"{workflow}{SUFFIXES[0]}"
    place.parent.mkdir(parents=True, exist_ok=True)
    _replace(place, text.encode("utf-8"))
    return place


def add_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put the files there that a workflow reads; those that are there already, and the same, stay.

    Raises:
        ConflictingStateError: one is there with another content; none was written.
    """
    missing = []
    for path, content in files.items():
        place = folder / path
        if not place.exists():
            missing.append((place, content))
        elif not place.is_file() or place.read_bytes() != content:
            raise ConflictingStateError(
                f"{path} is there already, with another content",
                hint="Rename it, or make a project of its own with `seaway init --template`.",
            )
    for place, content in missing:
        place.parent.mkdir(parents=True, exist_ok=True)
        _replace(place, content)


def remove(folder: Path, workflow: str) -> None:
    """Take the file and its layout away.

    Raises:
        UnknownError: there is none.
    """
    place = path_of(folder, workflow)
    if place is None:
        raise UnknownError(f"There is no file for a workflow {workflow}")
    place.unlink(missing_ok=True)
    _sidecar(folder, workflow).unlink(missing_ok=True)


def read_layout(folder: Path, workflow: str) -> dict[str, object] | None:
    """Where the canvas put things; None where it says nothing, or nothing readable."""
    try:
        place = _sidecar(folder, workflow)
        if place.stat().st_size > MAX_LAYOUT:
            return None
        found = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def write_layout(folder: Path, workflow: str, layout: Mapping[str, object] | None) -> None:
    """Keep the layout beside the file; an empty one is taken away. None leaves it as it is."""
    if layout is None:
        return
    place = _sidecar(folder, workflow)
    if not any(layout.values()):
        place.unlink(missing_ok=True)
        return
    said = json.dumps(layout, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if len(said) > MAX_LAYOUT:
        raise BadRequestError("The layout of the canvas is too large", hint="Remove some notes.")
    _replace(place, said.encode("utf-8", "replace"))


def _sidecar(folder: Path, workflow: str) -> Path:
    return folder / FOLDER / f"{workflow}.canvas.json"


def _replace(place: Path, content: bytes) -> None:
    part = place.with_name(f".{place.name}.{secrets.token_hex(6)}.part")
    try:
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(OSError):
            part.chmod(place.stat().st_mode & 0o777)
        part.replace(place)
    except OSError as error:
        raise ConflictingStateError(
            f"{place.name} can't be written: {(error.strerror or 'no reason given').lower()}",
            hint="Look at the rights of the project's folder.",
        ) from None
    finally:
        part.unlink(missing_ok=True)
