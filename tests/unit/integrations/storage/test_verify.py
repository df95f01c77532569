import gzip
import hashlib
import json
import os
from datetime import timedelta
from pathlib import Path

import pytest

from seaway.errors import DataError, InvalidInputError, NotFoundError
from seaway.integrations.storage.verify import verify
from seaway.sdk.context import Context
from tests.support.contexts import NOON, a_context, write

CSV = 'id,note\n1,"two\nlines"\n2,x\n'


@pytest.fixture
def ctx(tmp_path: Path) -> Context:
    return a_context(tmp_path, connections={"lake": {"type": "local", "path": str(tmp_path / "lake")}})


def outcome(ctx: Context, files: dict[str, str | bytes], **inputs: object) -> dict[str, object]:
    write(ctx.files.folder.parent / "lake", files)
    found = verify.call(ctx, {"connection": "lake", "paths": [*files], **inputs})
    assert isinstance(found, dict)
    return found


def test_good_files_are_counted_and_summed(ctx: Context) -> None:
    files: dict[str, str | bytes] = {
        "a.csv": CSV,
        "b.jsonl": '{"a": 1}\n{"a": 2}',
        "c.csv.gz": gzip.compress(CSV.encode(), mtime=0),
        "d.json": " [1, 2]\n",
        "e.bin": b"\0\1",
        "f.parquet": b"PAR1 rows PAR1",
        "latin.csv": "id\nM\xfcnchen\n".encode("latin-1"),
    }
    found = outcome(ctx, files)
    assert (found["count"], found["rows"]) == (7, 2 + 2 + 2 + 1)
    assert found["files"][0]["sha256"] == hashlib.sha256(CSV.encode()).hexdigest()  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "", "a.csv is empty"),
        ("a.csv", "id,name\n1,x\n2", "has 1 of 2 fields in its last line"),
        ("a.csv", "id,name\n1,x\n2,y", "has no line break at the end"),
        ("a.csv", 'id,name\n1,x\n2,"open\n', "ends inside a quoted field"),
        ("a.csv", "id;name\n1;x\n2\n", "has 1 of 2 fields"),
        ("a.jsonl", '{"a": 1}\n{"a": ', "last line that is no valid JSON"),
        ("a.json", '{"a": [1, 2', "begins with { but does not end with }"),
        ("a.parquet", b"PAR1 rows", "no Parquet footer"),
        ("a.csv.gz", gzip.compress(CSV.encode() * 99, mtime=0)[:-9], "the gzip stream ends too early"),
        ("a.csv.gz", b"no gzip at all", "is cut off or damaged"),
    ],
)
def test_a_file_that_was_cut_off_is_refused_in_words(
    ctx: Context, name: str, content: str | bytes, said: str
) -> None:
    with pytest.raises(DataError) as caught:
        outcome(ctx, {name: content})
    assert said in caught.value.message
    assert name in caught.value.message


def test_signs_of_a_cut_may_be_accepted(ctx: Context) -> None:
    assert outcome(ctx, {"a.csv": "id\n1\n2"}, complete=False)["rows"] == 2


def test_ragged_lines_in_the_middle_are_the_datas_own_matter(ctx: Context) -> None:
    assert outcome(ctx, {"a.csv": 'id,n\n1\n2,5" disk\n3,x\n'})["rows"] == 3


def test_a_missing_file_alone_is_not_found(ctx: Context) -> None:
    with pytest.raises(NotFoundError, match=r"b\.csv is missing \(in lake\)"):
        outcome(ctx, {"a.csv": CSV}, paths=["a.csv", "b.csv"])


def test_every_problem_of_every_file_is_reported_at_once(ctx: Context) -> None:
    with pytest.raises(DataError) as caught:
        outcome(ctx, {"a.csv": "", "b.csv": "id,n\n1"}, paths=["*.csv", "c.csv"])
    lines = caught.value.message.splitlines()
    assert lines[0] == "4 problems in 3 files of lake, the first: c.csv is missing."
    assert len(lines) == 5


