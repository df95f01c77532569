"""The API's own description."""

from typing import Any

from fastapi import APIRouter, Request

from seaway.access.actions import Action
from seaway.server.actions import needs

router = APIRouter(tags=["health"], dependencies=[needs(Action.PAGES_READ)])


@router.get("/openapi.json", summary="This description")
async def show(request: Request) -> dict[str, Any]:
    document: dict[str, Any] = request.app.openapi()
    return document
