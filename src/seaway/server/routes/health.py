"""Whether the server is alive, and whether it can serve."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

from seaway.access.actions import Action
from seaway.errors import BusyError
from seaway.server.actions import needs
from seaway.server.parts import TheParts

router = APIRouter(tags=["health"], dependencies=[needs(Action.HEALTH_READ)])


@router.get("/healthz", response_class=PlainTextResponse, summary="Alive")
async def healthz() -> str:
    return "ok"


@router.get("/readyz", response_class=PlainTextResponse, summary="Able to serve")
async def readyz(parts: TheParts) -> str:
    """Answers 503 while the store can't be read."""
    await parts.database.read(lambda connection: connection.exec_driver_sql("SELECT 1").scalar_one())
    if not parts.is_ready():
        raise BusyError("The server is about to stop")
    return "ok"
