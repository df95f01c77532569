"""The storage verbs on one large file (and `list` on many small ones), in each system."""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.blueprints_costs import Measured, measured
from seaway.settings import PRIVATE_NETWORKS

MODULE = "benchmarks.blueprints_storage"
SYSTEMS = ("local", "s3", "gcs", "azure_blob", "sftp", "http_files")
NAME = "big.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """needs: what the connection holds before: the file at these places."""

    inputs: Mapping[str, object]
    needs: tuple[str, ...] = ()
    only_read: bool = False
    blueprint: str = ""


def _one(verb_path: str, **inputs: object) -> dict[str, object]:
    return {"paths": [verb_path], **inputs}


VERBS: Mapping[str, Verb] = {
    "list": Verb(inputs=_one("many/", limit=1000), blueprint="list_files"),
    "upload": Verb(inputs=_one(NAME)),
    "download": Verb(inputs=_one(NAME, to="back"), needs=(NAME,), only_read=True),
    "verify": Verb(inputs=_one(NAME), needs=(NAME,), only_read=True),
    "copy": Verb(inputs=_one(NAME, to="copy"), needs=(NAME,)),
    "move": Verb(inputs=_one(f"from/{NAME}", to="to", flatten=True), needs=(f"from/{NAME}", "bare-from")),
    "compress": Verb(inputs=_one(NAME, to="big.csv.gz"), needs=(NAME,)),
    "decompress": Verb(inputs=_one("big.csv.gz", to="unpacked"), needs=("big.csv.gz",)),
    "delete": Verb(inputs=_one(f"old/{NAME}"), needs=(f"old/{NAME}", "bare-old")),
}


@dataclass(slots=True)
class _System:
    """values: of the connection. has: the large files that were put there."""

    name: str
    folder: Path
    values: Mapping[str, object]
    has: set[str] = field(default_factory=set)

    def storage(self) -> Any:
        return context(self.folder, self.values).connection("lake").storage()

    def ready(self, verb: Verb) -> None:
        """Put what is missing; a file that a verb took away is missing again."""
        for path in verb.needs:
            if self.name == "http_files" or path in self.has:
                continue
            source = NAME if not path.endswith(".gz") else "big.csv.gz"
            with (self.folder / "task" / source).open("rb") as stream:
                self.storage().put(path, stream)
            self.has.add(path)

    def fill(self, files: int) -> None:
        storage = self.storage()
        for number in range(files):
            with (self.folder / "task" / "small").open("rb") as stream:
                storage.put(f"many/{number // 1000:03d}/{number:06d}.csv", stream)


def measures(systems: Sequence[str], size_bytes: int, files: int, verbs: Sequence[str]) -> Iterator[Measured]:
    """Each verb in each system.

    Raises:
        SystemExit: there is no such system or verb.
    """
    if unknown := [*set(systems) - set(SYSTEMS), *set(verbs) - set(VERBS)]:
        raise SystemExit(f"There is no {unknown[0]!r}; see --help.")
    os.environ[PRIVATE_NETWORKS] = "loopback"
    chosen = verbs or tuple(VERBS)
    for name in systems:
        with tempfile.TemporaryDirectory(prefix="seaway-bench-") as place:
            folder = Path(place)
            (folder / "task").mkdir()
            _write(folder / "task", size_bytes, zipped="decompress" in chosen)
            with _place(name, folder) as values:
                system = _System(name, folder, values)
                yield from _of_system(system, chosen, files)


def _of_system(system: _System, verbs: Sequence[str], files: int) -> Iterator[Measured]:
    told = {"system": system.name, "folder": str(system.folder), "values": system.values}
    for name in verbs:
        verb = VERBS[name]
        if system.name == "http_files" and not verb.only_read:
            continue
        if name == "list":
            system.fill(files)
        system.ready(verb)
        yield measured(MODULE, system.name, name, told)


def _write(folder: Path, size_bytes: int, *, zipped: bool) -> None:
    """Lines of a CSV, neither constant nor random."""
    import gzip
    import shutil

    (folder / "small").write_bytes(b"id,key\n1,a\n")
    block = b"".join(b"%d,%s,EUR\n" % (number, os.urandom(8).hex().encode()) for number in range(40_000))
    with (folder / NAME).open("wb") as stream:
        stream.write(b"id,key,currency\n")
        for _ in range(size_bytes // len(block)):
            stream.write(block)
    if zipped:
        with (folder / NAME).open("rb") as plain, gzip.open(folder / "big.csv.gz", "wb", 1) as packed:
            shutil.copyfileobj(plain, packed, 1 << 20)


@contextmanager
def _place(system: str, folder: Path) -> Iterator[Mapping[str, object]]:
    """Values of a connection to a server that was just started."""
    from tests.servers import azure, files, gcs, s3, sftp

    state = folder / "server"
    state.mkdir()
    with ExitStack() as stack:
        match system:
            case "local":
                yield {"type": "local", "path": str(state)}
            case "s3":
                yield s3.bucket(stack.enter_context(s3.server(state))).values
            case "gcs":
                yield gcs.bucket(stack.enter_context(gcs.server(state))).values
            case "azure_blob":
                yield azure.container(stack.enter_context(azure.server(state))).values
            case "sftp":
                yield sftp.folder(stack.enter_context(sftp.server(state))).values
            case _:
                found = files.folder(stack.enter_context(files.server(state)), "lake")
                (state / "lake" / NAME).hardlink_to(folder / "task" / NAME)
                yield found.values


def context(folder: Path, values: Mapping[str, object]) -> Any:
    from seaway.sdk.context import Context

    return Context(folder=folder / "task", temp=folder / "temp", connections=lambda _: dict(values))


def job(told: Mapping[str, Any]) -> Callable[[], object]:
    """In the process that is measured: the verb, or what the client does for it."""
    from seaway.integrations.storage import blueprints

    folder, verb = Path(told["folder"]), VERBS[told["verb"]]
    ctx = context(folder, told["values"])
    if told["is_bare"]:
        from benchmarks.blueprints_storage_bare import bare_of

        return bare_of(told["system"], ctx.connection("lake"), folder / "task", told["verb"])
    called = getattr(blueprints, verb.blueprint or told["verb"])
    return lambda: called.call(ctx, {"connection": "lake", **verb.inputs})
