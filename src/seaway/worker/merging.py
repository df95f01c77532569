"""Which files of its upstreams an attempt finds, and whose where two have the same path."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from seaway.blobs.manifest import FileEntry, Manifest
from seaway.errors import DataError
from seaway.ids import TaskKey
from seaway.sdk.protocols.executor import Upstream


@dataclass(frozen=True, slots=True)
class Offer:
    """What an upstream says about a path: a file; None, it deleted the one that lay there."""

    path: str
    entry: FileEntry | None
    upstream: Upstream

    @property
    def sha256(self) -> str:
        return self.entry.sha256 if self.entry else ""


def merge(sources: Iterable[tuple[Upstream, Manifest]]) -> dict[str, FileEntry]:
    """One file a path; of several versions the one that came after all others.

    Raises:
        DataError: two upstreams, neither of which came after the other, wrote different content to one
            path; names both.
    """
    offers: dict[str, list[Offer]] = {}
    before: dict[TaskKey, tuple[TaskKey, ...]] = {}
    for upstream, manifest in sources:
        before[upstream.key] = upstream.after
        for offer in _offers(upstream, manifest):
            offers.setdefault(offer.path, []).append(offer)
    chosen = {path: _latest(path, found, before) for path, found in offers.items()}
    _check_folders(chosen)
    return {path: offer.entry for path, offer in chosen.items() if offer.entry is not None}


def _offers(upstream: Upstream, manifest: Manifest) -> Iterator[Offer]:
    folder = f"{upstream.prefix.strip('/')}/" if upstream.prefix else ""
    for entry in manifest.files:
        yield Offer(folder + entry.path, entry, upstream)
    for path in manifest.removed:
        yield Offer(folder + path, None, upstream)


def _latest(path: str, offers: list[Offer], before: Mapping[TaskKey, tuple[TaskKey, ...]]) -> Offer:
    if len(offers) == 1:
        return offers[0]
    for offer in reversed(offers):  # upstreams come in their order, so that the last one mostly is it
        earlier = _all_before(offer.upstream.key, before)
        if all(other.sha256 == offer.sha256 or other.upstream.key in earlier for other in offers):
            return offer
    first = offers[0]
    other = next(offer for offer in offers if offer.sha256 != first.sha256)
    raise _conflict(path, first.upstream.key, other.upstream.key)


def _all_before(key: TaskKey, before: Mapping[TaskKey, tuple[TaskKey, ...]]) -> set[TaskKey]:
    """Upstreams name only those right before them."""
    found: set[TaskKey] = set()
    waiting = [key]
    while waiting:
        for earlier in before.get(waiting.pop(), ()):
            if earlier not in found:
                found.add(earlier)
                waiting.append(earlier)
    return found


def _conflict(path: str, first: TaskKey, second: TaskKey) -> DataError:
    return DataError(
        f"`{path}` comes from `{first}` and from `{second}`, with different content.",
        hint="Let them write to different names, let one need the other, or choose with `files: {from: …}`.",
    )


def _check_folders(chosen: Mapping[str, Offer]) -> None:
    for path, offer in chosen.items():
        parts = path.split("/") if offer.entry else []
        for count in range(1, len(parts)):
            clash = chosen.get("/".join(parts[:count]))
            if clash is not None and clash.entry is not None:
                keys = f"a file of `{clash.upstream.key}` and a folder of `{offer.upstream.key}`"
                raise DataError(
                    f"`{clash.path}` is {keys}.",
                    hint="Let them write to different names.",
                )
