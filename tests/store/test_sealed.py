"""Connections, secrets and variables in the store, and the keys that seal them, on both databases."""

import asyncio
import base64
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from seaway.store import connections, secrets, variables
from seaway.store.connections import CheckRecord, ConnectionRecord
from seaway.store.database import Database
from seaway.store.keys import Keys
from seaway.store.master_key import FILE, KEY, KEY_FILE, MasterKey
from seaway.store.sealing import Place, SealError, new_key, to_text
from seaway.store.secrets import SecretRecord
from seaway.store.variables import VariableRecord
from seaway.store.vault_tables import data_keys

NOW = datetime(2026, 3, 1, 6, 30, tzinfo=UTC)
PLACE = Place("p", "secret", "api")
WORDS = "not-a-secret-but-long"


def keys_in(home: Path, **environ: str) -> Keys:
    return Keys(MasterKey(home, environ))


async def sealed(database: Database, keys: Keys, text: str = WORDS, place: Place = PLACE) -> str:
    return await database.write(lambda c: keys.seal(c, text, place, now=NOW))


async def opened(database: Database, keys: Keys, value: str, place: Place = PLACE) -> str:
    return await database.read(lambda c: keys.open(c, value, place))


async def test_what_is_sealed_opens_in_its_place_and_nowhere_else(database: Database, tmp_path: Path) -> None:
    keys = keys_in(tmp_path)
    value = await sealed(database, keys)
    assert WORDS not in value
    assert base64.b64encode(WORDS.encode()).decode() not in value
    assert await opened(database, keys, value) == WORDS
    for place in (replace(PLACE, project="q"), replace(PLACE, name="b"), replace(PLACE, kind="connection")):
        with pytest.raises(SealError, match="was changed"):
            await opened(database, keys, value, place)


async def test_two_seals_of_one_value_differ(database: Database, tmp_path: Path) -> None:
    keys = keys_in(tmp_path)
    assert await sealed(database, keys) != await sealed(database, keys)


async def test_a_changed_value_is_an_error_not_garbage(database: Database, tmp_path: Path) -> None:
    keys = keys_in(tmp_path)
    value = await sealed(database, keys)
    for damaged in (value[:-6] + "AAAAA=", "1.first.", "", "2.first.AAAA", "no seal"):
        with pytest.raises(SealError, match="`api` of the project p can't be opened"):
            await opened(database, keys, damaged)


async def test_the_key_is_made_once_for_its_owner_alone(database: Database, tmp_path: Path) -> None:
    both = [keys_in(tmp_path), keys_in(tmp_path)]
    values = await asyncio.gather(*(sealed(database, keys) for keys in both))
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    for keys in (*both, keys_in(tmp_path)):
        assert [await opened(database, keys, value) for value in values] == [WORDS, WORDS]


