"""Environments with packages: built from wheels in a folder, without a network, before the attempt begins."""

import json
import socket
import time
from pathlib import Path

import psutil
import pytest

from seaway.core.outcome import Ending
from seaway.sdk.protocols.executor import AttemptSpec, BlueprintBody, Started
from seaway.worker.environment import environment_hash
from tests.support.wheels import make_wheel, of_folder
from tests.support.workers import attempt
from tests.support.yards import all_of, eventually, yard

_VERSION = "import harbor; result = harbor.VERSION"
_BLUEPRINT = """
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context

@blueprint("port.version", title="Version", category="Test")
def version(ctx: Context, of: str = "harbor") -> str:
    \"\"\"Tell a version.\"\"\"
    import harbor
    return f"{of} {harbor.VERSION}"
"""


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "wheels"
    folder.mkdir()
    make_wheel(folder, "harbor", "1.0", "VERSION = '1.0'\n")
    for name, value in of_folder(folder).items():
        monkeypatch.setenv(name, value)
    return folder


@pytest.fixture
def silent_index(monkeypatch: pytest.MonkeyPatch) -> object:
    """An index that takes a connection and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("UV_DEFAULT_INDEX", f"http://127.0.0.1:{server.getsockname()[1]}/simple")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield server


def wants(*requirements: str) -> dict[str, object]:
    return {"environment": environment_hash(requirements), "requirements": requirements}


def installers() -> list[psutil.Process]:
    return [each for each in psutil.Process().children(recursive=True) if each.name() == "uv"]


async def test_an_attempt_runs_with_its_packages_and_its_log_tells_how_they_came(
    tmp_path: Path, wheels: Path
) -> None:
    async with yard(tmp_path) as here:
        spec = here.execute(_VERSION, **wants("harbor"))
        outcome = await here.run(spec)
        assert json.loads(outcome.outputs or "")["result"] == "1.0"
        log = here.log(spec.attempt_id)
        assert "are being installed" in log
        assert "harbor==1.0" in log
        without = here.execute("import importlib.util; result = importlib.util.find_spec('harbor') is None")
        assert json.loads((await here.run(without)).outputs or "")["result"] is True


async def test_many_that_want_the_same_build_it_once(tmp_path: Path, wheels: Path) -> None:
    async with yard(tmp_path) as here:
        specs = [here.execute(_VERSION, **wants("harbor")) for _ in range(8)]
        for spec in specs:
            await here.start(spec)
        assert len(here.executor._environments._builds) == 1
        outcomes = await all_of(*(here.outcome(spec.attempt_id) for spec in specs))
        assert {outcome.ending for outcome in outcomes} == {Ending.SUCCESS}
        assert here.executor._environments._builds == {}


async def test_an_environment_that_someone_deleted_is_built_again(tmp_path: Path, wheels: Path) -> None:
    import shutil

    async with yard(tmp_path) as here:
        await here.run(here.execute(_VERSION, **wants("harbor")))
        here.executor._tasks.retire_idle(older_than_s=0.0)
        shutil.rmtree(Path(here.paths.environments, environment_hash(["harbor"])))
        outcome = await here.run(here.execute(_VERSION, **wants("harbor")))
        assert outcome.ending is Ending.SUCCESS


async def test_what_can_not_be_installed_is_told_with_the_installers_words(
    tmp_path: Path, wheels: Path
) -> None:
    async with yard(tmp_path) as here:
        spec = here.execute(_VERSION, **wants("harbour"))
        outcome = await here.run(spec)
        assert (outcome.ending, outcome.began, outcome.exit_code) == (Ending.FAILED, False, 49)
        assert "no package `harbour`" in outcome.reason
        assert "$ uv pip install" in here.log(spec.attempt_id)
        assert "no package `harbour`" in here.log(spec.attempt_id).splitlines()[-1]


async def test_stopping_ends_a_build_under_way(tmp_path: Path, silent_index: socket.socket) -> None:
    async with yard(tmp_path) as here:
        spec = here.execute(_VERSION, **wants("harbor"))
        await here.start(spec)
        await eventually(lambda: bool(installers()))
        began_s = time.monotonic()
        await here.close(grace_s=30.0)
        assert time.monotonic() - began_s < 25
        assert installers() == []
        (finished,) = await here.finished(spec.attempt_id)
        assert (finished.outcome.ending, finished.outcome.began) == (Ending.RETURNED, False)


async def test_a_cancel_does_not_wait_for_the_build(tmp_path: Path, silent_index: socket.socket) -> None:
    async with yard(tmp_path) as here:
        first, second = (here.execute(_VERSION, **wants("harbor")) for _ in range(2))
        await here.start(first)
        await here.start(second)
        await eventually(lambda: bool(installers()))
        await here.executor.cancel(first.attempt_id, reason="by hand")
        assert (await here.outcome(first.attempt_id)).ending is Ending.CANCELLED
        assert (await here.run(here.pid())).ending is Ending.SUCCESS
        assert not any(
            isinstance(one, Started) and one.attempt_id == second.attempt_id for one in here.events
        )


async def test_a_blueprint_of_the_project_finds_what_only_its_environment_has(
    tmp_path: Path, wheels: Path
) -> None:
    async with yard(tmp_path) as here:
        here.write("blueprints/port.py", _BLUEPRINT)
        body = BlueprintBody("port.version", {"of": "{{ inputs.of }}"})
        given = {"bundle": here.snapshot(), "context": {"inputs": {"of": "the harbor"}}}
        spec: AttemptSpec = attempt(body, **given, **wants("harbor"))
        outcome = await here.run(spec)
        assert outcome.ending is Ending.SUCCESS, outcome
        assert "the harbor 1.0" in (outcome.outputs or "")
        plain = await here.run(attempt(body, **given))
        assert "No module named 'harbor'" in plain.reason
