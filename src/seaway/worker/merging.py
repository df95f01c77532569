"""Which files of its upstreams an attempt finds, and whose where two have the same path."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from seaway.blobs.manifest import FileEntry
from seaway.errors import DataError
from seaway.ids import TaskKey
from seaway.sdk.protocols.executor import Upstream


@dataclass(frozen=True, slots=True)
class Offer:
    """A file that an upstream hands on, at the path where it will lie."""

    path: str
    entry: FileEntry
    upstream: Upstream


def merge(sources: Iterable[tuple[Upstream, Sequence[FileEntry]]]) -> dict[str, FileEntry]:
    """One file a path.

    Raises:
        DataError: two upstreams that don't know of each other wrote different content to one path; names
        both.
    """
    offers: dict[str, list[Offer]] = {}
    for upstream, entries in sources:
        for entry in entries:
            # What an item only passes on stays where it was; what it wrote goes under its key.
            is_prefixed = upstream.prefix and not entry.is_inherited
            path = f"{upstream.prefix.strip('/')}/{entry.path}" if is_prefixed else entry.path
            offers.setdefault(path, []).append(Offer(path, entry, upstream))
    chosen = {path: _latest(path, found) for path, found in offers.items()}
    _check_folders(chosen)
    return {path: offer.entry for path, offer in chosen.items()}


def _latest(path: str, offers: list[Offer]) -> Offer:
    for offer in offers:
        if all(_stands_over(offer, other) for other in offers):
            return offer
    first = offers[0]
    other = next(offer for offer in offers if offer.entry.sha256 != first.entry.sha256)
    raise _conflict(path, first.upstream.key, other.upstream.key)


def _stands_over(offer: Offer, other: Offer) -> bool:
    return (
        offer.entry.sha256 == other.entry.sha256
        or other.entry.sha256 in offer.entry.replaces
        or other.upstream.key in offer.upstream.after
    )


def _conflict(path: str, first: TaskKey, second: TaskKey) -> DataError:
    return DataError(
        f"`{path}` comes from `{first}` and from `{second}`, with different content.",
        hint="Let them write to different names, let one need the other, or choose with `files: {from: …}`.",
    )


def _check_folders(chosen: dict[str, Offer]) -> None:
    for path, offer in chosen.items():
        parts = path.split("/")
        for count in range(1, len(parts)):
            if (clash := chosen.get("/".join(parts[:count]))) is not None:
                keys = f"a file of `{clash.upstream.key}` and a folder of `{offer.upstream.key}`"
                raise DataError(
                    f"`{clash.path}` is {keys}.",
                    hint="Let them write to different names.",
                )
