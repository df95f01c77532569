"""The built UI: its files, and its one page for every address that is a place in it."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from seaway.access.actions import Action
from seaway.errors import UnknownError
from seaway.server.actions import needs
from seaway.server.pages import built_page, plain_page
from seaway.server.parts import TheParts

router = APIRouter(dependencies=[needs(Action.PAGES_READ)], include_in_schema=False)

FOREVER = "public, max-age=31536000, immutable"
"""Files below /assets carry a hash of their content in their name."""
ASK_FIRST = "no-cache"


@router.get("/{path:path}")
@router.head("/{path:path}")
async def page(path: str, parts: TheParts) -> Response:
    """A file of the UI where there is one; the UI's page for what may be a place in it."""
    if path == "api" or path.startswith("api/"):
        raise UnknownError(f"There is nothing at /{path}", hint="/api/v1/openapi.json says what there is.")
    found = _file_of(parts.pages, path) if path != "index.html" else None
    if found is not None:
        cache = FOREVER if path.startswith("assets/") else ASK_FIRST
        return FileResponse(found, headers={"Cache-Control": cache})
    if path.startswith("assets/"):
        raise UnknownError(f"There is no file /{path}", hint="The server was updated: reload the page.")
    index = parts.pages / "index.html"
    if not index.is_file():
        return plain_page(*NOT_BUILT)
    return built_page(index.read_text(encoding="utf-8"))


def _file_of(folder: Path, path: str) -> Path | None:
    """A file inside the folder, whatever the path tries."""
    if not path or "\0" in path:
        return None
    place = (folder / path).resolve()
    return place if place.is_relative_to(folder.resolve()) and place.is_file() else None


NOT_BUILT = (
    "The pages were not built",
    "The server runs, and so do its API and the command line; only the pages are missing.",
    "In a checkout: make ui. Otherwise install again where Node can be had, or from a wheel.",
)
