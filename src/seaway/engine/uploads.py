"""Holds files that were sent for a run against what their inputs take."""

import asyncio
from collections.abc import Mapping

from seaway.blobs.manifest import read_manifest
from seaway.engine.ports import Artifacts
from seaway.errors import NotFoundError
from seaway.spec.inputs import Input
from seaway.spec.problems import Problem, SpecError
from seaway.spec.uploads import Upload, upload_in


async def require_sizes(
    artifacts: Artifacts, declared: Mapping[str, Input], values: Mapping[str, object]
) -> None:
    """Only files that were sent are looked at: how large a file is that a task finds by its path, nobody
    knows before. What is not kept any more can't be read by a task either.

    Raises:
        SpecError: some are larger than their `max_size`; all of them at once.
    """
    problems = []
    for name, each in declared.items():
        upload = upload_in(values.get(name))
        if upload is not None and each.max_bytes is not None:
            size = await asyncio.to_thread(_size_of, artifacts, upload)
            if size > each.max_bytes:
                problems.append(_too_large(name, each, upload, size))
    if problems:
        raise SpecError(tuple(problems))


def _too_large(name: str, declared: Input, upload: Upload, size_bytes: int) -> Problem:
    return Problem(
        code="wrong_value",
        message=f"Input `{name}`: the file {upload.name} has {size_bytes:,} bytes.",
        expected=f"a file of at most {declared.max_bytes:,} bytes",
        hint=f"Give a smaller one, or raise its `max_size`: {declared.max_size}.",
        path=("inputs", name),
    )


def _size_of(artifacts: Artifacts, upload: Upload) -> int:
    try:
        return sum(entry.size for entry in read_manifest(artifacts, upload.manifest).files)
    except NotFoundError:
        return 0
