import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from seaway.errors import ConflictError, DataError, InvalidInputError, NotFoundError
from seaway.integrations.storage import blueprints as storage
from seaway.sdk.context import Context
from tests.support.contexts import a_context, write

LAKE = {"lake": {"type": "local", "path": "../lake"}}


@pytest.fixture
def ctx(tmp_path: Path) -> Context:
    ctx = a_context(tmp_path, connections=LAKE)
    write(ctx.files.folder, {"out/a.csv": "1\n" * 1000, "out/ü b.csv": "2", "out/empty": ""})
    return ctx


def tar_of(place: Path, *members: tarfile.TarInfo) -> None:
    with tarfile.open(place, "w:gz") as archive:
        for member in members:
            archive.addfile(member, io.BytesIO(b"x" * member.size))


def unpack(ctx: Context, path: str, **inputs: object) -> object:
    return storage.decompress.call(ctx, {"paths": [path], "to": "back", **inputs})


def nothing_came_out(ctx: Context) -> bool:
    return not (ctx.files.folder / "back").exists() and not (ctx.files.folder.parent / "evil").exists()


@pytest.mark.parametrize("name", ["all.zip", "all.tar.gz", "all.tgz", "all.tar"])
def test_what_was_packed_comes_out_again(ctx: Context, name: str) -> None:
    packed = storage.compress.call(ctx, {"paths": ["out/"], "to": name})
    assert (packed["count"], packed["unpacked_bytes"]) == (3, 2001)  # type: ignore[index]
    found = unpack(ctx, name)
    assert sorted(found["paths"]) == ["back/out/a.csv", "back/out/empty", "back/out/ü b.csv"]  # type: ignore[index]
    assert (ctx.files.folder / "back/out/a.csv").read_text() == "1\n" * 1000


def test_one_file_as_gz_and_two_not(ctx: Context) -> None:
    storage.compress.call(ctx, {"paths": ["out/a.csv"], "to": "a.csv.gz"})
    unpack(ctx, "a.csv.gz")
    assert (ctx.files.folder / "back/a.csv").read_text() == "1\n" * 1000
    with pytest.raises(InvalidInputError, match=r"can hold one file, but 3 match"):
        storage.compress.call(ctx, {"paths": ["out/"], "to": "all.gz"})


def test_in_a_connection(ctx: Context, tmp_path: Path) -> None:
    write(tmp_path / "lake", {"raw/a": "1", "raw/b": "2"})
    storage.compress.call(ctx, {"connection": "lake", "paths": ["raw/"], "to": "packed/raw.zip"})
    found = storage.decompress.call(ctx, {"connection": "lake", "paths": ["packed/*.zip"], "to": "new"})
    assert found["paths"] == ["new/raw/a", "new/raw/b"]  # type: ignore[index]
    assert (tmp_path / "lake/new/raw/b").read_text() == "2"


def test_what_is_there_is_replaced_kept_or_refused(ctx: Context) -> None:
    storage.compress.call(ctx, {"paths": ["out/a.csv"], "to": "a.zip", "flatten": True})
    with pytest.raises(ConflictError, match=r"`a\.zip` is there already"):
        storage.compress.call(ctx, {"paths": ["out/a.csv"], "to": "a.zip", "overwrite": False})
    write(ctx.files.folder, {"back/a.csv": "mine"})
    with pytest.raises(ConflictError, match=r"`back/a\.csv` is there already"):
        unpack(ctx, "a.zip", overwrite=False)
    kept = unpack(ctx, "a.zip", overwrite=False, if_exists="skip")
    assert kept["skipped"] == ["back/a.csv"]  # type: ignore[index]
    assert (ctx.files.folder / "back/a.csv").read_text() == "mine"


