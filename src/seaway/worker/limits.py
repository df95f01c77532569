"""A bound on the memory of this process while user code runs in it."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext


def memory(limit_bytes: int | None) -> AbstractContextManager[None]:
    """Private writable memory; what goes over it is a MemoryError. Elsewhere than on Linux the executor
    watches."""
    if limit_bytes is None or sys.platform != "linux":
        return nullcontext()
    return _limited(limit_bytes)


@contextmanager
def _limited(limit_bytes: int) -> Iterator[None]:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = limit_bytes if hard == resource.RLIM_INFINITY else min(limit_bytes, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
