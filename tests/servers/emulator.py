"""Programs that stand for a cloud: started on a free loopback port, ended by their process."""

import http.client
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers.contract import Reply

ROOT = Path(__file__).parents[2]
_READY_S = 90.0
_LOOK_S = 0.05
_DROPPED = {"connection", "content-length", "date", "keep-alive", "server", "transfer-encoding"}


def program(environment: str, name: str) -> Path:
    """A program of one of the environments inside of .venv; without it the test is skipped."""
    place = ROOT / ".venv" / environment / "bin" / name
    if not place.is_file():
        pytest.skip(f"{place.relative_to(ROOT)} is missing: run `make setup`.")
    return place


@contextmanager
def running(command: Sequence[str], folder: Path, said: str, env: Mapping[str, str]) -> Iterator[int]:
    """The program while the block runs; gives the port that its log names where `said` matches."""
    log = folder / "server.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**os.environ, **env},
            start_new_session=True,
        )
    try:
        yield _port(process, log, said)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(30)


def _port(process: subprocess.Popen[bytes], log: Path, said: str) -> int:
    until = time.monotonic() + _READY_S
    while time.monotonic() < until and process.poll() is None:
        text = log.read_text(errors="replace")
        if found := re.search(said, text):
            return int(found[1])
        time.sleep(_LOOK_S)
    raise AssertionError(f"The emulator did not start: {log.read_text(errors='replace')[-2000:]}")


def forwarded(port: int, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
    """What the program on `port` answers; its own headers, but for those of one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        kept = {name: value for name, value in headers.items() if name.lower() not in _DROPPED | {"host"}}
        connection.request(method, target, body, {**kept, "Host": f"127.0.0.1:{port}"})
        answer = connection.getresponse()
        given = {name: value for name, value in answer.getheaders() if name.lower() not in _DROPPED}
        return Reply(answer.read(), answer.status, given)
    finally:
        connection.close()