@pytest.mark.parametrize(
    "name", ["../evil", "/evil", "a/../../evil", "..\\evil", "C:\\evil", "a\\..\\..\\evil"]
)
def test_names_that_lead_out_of_the_folder_are_refused(ctx: Context, name: str) -> None:
    with zipfile.ZipFile(ctx.files.folder / "bad.zip", "w") as archive:
        archive.writestr("good", "1")
        archive.writestr(zipfile.ZipInfo(name), "x")
    tar_of(ctx.files.folder / "bad.tgz", tarfile.TarInfo("good"), tarfile.TarInfo(name))
    for path in ("bad.zip", "bad.tgz"):
        with pytest.raises(DataError, match="outside of its folder"):
            unpack(ctx, path)
    assert nothing_came_out(ctx)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_in_a_tar_are_refused(ctx: Context, kind: bytes) -> None:
    member = tarfile.TarInfo("door")
    member.type, member.linkname = kind, "/etc/passwd"
    tar_of(ctx.files.folder / "bad.tgz", tarfile.TarInfo("good"), member)
    with pytest.raises(DataError, match=r"holds the (link|device) `door`"):
        unpack(ctx, "bad.tgz")
    assert nothing_came_out(ctx)


def test_a_link_in_a_zip_is_refused(ctx: Context) -> None:
    entry = zipfile.ZipInfo("door")
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(ctx.files.folder / "bad.zip", "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(DataError, match="holds the link `door`"):
        unpack(ctx, "bad.zip")


def test_bombs_are_refused_by_what_they_say_and_by_what_they_do(ctx: Context) -> None:
    place = ctx.files.folder / "bomb.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 20_000_000)
    with pytest.raises(DataError, match="grows to more than 100 times its size"):
        unpack(ctx, "bomb.zip", max_ratio=100)
    with pytest.raises(DataError, match="grows to more than 1,000,000 bytes"):
        unpack(ctx, "bomb.zip", max_size="1MB")
    import gzip

    (ctx.files.folder / "bomb.gz").write_bytes(gzip.compress(b"\0" * 20_000_000))
    with pytest.raises(DataError, match="grows to more than 1,000,000 bytes"):
        unpack(ctx, "bomb.gz", max_size="1MB")
    assert not (ctx.files.folder / "back/bomb").exists(), "a file appears complete or not at all"
    assert unpack(ctx, "bomb.zip", max_ratio=2000)["size_bytes"] == 20_000_000  # type: ignore[index]


def test_too_many_files_and_a_name_twice_are_refused(ctx: Context) -> None:
    tar_of(ctx.files.folder / "many.tgz", *(tarfile.TarInfo(f"f{number}") for number in range(20)))
    with pytest.raises(DataError, match="holds more than 10 files"):
        unpack(ctx, "many.tgz", max_files=10)
    tar_of(ctx.files.folder / "twice.tgz", tarfile.TarInfo("x"), tarfile.TarInfo("./x"))
    with pytest.raises(DataError, match="holds `x` twice"):
        unpack(ctx, "twice.tgz")


@pytest.mark.parametrize("name", ["bad.zip", "bad.tar.gz", "bad.gz"])
def test_what_is_damaged_is_called_that(ctx: Context, name: str) -> None:
    write(ctx.files.folder, {name: b"\x1f\x8b\x08 this is no archive"})
    with pytest.raises(DataError, match="is damaged or no archive"):
        unpack(ctx, name)
    random = os.urandom(200_000)
    write(ctx.files.folder, {"in.bin": random})
    storage.compress.call(ctx, {"paths": ["in.bin"], "to": name})
    place = ctx.files.folder / name
    place.write_bytes(place.read_bytes()[:-50_000])
    with pytest.raises(DataError, match="is damaged or no archive"):
        unpack(ctx, name)
    assert not (ctx.files.folder / "back/in.bin").exists()


def test_an_unknown_ending_and_nothing_to_pack(ctx: Context) -> None:
    with pytest.raises(InvalidInputError, match="no ending of an archive"):
        storage.compress.call(ctx, {"paths": ["out/"], "to": "all.rar"})
    with pytest.raises(NotFoundError):
        storage.compress.call(ctx, {"paths": ["no/"], "to": "all.zip"})
