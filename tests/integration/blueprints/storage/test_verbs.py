"""Each verb means the same in each system."""

import io
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from seaway.errors import ConflictError, DataError, InvalidInputError, NotFoundError
from seaway.integrations.storage import blueprints as storage
from seaway.integrations.storage.protocol import StorageConnection
from seaway.sdk.context import Context
from seaway.sdk.waiting import Deferred
from tests.integration.blueprints.storage.conftest import SYSTEMS, WRITABLE
from tests.servers.places import Place

ODD = ("with space.csv", "ünï/çødé €.csv", "hash#tag.csv", "per%41cent.csv", ".hidden/.dot", "a+b&c=d;e.csv")
every_system = pytest.mark.parametrize("place", SYSTEMS, indirect=True)
every_writable = pytest.mark.parametrize("place", WRITABLE, indirect=True)
Make = Callable[..., Context]


def call(verb: Any, ctx: Context, **inputs: object) -> dict[str, Any]:
    found = verb.call(ctx, {"connection": "lake", **inputs})
    assert isinstance(found, dict)
    return found


def fill(place: Place, *paths: str) -> None:
    for path in paths:
        place.put(path, f"in {path}\n".encode())


@every_system
def test_list_knows_patterns_folders_sizes_and_times(place: Place, ctx_of: Make) -> None:
    fill(place, "raw/d1/a.csv", "raw/d1/b.txt", "raw/d2/deep/er/c.csv", "raw2/x.csv", "raw-3.csv")
    ctx = ctx_of(place.values)
    found = call(storage.list_files, ctx, paths=["raw/**/*.csv"])
    assert [one["path"] for one in found["files"]] == ["raw/d1/a.csv", "raw/d2/deep/er/c.csv"]
    assert found["files"][0]["size_bytes"] == len("in raw/d1/a.csv\n")
    assert found["files"][0]["modified_at"] > "2026"
    assert call(storage.list_files, ctx, paths=["raw*/"])["count"] == 0
    assert call(storage.list_files, ctx, paths=["ra*"])["files"][0]["path"] == "raw-3.csv"
    assert call(storage.list_files, ctx, paths=["raw/d1/"])["count"] == 2
    assert call(storage.list_files, ctx)["count"] == 5
    if place.system != "http_files":  # whose servers answer for a folder too
        assert call(storage.list_files, ctx, paths=["raw/d1"])["count"] == 0, "a folder is no file"


@every_system
def test_files_come_down_as_they_are(place: Place, ctx_of: Make) -> None:
    fill(place, *ODD)
    place.put("empty.csv", b"")
    ctx = ctx_of(place.values)
    found = call(storage.download, ctx, paths=["**"] if place.system != "http_files" else [*ODD, "empty.csv"])
    assert sorted(found["paths"]) == sorted([*ODD, "empty.csv"])
    for path in ODD:
        assert (ctx.files.folder / path).read_bytes() == f"in {path}\n".encode()
    assert (ctx.files.folder / "empty.csv").read_bytes() == b""


@every_writable
def test_files_go_up_as_they_are(place: Place, ctx_of: Make) -> None:
    ctx = ctx_of(place.values)
    for path in ODD:
        ctx.files.write_text(path, f"in {path}\n")
    ctx.files.write_text("empty.csv", "")
    call(storage.upload, ctx, paths=["**"], to="up/ü p")
    assert place.names() == sorted(f"up/ü p/{path}" for path in [*ODD, "empty.csv"])
    assert place.get("up/ü p/hash#tag.csv") == b"in hash#tag.csv\n"
    assert place.get("up/ü p/empty.csv") == b""


@every_writable
def test_large_files_go_in_parts_there_and_back(place: Place, ctx_of: Make) -> None:
    """20 MiB and a bit: more than two parts of 8 MiB, none of them even."""
    ctx = ctx_of(place.values)
    content = bytes(range(256)) * 81_923
    (ctx.files.folder / "big.bin").write_bytes(content)
    call(storage.upload, ctx, paths=["big.bin"])
    call(storage.upload, ctx, paths=["big.bin"], name="once.bin", overwrite=False)
    assert place.names() == ["big.bin", "once.bin"]
    call(storage.download, ctx, paths=["*.bin"], to="back")
    assert (ctx.files.folder / "back/big.bin").read_bytes() == content
    assert (ctx.files.folder / "back/once.bin").read_bytes() == content


@every_writable
def test_what_is_there_is_replaced_kept_or_refused(place: Place, ctx_of: Make) -> None:
    ctx = ctx_of(place.values)
    place.put("x", b"old")
    ctx.files.write_text("x", "new")
    with pytest.raises(ConflictError, match="`x` is there already"):
        call(storage.upload, ctx, paths=["x"], overwrite=False)
    kept = call(storage.upload, ctx, paths=["x"], overwrite=False, if_exists="skip")
    assert kept["skipped"] == ["x"]
    assert place.get("x") == b"old"
    call(storage.upload, ctx, paths=["x"])
    assert place.get("x") == b"new"