async def test_the_key_of_the_environment_comes_before_the_file(database: Database, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    key = to_text(new_key())
    value = await sealed(database, keys_in(home, **{KEY: key}))
    assert not (home / FILE).exists()
    named = tmp_path / "named.key"
    named.write_text(key + "\n")
    assert await opened(database, keys_in(home, **{KEY_FILE: str(named)}), value) == WORDS


async def test_a_missing_key_says_where_it_should_be(database: Database, tmp_path: Path) -> None:
    value = await sealed(database, keys_in(tmp_path))
    (tmp_path / FILE).unlink()
    with pytest.raises(SealError, match="is missing") as caught:
        await opened(database, keys_in(tmp_path), value)
    assert str(tmp_path / FILE) in caught.value.message
    assert KEY in caught.value.hint
    with pytest.raises(SealError, match="is missing"):  # never a second key beside values of the first
        await sealed(database, keys_in(tmp_path))
    assert not (tmp_path / FILE).exists()


async def test_another_key_is_named_with_its_fingerprint(database: Database, tmp_path: Path) -> None:
    value = await sealed(database, keys_in(tmp_path))
    with pytest.raises(SealError, match=f"{KEY} is not the one") as caught:
        await opened(database, keys_in(tmp_path, **{KEY: to_text(new_key())}), value)
    assert "fingerprint" in caught.value.hint


@pytest.mark.parametrize("text", ["short", "!", to_text(b"k" * 26)], ids=["short", "no base64", "26 bytes"])
async def test_what_is_no_key_is_told(database: Database, tmp_path: Path, text: str) -> None:
    with pytest.raises(SealError, match="holds no key"):
        await sealed(database, keys_in(tmp_path, **{KEY: text}))
    with pytest.raises(SealError, match=r"can't be read|holds no key"):
        await sealed(database, keys_in(tmp_path, **{KEY_FILE: str(tmp_path)}))


async def test_a_rotation_touches_no_value(database: Database, tmp_path: Path) -> None:
    keys = keys_in(tmp_path)
    value = await sealed(database, keys)
    before = (tmp_path / FILE).read_text()
    coming = keys.master.prepare()
    assert await database.write(lambda c: keys.rotate(c, coming)) == 1
    keys.master.settle()
    assert (tmp_path / FILE).read_text() != before
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    assert await opened(database, keys, value) == WORDS, "a process that had it open goes on"
    assert await opened(database, keys_in(tmp_path), value) == WORDS
    with pytest.raises(SealError, match="is not the one"):
        await opened(database, keys_in(tmp_path, **{KEY: before}), value)


async def test_a_rotation_that_was_cut_off_is_finished(database: Database, tmp_path: Path) -> None:
    """The new key lies beside the old one until the commit is known; whichever counts is found."""
    keys = keys_in(tmp_path)
    value = await sealed(database, keys)
    coming = keys.master.prepare()
    assert await opened(database, keys_in(tmp_path), value) == WORDS, "cut off before the commit"
    await database.write(lambda c: keys.rotate(c, coming))
    assert await opened(database, keys_in(tmp_path), value) == WORDS, "cut off after it"
    assert (tmp_path / FILE).read_text().strip() == to_text(coming)


async def test_a_rotation_with_the_wrong_key_changes_nothing(database: Database, tmp_path: Path) -> None:
    value = await sealed(database, keys_in(tmp_path))
    wrong = keys_in(tmp_path, **{KEY: to_text(new_key())})
    with pytest.raises(SealError, match="is not the one"):
        await database.write(lambda c: wrong.rotate(c, new_key()))
    assert await opened(database, keys_in(tmp_path), value) == WORDS
    assert await database.read(lambda c: c.execute(select(data_keys.c.id)).scalars().all()) == ["first"]


async def test_connections_are_kept_by_project_and_name(database: Database) -> None:
    lake = ConnectionRecord(
        project="p",
        name="lake",
        type="s3",
        fields={"bucket": "raw", "port": 9000},
        secrets={"secret_key": "1.first.AAAA"},
        description="The raw files.",
        updated_at=NOW,
        updated_by="Ada",
    )
    await database.write(lambda c: connections.put(c, lake))
    await database.write(lambda c: connections.put(c, replace(lake, project="q", type="local")))
    changed = replace(lake, fields={"bucket": "b\0"}, updated_by="Grace")
    await database.write(lambda c: connections.put(c, changed))
    found = await database.read(lambda c: connections.find(c, "p", "lake"))
    assert found is not None
    assert (found.updated_by, found.secrets, found.updated_at) == ("Grace", lake.secrets, NOW)
    assert "AAAA" not in repr(found)
    assert [each.type for each in await database.read(lambda c: connections.list_of(c, "q"))] == ["local"]
    assert await database.write(lambda c: connections.remove(c, "p", "lake"))
    assert not await database.write(lambda c: connections.remove(c, "p", "lake"))
    assert await database.read(lambda c: connections.find(c, "p", "lake")) is None
    assert await database.read(lambda c: connections.find(c, "q", "lake")) is not None


async def test_the_last_check_of_a_connection_counts(database: Database) -> None:
    first = CheckRecord(project="p", name="lake", at=NOW, is_ok=True, message="It is there.")
    second = replace(first, is_ok=False, message="Refused.")
    for record in (first, second):
        await database.write(lambda c, record=record: connections.note_check(c, record))
    assert await database.read(lambda c: connections.checks(c, "p")) == {"lake": second}
    await database.write(lambda c: connections.remove(c, "p", "lake"))
    assert await database.read(lambda c: connections.checks(c, "p")) == {}


async def test_secrets_and_variables_are_set_changed_and_taken_away(database: Database) -> None:
    secret = SecretRecord(project="p", name="API", sealed="1.first.AAAA", updated_at=NOW, updated_by="Ada")
    region = VariableRecord(project="p", name="region", value={"eu": [1, None]}, updated_at=NOW)
    for record in (secret, replace(secret, sealed="1.first.BBBB")):
        await database.write(lambda c, record=record: secrets.put(c, record))
    for each in (region, replace(region, value="us")):
        await database.write(lambda c, each=each: variables.put(c, each))
    found = await database.read(lambda c: secrets.find(c, "p", "API"))
    assert found is not None
    assert found.sealed == "1.first.BBBB"
    assert "BBBB" not in repr(found)
    assert [each.value for each in await database.read(lambda c: variables.list_of(c, "p"))] == ["us"]
    assert await database.read(lambda c: secrets.list_of(c, "other")) == []
    assert await database.write(lambda c: secrets.remove(c, "p", "API"))
    assert not await database.write(lambda c: secrets.remove(c, "p", "API"))
    assert await database.write(lambda c: variables.remove(c, "p", "region"))
    assert await database.read(lambda c: variables.find(c, "p", "region")) is None
