"""The answer that never ends: server-sent events to one client."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from seaway.server.live.hub import Client, Hub

HEARTBEAT_S = 15.0
HEARTBEAT = b": still here\n\n"


class EventStream(Response):
    """Ends when the client goes, is too slow, or may not look any more (`is_welcome`, asked at each
    heartbeat)."""

    media_type = "text/event-stream"

    def __init__(self, hub: Hub, client: Client, *, is_welcome: Callable[[], Awaitable[bool]]) -> None:
        super().__init__(
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}, media_type=self.media_type
        )
        del self.headers["content-length"]
        self._hub = hub
        self._client = client
        self._is_welcome = is_welcome

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start: Message = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        try:
            await send(start)
            writing = asyncio.create_task(self._write(send))
            leaving = asyncio.create_task(_gone(receive))
            try:
                await asyncio.wait({writing, leaving}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (writing, leaving):
                    task.cancel()
                await asyncio.gather(writing, leaving, return_exceptions=True)
        finally:
            self._hub.leave(self._client)
        with contextlib.suppress(OSError, RuntimeError):
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _write(self, send: Send) -> None:
        loop = asyncio.get_running_loop()
        next_beat = loop.time() + HEARTBEAT_S
        while True:
            data = await self._client.take(max(next_beat - loop.time(), 0.0))
            if self._client.is_cut_off:
                return
            if loop.time() >= next_beat:
                if not await self._is_welcome():
                    return
                data += HEARTBEAT
                next_beat = loop.time() + HEARTBEAT_S
            if data:
                await send({"type": "http.response.body", "body": data, "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
