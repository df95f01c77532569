"""Compresses the built files of the pages; answers with secrets in them stay as they are."""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send


class CompressedAssets:
    """Browsers keep these files, so each is compressed about once a browser."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._compressed = GZipMiddleware(app, minimum_size=1_000, compresslevel=6)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_asset = scope["type"] == "http" and scope["path"].startswith("/assets/")
        await (self._compressed if is_asset else self._plain)(scope, receive, send)
