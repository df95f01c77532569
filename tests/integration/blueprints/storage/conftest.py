"""The six systems of the storage verbs, each with a server of its own behind it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from seaway.sdk.context import Context
from tests.servers import azure, files, gcs, places, proxy, s3, sftp
from tests.support.contexts import Notebook, a_context

SYSTEMS = ("local", "s3", "gcs", "azure_blob", "sftp", "http_files")
WRITABLE = tuple(name for name in SYSTEMS if name != "http_files")


@pytest.fixture(scope="session")
def fake_gcs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gcs.FakeGcs]:
    with gcs.server(tmp_path_factory.mktemp("gcs")) as found:
        yield found


@pytest.fixture(scope="session")
def azurite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[azure.Azurite]:
    with azure.server(tmp_path_factory.mktemp("azurite")) as found:
        yield found


@pytest.fixture(scope="session")
def sftp_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sftp.SftpServer]:
    with sftp.server(tmp_path_factory.mktemp("sftp")) as found:
        yield found


@pytest.fixture(scope="session")
def file_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[files.FileServer]:
    with files.server(tmp_path_factory.mktemp("http")) as found:
        yield found


@pytest.fixture(scope="session")
def through(
    request: pytest.FixtureRequest,
) -> Iterator[Callable[[str], tuple[places.Place, proxy.Proxy]]]:
    """A place of a system that is reached over HTTP, with a proxy on the way there."""
    with _proxies(request) as make:
        yield make


@pytest.fixture
def place_of(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], places.Place]:
    """A new place of the system with that name."""
    return lambda system: _make(request, system, tmp_path)


@pytest.fixture
def place(request: pytest.FixtureRequest, place_of: Callable[[str], places.Place]) -> places.Place:
    """Of the system that the test is run for (`@pytest.mark.parametrize("place", …, indirect=True)`)."""
    return place_of(request.param)


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


@pytest.fixture
def ctx_of(tmp_path: Path, notebook: Notebook) -> Callable[..., Context]:
    """A context whose connection `lake` has these values; others by name."""

    def make(lake: object, **others: object) -> Context:
        named = {"lake": lake, **others}
        return a_context(tmp_path, connections=named, reporter=notebook)  # type: ignore[arg-type]

    return make


def _make(request: pytest.FixtureRequest, system: str, tmp_path: Path, url: str = "") -> places.Place:
    match system:
        case "local":
            return _local(tmp_path / f"lake-{uuid4().hex[:8]}")
        case "s3":
            return s3.bucket(request.getfixturevalue("moto"), url=url)
        case "gcs":
            return gcs.bucket(request.getfixturevalue("fake_gcs"), url=url)
        case "azure_blob":
            return azure.container(request.getfixturevalue("azurite"), url=url)
        case "sftp":
            return sftp.folder(request.getfixturevalue("sftp_server"))
    return files.folder(request.getfixturevalue("file_server"), f"lake-{uuid4().hex[:8]}", url=url)


def _local(root: Path) -> places.Place:
    root.mkdir()

    def put(path: str, content: bytes) -> None:
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)

    return places.Place(
        system="local",
        values={"type": "local", "path": str(root)},
        put=put,
        get=lambda path: (root / path).read_bytes() if (root / path).is_file() else None,
        names=lambda: sorted(one.relative_to(root).as_posix() for one in root.rglob("*") if one.is_file()),
    )


class _proxies:  # noqa: N801 - reads as a word of a sentence
    """Proxies that are made as they are asked for, and end together."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self._request = request
        self._open: list[object] = []

    def __enter__(self) -> Callable[[str], tuple[places.Place, proxy.Proxy]]:
        return self._make

    def __exit__(self, *_: object) -> None:
        for each in self._open:
            each.__exit__(None, None, None)  # type: ignore[attr-defined]

    def _make(self, system: str) -> tuple[places.Place, proxy.Proxy]:
        fixture = {"s3": "moto", "gcs": "fake_gcs", "azure_blob": "azurite", "http_files": "file_server"}[
            system
        ]
        server = self._request.getfixturevalue(fixture)
        opened = proxy.before(s3.port_of(server.url))
        found = opened.__enter__()
        self._open.append(opened)
        return _make(self._request, system, Path(), found.url), found
