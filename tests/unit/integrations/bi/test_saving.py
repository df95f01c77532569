"""Names of exports, and what is kept of an answer."""

from pathlib import Path

import pytest

from seaway.errors import ConflictError, DataError, InvalidInputError
from seaway.integrations.bi import saving
from seaway.integrations.bi.saving import file_name, save, target_of
from tests.support.contexts import a_context


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sales by region, 2026", "sales-by-region-2026"),
        ("Überblick / Größe", "überblick-größe"),
        ("../../etc/passwd", "etc-passwd"),
        ("売上", "売上"),
        ("!?", "export"),
        ("x" * 300, "x" * 100),
    ],
)
def test_a_file_is_named_after_what_is_exported(name: str, expected: str) -> None:
    assert file_name(name) == expected


@pytest.mark.parametrize(
    ("to", "expected"),
    [("", "sales.png"), (".", "sales.png"), ("out/", "out/sales.png"), ("out/mine.png", "out/mine.png")],
)
def test_where_it_goes_is_a_file_or_a_folder(tmp_path: Path, to: str, expected: str) -> None:
    assert target_of(a_context(tmp_path), to, "Sales", "png", overwrite=True) == expected


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    ctx = a_context(tmp_path)
    ctx.files.path("out").mkdir()
    with pytest.raises(InvalidInputError, match="`out` is a folder") as caught:
        target_of(ctx, "out", "Sales", "png", overwrite=True)
    assert "slash" in caught.value.hint


def test_a_file_that_came_meanwhile_stays(tmp_path: Path) -> None:
    place = tmp_path / "sales.csv"
    place.write_text("mine")
    with pytest.raises(ConflictError, match=r"`sales\.csv` is there already"):
        save(place, [b"a,b\n"], "csv", overwrite=False, source="Tableau")
    assert place.read_text() == "mine"


@pytest.mark.parametrize(
    ("pieces", "suffix", "said"),
    [
        ([], "png", "is no PNG"),
        ([b"\x89P", b"NX\r\n\x1a\n"], "png", "is no PNG"),
        ([b"{}"], "pdf", "is no PDF"),
        ([b"  <HT", b"ML>Sign in"], "csv", "it is a web page"),
        ([b"a" * 60, b"b" * 60], "csv", "larger than"),
    ],
)
def test_what_was_not_asked_for_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pieces: list[bytes], suffix: str, said: str
) -> None:
    monkeypatch.setattr(saving, "MOST_BYTES", 100)
    with pytest.raises(DataError, match=said) as caught:
        save(tmp_path / f"x.{suffix}", pieces, suffix, overwrite=True, source="Tableau")
    assert caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_signature_may_come_in_pieces(tmp_path: Path) -> None:
    place = tmp_path / "x.png"
    assert save(place, [b"\x89P", b"NG\r\n\x1a", b"\n1"], "png", overwrite=True, source="Tableau") == 9
    assert place.read_bytes() == b"\x89PNG\r\n\x1a\n1"
