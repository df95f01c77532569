"""The HTTP application, put together from its parts."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from fastapi import FastAPI

import seaway
from seaway.server import problems
from seaway.server.compressing import CompressedAssets
from seaway.server.openapi import describe
from seaway.server.parts import ServerParts
from seaway.server.routing import routers
from seaway.server.shield import Shield

DEFAULT_ANSWERS: Mapping[int | str, dict[str, Any]] = {
    "default": {
        "description": "Why it was not done.",
        "content": {
            problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}},
        },
    }
}


def build_app(parts: ServerParts) -> FastAPI:
    """The app over its parts. It opens and closes nothing."""
    app = bare_app()
    app.state.parts = parts
    app.add_middleware(CompressedAssets)
    app.add_middleware(Shield, hosts=parts.hosts)
    return app


def bare_app() -> FastAPI:
    """All routes, and nothing behind them: enough to describe the API."""
    app = FastAPI(
        title="Seaway",
        version=seaway.__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    problems.install(app)
    for prefix, router in routers():
        app.include_router(router, prefix=prefix, responses=dict(DEFAULT_ANSWERS))
    app.openapi = cache(lambda: describe(app))  # type: ignore[method-assign]
    return app
