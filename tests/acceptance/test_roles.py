"""The API and the engine as two processes on one PostgreSQL database: who follows misses no end of a run."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.acceptance.shell import Hands
from tests.acceptance.test_up import events

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
RUNS = 5
PATIENCE_S = 120.0
HELLO = "seaway: 1\ntasks:\n  hello: {run: echo hello}\n"


@pytest.mark.parametrize("engines_state", ["one_state_folder", "two_state_folders"])
def test_the_end_of_every_run_is_heard(
    hands: Hands, empty_postgres_url: str, tmp_path: Path, engines_state: str
) -> None:
    """From an engine with the same state folder by its news; from another one by looking into the store."""
    hands.write("seaway.toml", 'name = "harbour"\n')
    hands.write("workflows/hello.yaml", HELLO)
    shared = {"SEAWAY_DATABASE": empty_postgres_url, "SEAWAY_ARTIFACTS": str(tmp_path / "artifacts")}
    own = {"SEAWAY_HOME": str(tmp_path / "engine")} if engines_state == "two_state_folders" else {}
    events(hands.start("up", "--json", "--role", "engine", env=shared | own), "started")
    api = hands.start("up", "--json", "--no-browser", "--role", "api", "--port", "0", env=shared)
    url = events(api, "serving")[-1]["url"]
    token = hands.type("tokens", "create", "ear", "--scope", "all", env=shared, expect=0).out.strip()
    headers = {"Authorization": f"Bearer {token}"}
    at = "/api/v1/projects/harbour"
    with (
        httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=60) as client,
        client.stream("GET", f"{at}/events") as stream,
    ):
        heard = told(stream.iter_lines())
        assert next(heard)[0] == "hello"
        for _ in range(RUNS):
            made = client.post(f"{at}/workflows/hello/runs", json={})
            assert made.status_code == 201, made.text
            assert states_of(heard, made.json()["run_id"])[-1] == "success"


def told(lines: Iterator[str]) -> Iterator[tuple[str, dict[str, object]]]:
    """Bounded: heartbeats alone would keep a follower for ever."""
    kind, until = "", time.monotonic() + PATIENCE_S
    for line in lines:
        assert time.monotonic() < until, "nothing was told for too long"
        name, _, value = line.partition(": ")
        if name == "event":
            kind = value
        elif name == "data":
            yield kind, json.loads(value)


def states_of(heard: Iterator[tuple[str, dict[str, object]]], run_id: str) -> list[str]:
    """What is told of a run, up to its end."""
    states = []
    for kind, data in heard:
        if kind == "run" and data["run_id"] == run_id:
            states.append(str(data["state"]))
            if states[-1] in ("success", "failed", "cancelled"):
                return states
    raise AssertionError(f"the stream ended after {states}")
