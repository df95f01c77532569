"""The worker processes that are there: which one takes an attempt, and who is let go. Decides; starts and
ends nothing."""

from collections.abc import Iterator

from seaway.executors.flights import Key, Worker


class Crew:
    """At most `limit` workers; the idle ones are given again by key, the one that worked last first (its
    caches are warm)."""

    def __init__(self, *, limit: int) -> None:
        self.limit = limit
        self._workers: dict[str, Worker] = {}
        self._idle: dict[str, Worker] = {}
        """In the order in which they became idle, so the first is the least recently used."""

    def __len__(self) -> int:
        return len(self._workers)

    def __iter__(self) -> Iterator[Worker]:
        return iter(tuple(self._workers.values()))

    def get(self, worker_id: str) -> Worker | None:
        return self._workers.get(worker_id)

    def add(self, worker: Worker) -> None:
        self._workers[worker.id] = worker

    def remove(self, worker: Worker) -> None:
        self._workers.pop(worker.id, None)
        self._idle.pop(worker.id, None)

    def rest(self, worker: Worker, now_s: float) -> None:
        """The worker has nothing to do."""
        worker.idle_since_s = now_s
        self._idle[worker.id] = worker

    def take(self, key: Key, *, only_blank: bool = False) -> Worker | None:
        """An idle worker that may serve `key`: one that did already, else one that served nobody yet.

        One that keeps no result is better, as a kept result is written down before the next attempt
        begins."""
        found = None
        for worker in reversed(self._idle.values()):
            if worker.key == key and not only_blank:
                if found is None or found.key is None:
                    found = worker
                if not worker.unacked:
                    found = worker
                    break
            elif worker.key is None and worker.environment == key.environment and found is None:
                found = worker
        if found is not None:
            del self._idle[found.id]
            found.key = key
        return found

    def surplus(self) -> Worker | None:
        """Whom to let go before another one is started; None while there is room."""
        if len(self._workers) < self.limit:
            return None
        return next(iter(self._idle.values()), None)

    def leave(self, worker: Worker) -> None:
        """The worker is no longer given to anybody, though it is still there."""
        worker.is_leaving = True
        self._idle.pop(worker.id, None)

    def idle_longer_than(self, seconds: float, now_s: float) -> list[Worker]:
        return [worker for worker in self._idle.values() if now_s - worker.idle_since_s >= seconds]
