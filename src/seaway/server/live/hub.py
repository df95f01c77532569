"""Who follows what, and how events reach them: each is written out once and shared by all who follow it.

Events go out some thirty times a second at most, so that a busy run costs one write a client, not one an
event. A ring keeps the last ones for clients that come back. A client that reads too slowly is cut off."""

import asyncio
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

GATHER_S = 0.03
GATHER_A_CLIENT_S = 0.0005
LONGEST_GATHER_S = 0.13
"""Many clients wait a little longer, so that the writes a second are bounded: people see no difference."""
MOST_UNREAD_BYTES = 4 * 2**20
RING_EVENTS = 20_000
RING_BYTES = 16 * 2**20
LINGER_S = 60.0
LATELY_S = 10.0
"""A page reads before it follows: a new client is given what came so long before it."""

Key = str
"""What an event is about, and what a client follows: `runs:finance`, `run:<id>`, `ticks:finance`,
`log:<run>:<task>@<attempt>`, `workflows:finance`."""


@dataclass(frozen=True, slots=True)
class Event:
    """`data` is JSON. Of several with the same `slot` that wait together, only the last is sent."""

    kind: str
    keys: tuple[Key, ...]
    data: bytes
    slot: str = ""


@dataclass(frozen=True, slots=True)
class _Sent:
    """`slot`: of what, so that a later one takes its place; `at`: when, by the monotonic clock."""

    id: int
    keys: tuple[Key, ...]
    frame: bytes
    slot: object
    at: float


@dataclass(slots=True)
class _Watch:
    """Since which id all events of a key are in the ring; how many follow it, and since when nobody does."""

    since: int
    clients: int = 0
    left_at: float = 0.0