def test_a_sound_file_is_not_counted_among_those_with_problems(ctx: Context) -> None:
    with pytest.raises(DataError, match=r"2 problems in 1 of 2 files of lake, the first: b\.csv has no line"):
        outcome(ctx, {"a.csv": CSV, "b.csv": "id,n\n1\n2"}, paths=["*.csv"])


def test_size_and_age_have_bounds(ctx: Context, tmp_path: Path) -> None:
    outcome(ctx, {"a.csv": CSV})
    old = (NOON - timedelta(days=2)).timestamp()
    os.utime(tmp_path / "lake/a.csv", (old, old))
    with pytest.raises(DataError, match="at least 1,000 are expected"):
        outcome(ctx, {"a.csv": CSV}, min_size="1kB")
    with pytest.raises(DataError, match="at most 5 are expected"):
        outcome(ctx, {"a.csv": CSV}, max_size=5)
    os.utime(tmp_path / "lake/a.csv", (old, old))
    with pytest.raises(DataError, match="was last changed 2d ago, at 2026-01-29 12:00 UTC"):
        verify.call(ctx, {"connection": "lake", "paths": ["a.csv"], "max_age": "1d"})


def manifest(**changed: object) -> str:
    entry = {
        "path": "a.csv",
        "sha256": hashlib.sha256(CSV.encode()).hexdigest(),
        "bytes": len(CSV),
        "rows": 2,
    }
    return json.dumps({"files": [entry | changed]})


def test_a_manifest_names_the_files_beside_it(ctx: Context) -> None:
    found = outcome(ctx, {"d/a.csv": CSV, "d/m.json": manifest()}, paths=[], manifest="d/m.json")
    assert found["count"] == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"sha256": "0" * 64}, "has the checksum"),
        ({"bytes": 3}, "has 26 bytes, the manifest says 3"),
        ({"rows": 3}, "has 2 rows, the manifest says 3"),
        ({"rows": "two"}, "`rows` of a.csv is no whole number"),
        ({"sha256": "xyz"}, "is no SHA-256"),
        ({"path": 3}, "an entry without a `path`"),
    ],
)
def test_what_differs_from_the_manifest_is_said(ctx: Context, changed: dict[str, object], said: str) -> None:
    with pytest.raises(DataError) as caught:
        outcome(ctx, {"a.csv": CSV, "m.json": manifest(**changed)}, paths=["a.csv"], manifest="m.json")
    assert said in caught.value.message


def test_a_file_of_the_manifest_that_is_missing_is_said(ctx: Context) -> None:
    with pytest.raises(NotFoundError, match=r"a\.csv is missing"):
        outcome(ctx, {"m.json": manifest()}, paths=[], manifest="m.json")


def test_the_output_of_sha256sum_is_a_manifest(ctx: Context) -> None:
    sums = f"{hashlib.sha256(CSV.encode()).hexdigest()}  a.csv\n"
    assert outcome(ctx, {"a.csv": CSV, "SUMS": sums}, paths=[], manifest="SUMS")["rows"] == 2


@pytest.mark.parametrize("text", ['{"files": [', "hello", '{"files": 3}', "[3]"])
def test_what_is_no_manifest_is_refused(ctx: Context, text: str) -> None:
    with pytest.raises(DataError, match=r"The manifest m[ ,]"):
        outcome(ctx, {"a.csv": CSV, "m": text}, paths=["a.csv"], manifest="m")


def test_a_missing_manifest_is_not_found(ctx: Context) -> None:
    with pytest.raises(NotFoundError, match=r"no file `m\.json`"):
        outcome(ctx, {"a.csv": CSV}, manifest="m.json")


def test_checksums_may_be_given_by_hand(ctx: Context) -> None:
    with pytest.raises(DataError, match="has the checksum"):
        outcome(ctx, {"a.csv": CSV}, checksums={"a.csv": "f" * 64})


def test_a_manifest_can_not_name_files_outside(ctx: Context) -> None:
    with pytest.raises(InvalidInputError, match="not a path inside"):
        outcome(ctx, {"m.json": manifest(path="../../etc/passwd")}, paths=[], manifest="m.json")


def test_nothing_to_verify_is_an_error(ctx: Context) -> None:
    with pytest.raises(InvalidInputError, match="nothing to verify"):
        verify.call(ctx, {"connection": "lake"})
