"""`seaway up` as its owner meets it: a link that signs in, ports and hosts, a server that dies."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from seaway.cli.api_process import MOST_FIRST_STARTS
from tests.acceptance.shell import Hands, eventually

pytestmark = pytest.mark.slow
HELLO = "seaway: 1\ntasks:\n  hello: {run: echo hello}\n"


@pytest.fixture
def project(hands: Hands) -> Hands:
    hands.write("seaway.toml", 'name = "harbour"\n')
    hands.write("workflows/hello.yaml", HELLO)
    return hands


def events(process: "subprocess.Popen[str]", until: str) -> list[dict[str, Any]]:
    """The events of `up --json` up to one of this kind."""
    assert process.stdout is not None
    seen: list[dict[str, Any]] = []
    for line in process.stdout:
        seen.append(json.loads(line))
        if seen[-1]["event"] == until:
            return seen
    raise AssertionError(f"no {until} in {seen}")


def up(hands: Hands, *words: str) -> "subprocess.Popen[str]":
    return hands.start("up", "--json", "--no-triggers", *words)


@pytest.fixture
def signed_in(project: Hands) -> Iterator[httpx.Client]:
    serving = events(up(project), "serving")[-1]
    with httpx.Client(base_url=serving["url"], follow_redirects=False, trust_env=False) as client:
        assert client.get(serving["link"]).status_code == 303
        assert client.get(serving["link"]).status_code == 401, "a link works once"
        client.headers["X-CSRF-Token"] = client.get("/api/v1/session").json()["csrf"]
        yield client


def test_the_first_start_gives_a_link_that_signs_in_its_owner(signed_in: httpx.Client) -> None:
    said = signed_in.get("/api/v1/session").json()
    assert said["user"]["is_admin"]
    assert not said["user"]["has_password"]
    assert not said["is_setup_needed"]
    assert [each["name"] for each in said["projects"]] == ["harbour"]
    assert signed_in.get("/").status_code == 200
    assert signed_in.get("/readyz").text == "ok"


def test_a_server_that_died_is_started_again_and_nobody_is_refused_meanwhile(project: Hands) -> None:
    process = up(project)
    url = events(process, "serving")[-1]["url"]
    [server] = children(process.pid, "api_serving")
    os.kill(server, signal.SIGKILL)
    assert httpx.get(f"{url}/healthz", timeout=30, trust_env=False).text == "ok"
    assert "SIGKILL" in events(process, "server_stopped")[-1]["message"]
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=120) == 0


def test_a_server_that_never_comes_up_is_given_up_with_its_reason(project: Hands) -> None:
    """A library that the pages need is broken: a few tries, each with what went wrong, then exit code 1."""
    broken = project.write("broken/uvicorn.py", "raise ImportError('libharbour.so.4 is missing')\n").parent
    path = os.pathsep.join([str(broken), *filter(None, sys.path)])
    said = project.type("up", "--json", "--no-triggers", env={"PYTHONPATH": path}, expect=1)
    tries = [each["message"] for each in said.events if each["event"] == "server_stopped"]
    assert len(tries) == MOST_FIRST_STARTS - 1
    assert all("ImportError: libharbour.so.4 is missing" in each for each in tries)
    [failed] = [each["message"] for each in said.events if each["event"] == "server_failed"]
    assert "does not come up (exit code 1: ImportError: libharbour.so.4 is missing)" in failed
    assert failed.endswith("server.log")
    assert said.events[-1]["event"] == "stopped"


def test_the_server_ends_with_its_engine_however_that_ends(project: Hands) -> None:
    process = up(project)
    url = events(process, "serving")[-1]["url"]
    [server] = children(process.pid, "api_serving")
    process.kill()
    process.wait(timeout=120)
    eventually(lambda: not is_alive(server))
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/healthz", trust_env=False)


def test_pages_are_there_until_the_last_attempt_has_ended(project: Hands) -> None:
    project.write("workflows/slow.yaml", "seaway: 1\ntasks:\n  wait: {run: echo begun; sleep 60}\n")
    process = up(project)
    url = events(process, "serving")[-1]["url"]
    project.type("run", "slow", "--no-watch", expect=0)
    eventually(lambda: project.has_logged("begun"))
    process.send_signal(signal.SIGTERM)
    assert "1 attempt may go on" in events(process, "stopping")[-1]["message"]
    assert httpx.get(f"{url}/healthz", trust_env=False).text == "ok"
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=120) == 0


def test_a_port_that_is_taken_is_said_and_the_next_is_taken_where_none_was_asked_for(project: Hands) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = project.type("up", "--port", str(port), expect=1)
        assert f"Port {port} of 127.0.0.1 is taken" in said.err
        assert "--port" in said.err
    one = events(up(project), "serving")[-1]["url"]
    project.write("other/seaway.toml", 'name = "other"\n')
    two = events(up(project, "--project", "other"), "serving")[-1]["url"]
    assert one != two


def test_where_others_can_reach_it_somebody_needs_a_password(project: Hands) -> None:
    said = project.type("up", "--host", "0.0.0.0", "--port", "0", expect=2)
    assert "Nobody has a password yet" in said.err
    assert "seaway users set-password" in said.err
    assert "192.0.2.1" in project.type("up", "--host", "192.0.2.1", expect=2).err


def test_the_api_alone_serves_what_an_engine_elsewhere_runs(project: Hands) -> None:
    serving = events(up(project, "--role", "api"), "serving")[-1]
    with httpx.Client(base_url=serving["url"], trust_env=False) as client:
        assert client.get(serving["link"]).status_code == 303
        assert client.get("/api/v1/session").status_code == 200
        engine = up(project, "--role", "engine")
        events(engine, "started")
        assert not children(engine.pid, "api_serving")
        project.type("run", "hello", expect=0)


def children(parent: int, words: str) -> list[int]:
    import psutil

    found = psutil.Process(parent).children(recursive=True)
    return [each.pid for each in found if words in " ".join(each.cmdline())]


def is_alive(pid: int) -> bool:
    import psutil

    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