@every_writable
def test_the_system_itself_refuses_to_replace(place: Place, ctx_of: Make) -> None:
    """Between a look and a write somebody else may come: the condition goes with the write."""
    if place.system == "gcs":
        pytest.skip("fake-gcs-server ignores conditions; test_gcs.py looks at the request")
    connection = ctx_of(place.values).connection("lake")
    assert isinstance(connection, StorageConnection)
    lake = connection.storage()
    for content in (b"small", b"x" * (17 << 20)):
        lake.put("mine", io.BytesIO(b"first"))
        lake.put("other", io.BytesIO(b"1"))
        with pytest.raises(ConflictError, match="`mine` is there already"):
            lake.put("mine", io.BytesIO(content), overwrite=False)
        with pytest.raises(ConflictError, match="`mine` is there already"):
            lake.copy("other", "mine", overwrite=False)
        with pytest.raises(ConflictError, match="`mine` is there already"):
            lake.move("other", "mine", overwrite=False)
        assert place.get("mine") == b"first"
    assert place.names() == ["mine", "other"]


@every_writable
def test_copy_and_move_within_and_to_another_system(place: Place, ctx_of: Make, tmp_path: Path) -> None:
    fill(place, "in/a.csv", "in/b c.csv")
    ctx = ctx_of(place.values, shelf={"type": "local", "path": str(tmp_path / "shelf")})
    call(storage.copy, ctx, paths=["in/"], to="kept")
    call(storage.copy, ctx, paths=["in/"], to_connection="shelf", to="s")
    call(storage.move, ctx, paths=["in/*"], to="done", flatten=True)
    call(storage.move, ctx, paths=["kept/**"], to_connection="shelf")
    assert place.names() == ["done/a.csv", "done/b c.csv"]
    assert place.get("done/b c.csv") == b"in in/b c.csv\n"
    assert (tmp_path / "shelf/s/in/a.csv").is_file()
    assert (tmp_path / "shelf/kept/in/b c.csv").is_file()


@every_writable
def test_delete_takes_what_matches_and_may_be_repeated(place: Place, ctx_of: Make) -> None:
    fill(place, "raw/d1/a.csv", "raw/d1/b#.csv", "raw/d2/a.csv")
    ctx = ctx_of(place.values)
    assert call(storage.delete, ctx, paths=["raw/d1/"])["count"] == 2
    assert call(storage.delete, ctx, paths=["raw/d1/"])["count"] == 0
    assert place.names() == ["raw/d2/a.csv"]
    with pytest.raises(NotFoundError):
        call(storage.delete, ctx, paths=["raw/d1/"], if_missing="fail")


@every_system
def test_nothing_matches(place: Place, ctx_of: Make) -> None:
    fill(place, "a.csv")
    ctx = ctx_of(place.values)
    for verb in (storage.download, storage.copy, storage.verify):
        with pytest.raises(NotFoundError) as caught:
            call(verb, ctx, paths=["no/*.csv", "none.csv"])
        assert caught.value.hint
    assert call(storage.download, ctx, paths=["none.csv"], if_missing="skip")["count"] == 0
    with pytest.raises(InvalidInputError, match="not a path inside the connection"):
        call(storage.list_files, ctx, paths=["../a.csv"])


@every_system
def test_wait_for_comes_back_until_all_are_there(place: Place, ctx_of: Make) -> None:
    ctx = ctx_of(place.values)
    fill(place, "d/a.csv")
    inputs = {"connection": "lake", "paths": ["d/*.csv", "d/late.txt"]}
    waiting = storage.wait_for.begin(ctx, inputs)
    assert isinstance(waiting, Deferred)
    assert waiting.reason == "waits for 1 of 2 files: d/late.txt is missing"
    fill(place, "d/late.txt")
    found = storage.wait_for.poll(ctx, inputs, None)
    assert isinstance(found, dict)
    assert found["count"] == 2


@every_system
def test_verify_reads_contents_and_manifest(place: Place, ctx_of: Make) -> None:
    place.put("a.csv", b"id,name\n1,x\n2,y\n")
    place.put("cut.csv", b"id,name\n1,x\n2")
    place.put("SHA256SUMS", f"{sha256(b'1').hexdigest()}  a.csv\n".encode())
    ctx = ctx_of(place.values)
    good = call(storage.verify, ctx, paths=["a.csv"])
    assert good["files"] == [
        {
            "path": "a.csv",
            "size_bytes": 16,
            "sha256": sha256(b"id,name\n1,x\n2,y\n").hexdigest(),
            "rows": 2,
        }
    ]
    with pytest.raises(DataError, match="cut off"):
        call(storage.verify, ctx, paths=["cut.csv"])
    with pytest.raises(DataError, match="has the checksum"):
        call(storage.verify, ctx, manifest="SHA256SUMS")


@every_system
def test_the_check_of_the_connection_speaks_of_it(place: Place, ctx_of: Make) -> None:
    assert ctx_of(place.values).connection("lake").check().endswith((".", "empty"))


def test_a_checksum_that_the_system_knows_saves_reading(
    place_of: Callable[[str], Place], ctx_of: Make
) -> None:
    place = place_of("s3")
    ctx = ctx_of(place.values)
    ctx.files.write_text("a.csv", "id\n1\n")
    call(storage.upload, ctx, paths=["a.csv"])
    expected = sha256(b"id\n1\n").hexdigest()
    found = call(storage.verify, ctx, paths=["a.csv"], checksums={"a.csv": expected}, complete=False)
    assert found["files"][0] == {"path": "a.csv", "size_bytes": 5, "sha256": expected, "rows": None}
    assert call(storage.verify, ctx, paths=["a.csv"])["files"][0]["rows"] == 1
    with pytest.raises(DataError, match="has the checksum"):
        call(storage.verify, ctx, paths=["a.csv"], checksums={"a.csv": "0" * 64}, complete=False)
