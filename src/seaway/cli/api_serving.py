"""The process that answers HTTP: the API, the pages, live events. `seaway up` keeps one beside its engine;
`seaway up --role api` is one."""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from seaway.app import open_installation, open_server, open_store
from seaway.cli.api_process import GRACE_S, READY, Serving
from seaway.cli.project_settings import settings_of
from seaway.cli.shell import keep_diary

log = logging.getLogger(__name__)

BEHIND_THE_ENGINE = 10
"""Where the processors are busy, runs go on before pages are served."""


async def serve_api(it: Serving, listening: socket.socket, *, on_ready: asyncio.Event | None = None) -> None:
    """Answer until a signal says to stop."""
    import uvicorn

    from seaway.server.app import build_app

    settings = settings_of(Path(it.project))
    keep_diary(settings.home, "server.log")
    here = open_installation(settings)
    async with (
        open_store(settings) as database,
        open_server(here, database, hosts=it.hosts, is_public=it.is_public) as parts,
    ):
        config = uvicorn.Config(
            build_app(parts),
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=GRACE_S,
        )
        server = uvicorn.Server(config)
        async with _said_when_up(server, on_ready):
            await server.serve([listening])


@asynccontextmanager
async def _said_when_up(
    server: "uvicorn.Server",  # type: ignore[name-defined]  # noqa: F821 - loaded when it is used
    on_ready: asyncio.Event | None,
) -> AsyncIterator[None]:
    async def look() -> None:
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for that
            await asyncio.sleep(0.01)
        if on_ready is not None:
            on_ready.set()

    looking = asyncio.create_task(look())
    try:
        yield
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking


async def _beside_an_engine(it: Serving, descriptor: int) -> None:
    """Say when it is ready; end when the engine's process does, which holds the other end of stdin."""
    os.nice(BEHIND_THE_ENGINE)
    ready = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(sys.stdin.fileno(), _end_with_parent)
    serving = asyncio.create_task(serve_api(it, socket.socket(fileno=descriptor), on_ready=ready))
    saying = asyncio.create_task(ready.wait())
    await asyncio.wait({serving, saying}, return_when=asyncio.FIRST_COMPLETED)
    if ready.is_set():
        sys.stdout.write(f"{READY}\n")
        sys.stdout.flush()
    saying.cancel()
    await serving


def _end_with_parent() -> None:
    if not os.read(sys.stdin.fileno(), 1):
        os.kill(os.getpid(), signal.SIGTERM)
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())


def main() -> None:
    """`python -m seaway.cli.api_serving JSON DESCRIPTOR`: what the supervisor starts."""
    it, descriptor = Serving.from_json(sys.argv[1]), int(sys.argv[2])
    try:
        asyncio.run(_beside_an_engine(it, descriptor))
    except Exception:
        log.exception("the server stopped")
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
