"""The least that asks over HTTP and follows a stream: asking should cost little beside answering."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit


@dataclass(slots=True)
class Wire:
    """One connection that stays open; a request at a time."""

    url: str
    token: str
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: object = None) -> Any:
        """The answer's JSON. Raises RuntimeError where it is not a good one."""
        status, data = await self.raw(method, path, body)
        if status >= 300:
            raise RuntimeError(f"{method} {path}: {status} {data[:300].decode(errors='replace')}")
        return json.loads(data) if data else None

    async def raw(self, method: str, path: str, body: object = None) -> tuple[int, bytes]:
        if self._streams is not None and self._streams[0].at_eof():
            self.close()  # the server lets go of a connection that is not used for a while
            self._streams = None
        reader, writer = self._streams = self._streams or await _connect(self.url)
        writer.write(_request(self.url, self.token, method, path, body))
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = 0
        for line in head.split("\r\n")[1:]:
            name, _, value = line.partition(":")
            if name.lower() == "content-length":
                length = int(value)
        return int(head.split(" ", 2)[1]), await reader.readexactly(length)

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()


async def _connect(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    where = urlsplit(url)
    return await asyncio.open_connection(where.hostname, where.port)


def _request(url: str, token: str, method: str, path: str, body: object) -> bytes:
    data = b"" if body is None else json.dumps(body).encode()
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    return head.encode() + data


@dataclass(slots=True)
class Follower(asyncio.Protocol):
    """A client of the live stream that counts what it is sent."""

    request: bytes
    received: int = 0
    events: int = 0
    is_over: bool = False
    transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.received += len(data)
        self.events += data.count(b"\nevent: ")

    def connection_lost(self, error: Exception | None) -> None:
        self.is_over = True


@dataclass(slots=True)
class Crowd:
    """Many followers of the same."""

    url: str
    token: str
    followers: list[Follower] = field(default_factory=list)

    async def gather(self, count: int, path: str) -> None:
        where = urlsplit(self.url)
        request = _request(self.url, self.token, "GET", path, None)
        loop = asyncio.get_running_loop()
        for _ in range(count):
            _, follower = await loop.create_connection(lambda: Follower(request), where.hostname, where.port)
            self.followers.append(follower)
        while not all(follower.events for follower in self.followers):  # noqa: ASYNC110 - they count by hand
            await asyncio.sleep(0.01)

    def leave(self) -> None:
        for follower in self.followers:
            if follower.transport is not None:
                follower.transport.abort()
        self.followers.clear()


async def timed(wire: Wire, method: str, path: str, body: object, count: int) -> list[float]:
    """Seconds of each of so many requests, one after the other."""
    found = []
    for _ in range(count):
        started = time.perf_counter()
        await wire.ask(method, path, body)
        found.append(time.perf_counter() - started)
    return found


async def together(wires: Sequence[Wire], path: str, seconds: float) -> float:
    """Requests a second by several connections at once."""
    until = time.perf_counter() + seconds

    async def keep_asking(wire: Wire) -> int:
        count = 0
        while time.perf_counter() < until:
            await wire.ask("GET", path)
            count += 1
        return count

    return sum(await asyncio.gather(*map(keep_asking, wires))) / seconds


async def steadily(wire: Wire, path: str, a_second: float, stop: asyncio.Event) -> list[float]:
    """Ask so often a second until told to stop; seconds of each."""
    found: list[float] = []
    loop = asyncio.get_running_loop()
    due = loop.time()
    while not stop.is_set():
        started = time.perf_counter()
        await wire.ask("GET", path)
        found.append(time.perf_counter() - started)
        due = max(due + 1 / a_second, loop.time() - 1)
        await asyncio.sleep(max(due - loop.time(), 0))
    return found
