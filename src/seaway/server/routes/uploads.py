"""Files that are sent before a run that takes them."""

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request, status
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.blobs.uploads import check_name, keep_upload
from seaway.errors import BadRequestError
from seaway.server.actions import needs
from seaway.server.parts import TheParts
from seaway.server.shapes.files import Uploaded, UploadLimit

router = APIRouter(tags=["files"])
Operator = Annotated[Actor, needs(Action.RUNS_START)]
BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/uploads", summary="How large a file for a run may be")
async def show_limit(project: str, parts: TheParts, _: Operator) -> UploadLimit:
    return UploadLimit(max_bytes=parts.home(project).settings.upload_bytes)


@router.post(
    "/uploads", summary="Send a file for a run", status_code=status.HTTP_201_CREATED, openapi_extra=BODY
)
async def upload(
    project: str,
    request: Request,
    parts: TheParts,
    _: Operator,
    name: Annotated[str, Query(min_length=1, max_length=200, examples=["export.csv"])],
) -> Uploaded:
    """The body is the file as it is. `reference` of the answer is the value of an input of type `file`.
    What no run takes is let go; what a run took goes with its files."""
    home = parts.home(project)
    check_name(name)
    _check_announced(request, most=home.settings.upload_bytes)
    with tempfile.TemporaryDirectory(prefix="upload-", dir=home.settings.home) as folder:
        place = Path(folder) / "file"
        await _receive(request, place, most=home.settings.upload_bytes)
        kept, size = await asyncio.to_thread(keep_upload, home.artifacts, place, name, may_move=True)
    return Uploaded(reference=kept.reference, name=name, size_bytes=size)


def _check_announced(request: Request, *, most: int) -> None:
    """Refuse before the first byte what says itself that it is too large."""
    announced = request.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > most:
        raise _too_large(most)


def _too_large(most: int) -> HTTPException:
    return HTTPException(413, f"A file has at most {most // 2**20} MB (SEAWAY_UPLOAD_MB)")


async def _receive(request: Request, place: Path, *, most: int) -> None:
    """To the disk as it comes.

    Raises:
        HTTPException: it is larger than a file may be.
    """
    left = most
    with place.open("wb") as stream:
        try:
            async for chunk in request.stream():
                left -= len(chunk)
                if left < 0:
                    raise _too_large(most)
                await asyncio.to_thread(stream.write, chunk)
        except ClientDisconnect:
            raise BadRequestError("The file was not sent to its end", hint="Send it again.") from None
