"""What every test may ask for."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_timeout
from hypothesis import settings

from tests.servers import s3
from tests.support import durations, postgres

# A busy machine is no failure; `timeout` in pyproject.toml bounds each test.
settings.register_profile("seaway", deadline=None)
settings.load_profile("seaway")

# Some machines switch compiled files off. The hundreds of processes that tests start would then each compile
# our sources anew, which is most of what a start takes.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

REAL = ("tests/integration", "tests/acceptance")
"""Where tests drive processes, servers and browsers by the clock of a machine that others use too."""


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: tests wait for other processes a third of their time."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give such a test two more tries. The summary lists what needed one: each is a fault to find."""
    for item in items:
        if item.path.relative_to(item.config.rootpath).as_posix().startswith(REAL):
            item.add_marker(pytest.mark.flaky(reruns=2))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """After a long run, which files took the most of it: growth is seen before it hurts."""
    reports = [one for kind in terminalreporter.stats.values() for one in kind]
    if lines := durations.summary(one for one in reports if isinstance(one, pytest.TestReport)):
        terminalreporter.section("where the time went")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Bound each further try as the first one: pytest-timeout puts its clock away where a test fails."""
    if getattr(item, "execution_count", 1) > 1:
        settings = pytest_timeout._get_item_settings(item)
        item.config.pluginmanager.hook.pytest_timeout_set_timer(item=item, settings=settings)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what the developer has set for Seaway (a home, a connection, a token) out of the tests, whose
    servers are on loopback."""
    for name in [name for name in os.environ if name.startswith("SEAWAY_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SEAWAY_PRIVATE_NETWORKS", "loopback")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """A PostgreSQL server on which databases may be made: the one of this machine, else a private one."""
    with postgres.server() as found:
        yield found


@pytest.fixture(scope="session")
def postgres_url(postgres_server: postgres.Server) -> Iterator[str]:
    """A database made for this session (with xdist: for this process), shared by its tests."""
    with postgres.fresh_database(postgres_server) as url:
        yield url


@pytest.fixture
def empty_postgres_url(postgres_url: str) -> Iterator[str]:
    """An empty schema for one test. NOTIFY and advisory locks are still shared with the whole database."""
    with postgres.fresh_schema(postgres_url) as url:
        yield url


@pytest.fixture(scope="session")
def moto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[s3.Moto]:
    """Amazon's services for this session, open to all; each test makes a bucket of its own."""
    with s3.server(tmp_path_factory.mktemp("moto")) as found:
        yield found


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """A file that is not there yet."""
    return f"sqlite:///{tmp_path / 'seaway.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_database_url(request: pytest.FixtureRequest) -> str:
    """An empty database; a test that asks for it runs once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue(f"empty_{request.param}_url")
    return url
