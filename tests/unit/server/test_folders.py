"""The files of a project: whoever follows hears once that some changed."""

import json
from pathlib import Path

import pytest

from seaway.server.live.folders import FolderLooker, stamp_of
from seaway.server.live.hub import Event, Hub


class Told(Hub):
    """A hub that remembers what it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Event] = []

    def publish(self, event: Event) -> None:
        self.events.append(event)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "blueprints").mkdir()
    (tmp_path / "seaway.toml").write_text('name = "x"')
    return tmp_path


async def test_a_dropped_blueprint_is_told_once(folder: Path) -> None:
    hub = Told()
    hub.join(["workflows:harbour"])
    looker = FolderLooker(hub, {"harbour": folder})
    await looker.look()
    assert hub.events == []
    (folder / "blueprints/berth.py").write_text("x = 1")
    await looker.look()
    await looker.look()
    assert [(event.kind, json.loads(event.data)) for event in hub.events] == [
        ("project", {"files": ["blueprints"]})
    ]


async def test_nothing_is_looked_at_for_nobody(folder: Path) -> None:
    hub = Told()
    looker = FolderLooker(hub, {"harbour": folder})
    await looker.look()
    (folder / "seaway.toml").write_text('name = "another"')
    await looker.look()
    assert hub.events == []


async def test_what_changed_before_somebody_followed_is_told_to_them(folder: Path) -> None:
    hub = Told()
    looker = FolderLooker(hub, {"harbour": folder})
    await looker.look()
    (folder / "blueprints/berth.py").write_text("x = 1")
    hub.join(["workflows:harbour"])
    await looker.look()
    assert [json.loads(event.data) for event in hub.events] == [{"files": ["blueprints"]}]


def test_what_python_leaves_behind_is_no_change(folder: Path) -> None:
    before = stamp_of(folder)
    (folder / "blueprints/__pycache__").mkdir()
    (folder / "blueprints/__pycache__/a.pyc").write_bytes(b"x")
    (folder / "blueprints/.a.py.swp").write_bytes(b"x")
    assert stamp_of(folder) == before