class Client:
    """One stream. `take` gives what is to be written next."""

    def __init__(self, keys: frozenset[Key]) -> None:
        self.keys = keys
        self.is_cut_off = False
        self._chunks: deque[bytes] = deque()
        self._size = 0
        self._filled = asyncio.Event()

    def push(self, chunk: bytes) -> None:
        if self.is_cut_off:
            return
        self._size += len(chunk)
        self._chunks.append(chunk)
        if self._size > MOST_UNREAD_BYTES:
            self.is_cut_off = True
            self._chunks.clear()
        self._filled.set()

    async def take(self, timeout_s: float) -> bytes:
        """What waits, all of it; nothing after `timeout_s`, and at once where the client was cut off."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._filled.wait()
        except TimeoutError:
            return b""
        self._filled.clear()
        data = b"".join(self._chunks)
        self._chunks.clear()
        self._size = 0
        return data


@dataclass(slots=True)
class _Channel:
    """The clients that follow the same."""

    keys: frozenset[Key]
    clients: set[Client] = field(default_factory=set)


class Hub:
    """Of one process and event loop. Ids go on rising after a restart, as they begin with the time."""

    def __init__(self) -> None:
        self._last_id = time.time_ns() // 1_000
        self._ring: deque[_Sent] = deque()
        self._ring_bytes = 0
        self._ring_begin = self._last_id
        self._watched: dict[Key, _Watch] = {}
        self._channels: dict[frozenset[Key], _Channel] = {}
        self._waiting: dict[object, Event] = {}
        self._flushing: asyncio.TimerHandle | None = None
        self.sent = 0
        self.cut_off = 0

    @property
    def last_id(self) -> int:
        return self._last_id

    @property
    def clients(self) -> int:
        return sum(len(channel.clients) for channel in self._channels.values())

    @property
    def watched(self) -> list[Key]:
        """What somebody follows, or did a moment ago."""
        self._forget_left()
        return list(self._watched)

    def is_watched(self, key: Key) -> bool:
        return key in self._watched

    def join(self, keys: Iterable[Key], *, last_id: int | None = None) -> Client:
        """A new client. What came since `last_id` is the first that it is given, without one what came
        lately; where that is not known any more, or is too much, a `reset`."""
        client = Client(frozenset(keys))
        missed = self._lately(client.keys) if last_id is None else self._missed(client.keys, last_id)
        channel = self._channels.setdefault(client.keys, _Channel(client.keys))
        channel.clients.add(client)
        for key in client.keys:
            self._watched.setdefault(key, _Watch(self._last_id)).clients += 1
        if missed is None or sum(len(each.frame) for each in missed) > MOST_UNREAD_BYTES // 2:
            client.push(_hello(self._last_id))
            client.push(frame_of(self._last_id, "reset", b'{"reason":"what came meanwhile is not kept"}'))
        else:
            client.push(_hello(missed[0].id - 1 if missed else self._last_id))
            client.push(b"".join(each.frame for each in missed))
        return client

    def leave(self, client: Client) -> None:
        channel = self._channels.get(client.keys)
        if channel is None or client not in channel.clients:
            return
        channel.clients.discard(client)
        self.cut_off += client.is_cut_off
        if not channel.clients:
            del self._channels[client.keys]
        for key in client.keys:
            watch = self._watched[key]
            watch.clients -= 1
            watch.left_at = time.monotonic()

    def publish(self, event: Event) -> None:
        """Send to all who follow one of its keys, soon."""
        if not any(key in self._watched for key in event.keys):
            return
        slot: object = (event.kind, event.slot) if event.slot else object()
        self._waiting.pop(slot, None)  # the last one, in the place of the last one
        self._waiting[slot] = event
        if self._flushing is None:
            pause_s = min(GATHER_S + GATHER_A_CLIENT_S * self.clients, LONGEST_GATHER_S)
            self._flushing = asyncio.get_running_loop().call_later(pause_s, self._flush)

    def reset(self, reason: str) -> None:
        """Something was missed: all clients must look again."""
        data = b'{"reason":"%s"}' % reason.encode()
        for key in list(self._watched):
            self.publish(Event("reset", (key,), data, slot="all"))

    def _flush(self) -> None:
        self._flushing = None
        events, self._waiting = self._waiting, {}
        sent = [self._number(event, slot) for slot, event in events.items()]
        for channel in self._channels.values():
            chunk = b"".join(each.frame for each in sent if not channel.keys.isdisjoint(each.keys))
            if chunk:
                for client in channel.clients:
                    client.push(chunk)

    def _number(self, event: Event, slot: object) -> _Sent:
        self._last_id += 1
        self.sent += 1
        frame = frame_of(self._last_id, event.kind, event.data)
        sent = _Sent(self._last_id, event.keys, frame, slot, time.monotonic())
        self._ring.append(sent)
        self._ring_bytes += len(frame)
        while len(self._ring) > RING_EVENTS or self._ring_bytes > RING_BYTES:
            gone = self._ring.popleft()
            self._ring_bytes -= len(gone.frame)
            self._ring_begin = gone.id
        return sent

    def _missed(self, keys: frozenset[Key], last_id: int) -> Sequence[_Sent] | None:
        """None where not all of it is kept."""
        self._forget_left()
        if last_id < self._ring_begin or last_id > self._last_id:
            return None
        if any(key not in self._watched or self._watched[key].since > last_id for key in keys):
            return None
        return [each for each in self._ring if each.id > last_id and not keys.isdisjoint(each.keys)]

    def _lately(self, keys: frozenset[Key]) -> Sequence[_Sent]:
        """Of each slot the last one, in order. Log lines are not among them: who follows a log is given its
        last lines."""
        since, found = time.monotonic() - LATELY_S, dict[object, _Sent]()
        for each in reversed(self._ring):
            if each.at < since:
                break
            if any(key in keys for key in each.keys if not key.startswith("log:")):
                found.setdefault(each.slot, each)
        return list(reversed(found.values()))

    def _forget_left(self) -> None:
        """A key that nobody follows is watched on for a while, for clients that come back."""
        too_long_ago = time.monotonic() - LINGER_S
        for key in [k for k, watch in self._watched.items() if not watch.clients]:
            if self._watched[key].left_at < too_long_ago:
                del self._watched[key]


def _hello(id_: int) -> bytes:
    """Its id is of what was before all that follows: who loses the line right after it misses nothing."""
    return b"retry: 1000\n\n" + frame_of(id_, "hello", b"{}")


def frame_of(id_: int, kind: str, data: bytes) -> bytes:
    """One event as server-sent events want it; `data` is JSON without newlines."""
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (id_, kind.encode(), data)
