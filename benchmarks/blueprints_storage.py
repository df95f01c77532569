"""The storage verbs on one large file, in each system, beside what the bare client needs."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.memory import PeakPss
from seaway.settings import PRIVATE_NETWORKS
from seaway.spec.durations import parse_size

SYSTEMS = ("local", "s3", "gcs", "azure_blob", "sftp", "http_files")
BUDGET_MB = 300.0
NAME = "big.csv"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.blueprints storage")
    parser.add_argument("--size", default="200MB", type=parse_size)
    parser.add_argument("--systems", default=",".join(SYSTEMS))
    parser.add_argument("--verbs", default="")
    given = parser.parse_args(arguments)
    verbs = [verb for verb in given.verbs.split(",") if verb]
    os.environ[PRIVATE_NETWORKS] = "loopback"
    print(f"{'system':12}{'verb':12}{'seconds':>9}{'bare':>9}{'ratio':>8}{'PSS MB':>9}{'bare MB':>9}")
    missed = 0
    for system in given.systems.split(","):
        with tempfile.TemporaryDirectory(prefix="seaway-bench-") as folder:
            missed += _measure(system, Path(folder), given.size, verbs)
    print(f"Budget: {BUDGET_MB:.0f} MB; {'missed' if missed else 'kept'}.")
    return 1 if missed else 0


def _measure(system: str, folder: Path, size_bytes: int, verbs: list[str]) -> int:
    task = folder / "task"
    task.mkdir()
    _write(task / NAME, size_bytes)
    missed = 0
    with _place(system, folder) as values:
        for verb in (verb for verb in _verbs(system) if not verbs or verb in verbs):
            bare = _child(system, f"bare_{verb}", folder, values) if verb in {"upload", "download"} else None
            took = _child(system, verb, folder, values)
            missed += took[1] > BUDGET_MB
            _print(system, verb, took, bare)
    return missed


def _verbs(system: str) -> tuple[str, ...]:
    if system == "http_files":
        return ("download", "verify")
    verbs = ("upload", "download", "verify", "copy", "move", "delete")
    return (*verbs, "compress", "decompress") if system == "local" else verbs


def _print(system: str, verb: str, took: tuple[float, float], bare: tuple[float, float] | None) -> None:
    line = f"{system:12}{verb:12}{took[0]:9.2f}"
    if bare is None:
        print(f"{line}{'':17}{took[1]:9.0f}", flush=True)
    else:
        print(f"{line}{bare[0]:9.2f}{took[0] / bare[0]:8.1f}{took[1]:9.0f}{bare[1]:9.0f}", flush=True)


def _write(place: Path, size_bytes: int) -> None:
    """Lines of a CSV, neither constant nor random."""
    block = b"".join(b"%d,%s,EUR\n" % (number, os.urandom(8).hex().encode()) for number in range(40_000))
    with place.open("wb") as stream:
        stream.write(b"id,key,currency\n")
        for _ in range(size_bytes // len(block)):
            stream.write(block)


def _child(system: str, verb: str, folder: Path, values: Mapping[str, object]) -> tuple[float, float]:
    """Seconds and highest PSS of a process that does just this."""
    told = json.dumps({"system": system, "verb": verb, "folder": str(folder), "values": values})
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.blueprints_storage", told], stdout=subprocess.PIPE, text=True
    )
    with PeakPss(process.pid) as peak:
        said, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{system} {verb} ended with {process.returncode}")
    return float(said.strip().splitlines()[-1]), peak.mb or 0.0


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


# --- in the child ------------------------------------------------------------------------------------------


def _work(told: Mapping[str, Any]) -> None:
    from seaway.integrations.storage import blueprints
    from seaway.sdk.context import Context

    task = Path(told["folder"]) / "task"
    ctx = Context(folder=task, temp=Path(told["folder"]) / "temp", connections=lambda _: dict(told["values"]))
    verb = str(told["verb"])
    if verb.startswith("bare_"):
        job = _bare(str(told["system"]), verb.removeprefix("bare_"), ctx, task)
    else:
        inputs = {"connection": "lake", **_INPUTS[verb]}
        job = lambda: getattr(blueprints, verb).call(ctx, inputs)  # noqa: E731 - what is measured
    started = time.perf_counter()
    job()
    print(time.perf_counter() - started)


_INPUTS: Mapping[str, Mapping[str, object]] = {
    "upload": {"paths": [NAME]},
    "download": {"paths": [NAME], "to": "back"},
    "verify": {"paths": [NAME]},
    "copy": {"paths": [NAME], "to": "copy"},
    "move": {"paths": [f"copy/{NAME}"], "to": "moved", "flatten": True},
    "delete": {"paths": ["moved/"]},
    "compress": {"paths": [NAME], "to": "big.zip"},
    "decompress": {"paths": ["big.zip"], "to": "unpacked"},
}


def _bare(system: str, verb: str, ctx: Any, task: Path) -> Callable[[], object]:
    """The same with the vendor's client, as its own documentation shows it."""
    import shutil

    values = ctx.connection("lake")
    source, target = task / NAME, task / "bare.csv"
    key = f"bare-{NAME}" if verb == "upload" else NAME
    match system, verb:
        case "local", "upload":
            return lambda: shutil.copyfile(source, Path(values.path) / key)
        case "local", _:
            return lambda: shutil.copyfile(Path(values.path) / key, target)
        case "s3", "upload":
            return lambda: values.client().upload_file(str(source), values.bucket, key)
        case "s3", _:
            return lambda: values.client().download_file(values.bucket, key, str(target))
        case "gcs", "upload":
            return lambda: values.client().bucket(values.bucket).blob(key).upload_from_filename(str(source))
        case "gcs", _:
            return lambda: values.client().bucket(values.bucket).blob(key).download_to_filename(str(target))
        case "azure_blob", _:
            return lambda: _bare_azure(values.store(), verb, key, source, target)
        case "sftp", _:
            return lambda: _bare_sftp(values, verb, key, source, target)
    return lambda: _bare_http(values, key, target)


def _bare_azure(store: Any, verb: str, key: str, source: Path, target: Path) -> None:
    import obstore

    if verb == "upload":
        obstore.put(store, key, source)
        return
    with target.open("wb") as stream:
        for piece in obstore.get(store, key).stream():
            stream.write(piece)


def _bare_sftp(values: Any, verb: str, key: str, source: Path, target: Path) -> None:
    import asyncio

    import asyncssh

    async def run() -> None:
        known = asyncssh.import_known_hosts(f"[{values.host}]:{values.port} {values.host_key}")
        async with (
            asyncssh.connect(
                values.host,
                values.port,
                username=values.username,
                password=values.password.get_secret_value(),
                known_hosts=known,
            ) as link,
            link.start_sftp_client() as sftp,
        ):
            if verb == "upload":
                await sftp.put(source, f"{values.path}/{key}")
            else:
                await sftp.get(f"{values.path}/{key}", target)

    asyncio.run(run())


def _bare_http(values: Any, key: str, target: Path) -> None:
    import httpx

    headers = {"Authorization": f"Bearer {values.token.get_secret_value()}"}
    with (
        httpx.stream("GET", f"{values.base_url}/{key}", headers=headers) as response,
        target.open("wb") as stream,
    ):
        for piece in response.iter_raw():
            stream.write(piece)


if __name__ == "__main__":
    _work(json.loads(sys.argv[1]))
