"""What is seen of a large file while it is on its way, and what is left of it when its task is cancelled."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from seaway.integrations.storage import blueprints as storage
from seaway.sdk.context import Context
from tests.integration.blueprints.storage.conftest import SYSTEMS, WRITABLE
from tests.servers.places import Place
from tests.support.contexts import Notebook, a_context

Make = Callable[..., Context]
SIZE_BYTES = 20 << 20


class Cancelled(BaseException):
    """As a cancelled attempt sees it: at any line."""


class Impatient(Notebook):
    """Cancels the task half-way."""

    def progress(self, done: float, total: float, message: str) -> None:
        if done >= SIZE_BYTES / 2:
            raise Cancelled


def assert_steady(notebook: Notebook, name: str) -> None:
    """It was told of in bytes, more than now and then, never backwards, to its end."""
    done = [step[0] for step in notebook.steps]
    assert done == sorted(done)
    assert len(set(done)) > 2
    assert notebook.steps[-1] == (SIZE_BYTES, SIZE_BYTES, name)
    assert {total for _, total, _ in notebook.steps} == {SIZE_BYTES}
    notebook.steps.clear()


@pytest.mark.parametrize("place", SYSTEMS, indirect=True)
def test_a_file_that_comes_down_is_told_of_in_bytes(place: Place, ctx_of: Make, notebook: Notebook) -> None:
    place.put("big.bin", os.urandom(SIZE_BYTES))
    ctx = ctx_of(place.values)
    storage.download.call(ctx, {"connection": "lake", "paths": ["big.bin"]})
    assert_steady(notebook, "big.bin")
    storage.verify.call(ctx, {"connection": "lake", "paths": ["big.bin"]})
    assert_steady(notebook, "big.bin")


@pytest.mark.parametrize("place", WRITABLE, indirect=True)
def test_a_file_that_goes_up_is_told_of_in_bytes(place: Place, ctx_of: Make, notebook: Notebook) -> None:
    ctx = ctx_of(place.values)
    ctx.files.path("big.bin").write_bytes(os.urandom(SIZE_BYTES))
    storage.upload.call(ctx, {"connection": "lake", "paths": ["big.bin"], "to": "in"})
    assert_steady(notebook, "in/big.bin")


def test_archives_are_told_of_in_bytes(ctx_of: Make, notebook: Notebook) -> None:
    ctx = ctx_of({})
    ctx.files.path("big.bin").write_bytes(os.urandom(SIZE_BYTES))
    for name in ("a.zip", "a.tar.gz", "a.bin.gz"):
        notebook.steps.clear()
        storage.compress.call(ctx, {"paths": ["big.bin"], "to": name})
        packed = ctx.files.path(name).stat().st_size
        assert (SIZE_BYTES, SIZE_BYTES, "big.bin") in notebook.steps
        assert notebook.steps[-1] == (packed, packed, name)
        assert len(notebook.steps) > 20
        notebook.steps.clear()
        storage.decompress.call(ctx, {"paths": [name], "to": "out"})
        assert notebook.steps[-1] == (packed, packed, name)
        assert len(notebook.steps) > 20


@pytest.mark.parametrize("place", WRITABLE, indirect=True)
def test_an_upload_that_is_cancelled_leaves_nothing(place: Place, ctx_of: Make) -> None:
    ctx = impatient(ctx_of(place.values), place)
    ctx.files.path("big.bin").write_bytes(os.urandom(SIZE_BYTES))
    with pytest.raises(Cancelled):
        storage.upload.call(ctx, {"connection": "lake", "paths": ["big.bin"]})
    assert place.names() == []
    if place.system == "s3":  # parts that nobody put together cost money there until somebody looks
        lake: Any = ctx.connection("lake")
        assert "Uploads" not in lake.client().list_multipart_uploads(Bucket=lake.bucket)


@pytest.mark.parametrize("place", SYSTEMS, indirect=True)
def test_a_download_that_is_cancelled_leaves_nothing(place: Place, ctx_of: Make) -> None:
    place.put("big.bin", os.urandom(SIZE_BYTES))
    ctx = impatient(ctx_of(place.values), place)
    with pytest.raises(Cancelled):
        storage.download.call(ctx, {"connection": "lake", "paths": ["big.bin"]})
    assert list(ctx.files.folder.iterdir()) == []


def impatient(ctx: Context, place: Place) -> Context:
    return a_context(ctx.files.folder.parent, connections={"lake": place.values}, reporter=Impatient())
