"""The project's own scripts and queries, for the palette."""

import asyncio
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.server.actions import needs
from seaway.server.paging import Page
from seaway.server.workbench import TheBench

router = APIRouter(tags=["blueprints"])
Reader = Annotated[Actor, needs(Action.BLUEPRINTS_READ)]
FOLDERS = ("scripts", "sql")
MOST = 2_000
LANGUAGES = {
    ".py": "python",
    ".sh": "bash",
    ".bash": "bash",
    ".js": "node",
    ".mjs": "node",
    ".cjs": "node",
    ".sql": "sql",
}


class ScriptFile(BaseModel):
    path: str = Field(examples=["scripts/report.py"], description="From the project's folder.")
    language: str | None = Field(examples=["python"], description="By its ending; null where that says none.")
    size_bytes: int


@router.get("/scripts", summary="Files in scripts/ and sql/")
async def list_scripts(bench: TheBench, _: Reader) -> Page[ScriptFile]:
    """At most 2,000, by folder and name; hidden ones are left out."""
    return Page(items=await asyncio.to_thread(lambda: list(islice(_scripts(bench.folder), MOST))))


def _scripts(project: Path) -> Iterator[ScriptFile]:
    for name in FOLDERS:
        for folder, inner, files in os.walk(project / name):
            inner[:] = sorted(each for each in inner if not each.startswith((".", "_")))
            for file in sorted(files):
                place = Path(folder, file)
                if not file.startswith(".") and place.is_file() and not place.is_symlink():
                    yield ScriptFile(
                        path=place.relative_to(project).as_posix().encode("utf-8", "replace").decode(),
                        language=LANGUAGES.get(place.suffix.lower()),
                        size_bytes=place.stat().st_size,
                    )
