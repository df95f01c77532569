"""Tells which files of a connection a verb read and wrote."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal

from seaway.integrations.storage.protocol import FileInfo
from seaway.integrations.storage.results import total_bytes
from seaway.sdk.context import Context

MOST_TOLD = 100
"""Each by itself; of more, how many and how much by folder, and of more folders all as one."""


def tell(ctx: Context, connection: str, files: Sequence[FileInfo], mode: Literal["read", "write"]) -> None:
    """Report files as assets `connection/path`, or as `connection/folder/` where they are many. The task's
    own directory (`connection` empty) is nobody's asset."""
    if not connection:
        return
    if len(files) <= MOST_TOLD:
        for info in files:
            ctx.report_asset(f"{connection}/{info.path}", mode=mode, size_bytes=info.size_bytes)
        return
    folders: dict[str, list[FileInfo]] = defaultdict(list)
    for info in files:
        parent = info.path.rpartition("/")[0]
        folders[f"{parent}/" if parent else ""].append(info)
    if len(folders) > MOST_TOLD:
        folders = {"": list(files)}
    for folder, inside in folders.items():
        size_bytes = total_bytes(inside)
        ctx.report_asset(f"{connection}/{folder}", mode=mode, size_bytes=size_bytes, files=len(inside))
