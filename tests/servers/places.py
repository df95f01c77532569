"""What the tests of the storage verbs know of a system: how to connect, and a way around Seaway to look."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One bucket, container or folder of one system, empty at first.

    values: the connection that works; wrong_key, missing: the same with a wrong secret, and of a bucket that
    is not there; None where the system has neither.
    put, get, names: behind Seaway's back; `get` gives None where there is no file.
    """

    system: str
    values: Mapping[str, object]
    put: Callable[[str, bytes], None]
    get: Callable[[str], bytes | None]
    names: Callable[[], list[str]]
    wrong_key: Mapping[str, object] | None = None
    missing: Mapping[str, object] | None = None
    reads_only: bool = False
    secrets: tuple[str, ...] = field(default=())
    """What may stand in no message."""
