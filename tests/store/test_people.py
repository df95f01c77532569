"""Users, members, sessions, links, tokens, the audit, drafts and creations, on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from seaway.errors import ConflictingStateError, UnknownError
from seaway.ids import new_id
from seaway.store import audit, creations, drafts, members, projects, sessions, tokens, users
from seaway.store.audit import Entry
from seaway.store.creations import ABANDONED, KEEP
from seaway.store.database import Database
from seaway.store.drafts import Draft
from seaway.store.projects import ProjectRecord
from seaway.store.sessions import SessionRecord
from seaway.store.tokens import TokenRecord
from seaway.store.users import User

NOW = datetime(2026, 3, 1, 6, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def person(name: str, **given: object) -> User:
    return User(id=new_id(), name=name, created_at=NOW, **given)  # type: ignore[arg-type]


async def added(database: Database, name: str, **given: object) -> User:
    user = person(name, **given)
    await database.write(lambda connection: users.add(connection, user))
    return user


async def test_of_two_who_take_a_name_at_once_one_gets_it(database: Database) -> None:
    twins = [person("Ada"), person("Ada")]
    both = [database.write(lambda c, user=user: users.add(c, user)) for user in twins]
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in outcomes) == ["ConflictingStateError", "NoneType"]
    assert await database.read(users.count) == 1


async def test_a_user_is_found_by_name_or_address_and_keeps_them_for_themselves(database: Database) -> None:
    ada = await added(database, "Ada", email="ada@example.org")
    grace = await added(database, "Grace")
    assert await database.read(lambda c: users.find(c, "Ada")) == ada
    assert await database.read(lambda c: users.find(c, "ADA@example.org")) == ada
    assert await database.read(lambda c: users.find(c, "nobody")) is None
    with pytest.raises(ConflictingStateError, match="already"):
        await database.write(lambda c: users.change(c, grace.id, email="ada@example.org"))
    await database.write(lambda c: users.change(c, grace.id, password="a hash", is_admin=True))
    assert await database.read(users.has_password)
    assert await database.read(users.count_admins) == 1


async def test_with_a_user_goes_all_that_lets_them_in(database: Database) -> None:
    ada = await added(database, "Ada")
    session = SessionRecord(
        id="s", hash="h", user_id=ada.id, csrf="c", created_at=NOW, seen_at=NOW, expires_at=NOW + HOUR
    )
    token = TokenRecord(
        id="t", hash="ht", start="sw_x", user_id=ada.id, name="ci", scopes=("read",), created_at=NOW
    )
    await database.write(lambda c: sessions.add(c, session))
    await database.write(lambda c: tokens.add(c, token))
    await database.write(lambda c: members.put(c, "harbour", ada.id, "viewer"))
    await database.write(lambda c: members.put(c, "harbour", ada.id, "editor"))
    assert await database.read(lambda c: members.roles_of(c, ada.id)) == {"harbour": "editor"}
    assert [each.role for each in await database.read(lambda c: members.list_of(c, "harbour"))] == ["editor"]
    assert await database.read(lambda c: tokens.find(c, "ht", now=NOW)) == (token, ada)
    await database.write(lambda c: users.remove(c, ada.id))
    assert await database.read(lambda c: sessions.find(c, "h", now=NOW)) is None
    assert await database.read(lambda c: tokens.find(c, "ht", now=NOW)) is None
    assert await database.read(lambda c: members.list_of(c, "harbour")) == []
    with pytest.raises(UnknownError):
        await database.write(lambda c: users.remove(c, ada.id))


async def test_a_session_ends_by_its_time_by_its_user_and_by_hand(database: Database) -> None:
    ada = await added(database, "Ada")
    for name in ("one", "two"):
        session = SessionRecord(
            id=name, hash=name, user_id=ada.id, csrf="c", created_at=NOW, seen_at=NOW, expires_at=NOW + HOUR
        )
        await database.write(lambda c, session=session: sessions.add(c, session))
    assert await database.read(lambda c: sessions.find(c, "one", now=NOW + HOUR)) is None
    await database.write(lambda c: sessions.end_all(c, ada.id, but="two"))
    assert [each.id for each in await database.read(lambda c: sessions.list_of(c, ada.id, now=NOW))] == [
        "two"
    ]
    with pytest.raises(UnknownError):
        await database.write(lambda c: sessions.end(c, "two", user_id="somebody else"))
    await database.write(lambda c: users.change(c, ada.id, is_active=False))
    assert await database.read(lambda c: sessions.find(c, "two", now=NOW)) is None
    await database.write(lambda c: sessions.sweep(c, now=NOW + HOUR))
    await database.write(lambda c: users.change(c, ada.id, is_active=True))
    assert await database.read(lambda c: sessions.find(c, "two", now=NOW)) is None


async def test_of_two_who_follow_a_link_at_once_one_comes_in(database: Database) -> None:
    ada = await added(database, "Ada")
    await database.write(lambda c: sessions.add_link(c, "link", user_id=ada.id, expires_at=NOW + HOUR))
    both = [database.write(lambda c: sessions.take_link(c, "link", now=NOW)) for _ in range(2)]
    assert sorted(each is None for each in await asyncio.gather(*both)) == [False, True]
    await database.write(lambda c: sessions.add_link(c, "late", user_id=ada.id, expires_at=NOW))
    assert await database.write(lambda c: sessions.take_link(c, "late", now=NOW)) is None


async def test_failed_tries_are_counted_together_and_forgotten(database: Database) -> None:
    tries = [
        database.write(lambda c: sessions.count_failure(c, "user:ada", now=NOW, since=NOW - HOUR))
        for _ in range(5)
    ]
    await asyncio.gather(*tries)
    known = await database.read(lambda c: sessions.failures_of(c, ["user:ada", "from:here"]))
    assert {name: each.count for name, each in known.items()} == {"user:ada": 5}
    later = NOW + 2 * HOUR
    await database.write(lambda c: sessions.count_failure(c, "user:eve", now=later, since=later - HOUR))
    assert await database.read(lambda c: sessions.failures_of(c, ["user:ada"])) == {}
    await database.write(lambda c: sessions.forget_failures(c, ["user:eve"]))
    assert await database.read(lambda c: sessions.failures_of(c, ["user:eve"])) == {}


async def test_a_token_ends_by_its_time_or_by_hand(database: Database) -> None:
    ada = await added(database, "Ada")
    token = TokenRecord(
        id="t",
        hash="h",
        start="sw_x",
        user_id=ada.id,
        name="ci",
        scopes=("runs.start", "runs.read"),
        project="harbour",
        created_at=NOW,
        expires_at=NOW + HOUR,
    )
    await database.write(lambda c: tokens.add(c, token))
    await database.write(lambda c: tokens.see(c, "t", now=NOW))
    [found] = await database.read(lambda c: tokens.list_of(c, user_id=ada.id))
    assert (found.used_at, found.scopes) == (NOW, ("runs.start", "runs.read"))
    assert await database.read(lambda c: tokens.find(c, "h", now=NOW + HOUR)) is None
    with pytest.raises(UnknownError):
        await database.write(lambda c: tokens.revoke(c, "t", user_id="somebody else"))
    assert (await database.write(lambda c: tokens.revoke(c, "t"))).name == "ci"


async def test_the_audit_is_read_from_its_end_and_by_project(database: Database) -> None:
    for at, project in enumerate((None, "harbour", "shipping", "harbour")):
        entry = Entry(
            at=NOW,
            actor="u",
            actor_name="Ada",
            action="runs.start",
            subject=str(at),
            project=project,
            detail={"n": at},
        )
        await database.write(lambda c, entry=entry: audit.note(c, entry))
    whole = await database.read(audit.list_of)
    assert [each.subject for each in whole] == ["3", "2", "1", "0"]
    assert whole[0].detail == {"n": 3}
    older = await database.read(lambda c: audit.list_of(c, projects=["harbour"], before=whole[0].seq))
    assert [each.subject for each in older] == ["1"]
    assert await database.read(lambda c: audit.list_of(c, actions=["runs.stop"])) == []


async def test_what_is_refused_leaves_no_row_in_the_audit(database: Database) -> None:
    entry = Entry(at=NOW, actor="u", actor_name="Ada", action="users.manage", subject="added Eve")

    def write(connection: object) -> None:
        audit.note(connection, entry)  # type: ignore[arg-type]
        raise ConflictingStateError("no")

    with pytest.raises(ConflictingStateError):
        await database.write(write)
    assert await database.read(audit.list_of) == []


async def test_each_has_a_draft_of_their_own(database: Database) -> None:
    for user, text in (("ada", "one"), ("eve", "two"), ("ada", "three")):
        draft = Draft(project="harbour", workflow="daily", user_id=user, text=text, updated_at=NOW)
        await database.write(lambda c, draft=draft: drafts.put(c, draft))
    found = await database.read(lambda c: drafts.find(c, "harbour", "daily", "ada"))
    assert found is not None
    assert found.text == "three"
    assert len(await database.read(lambda c: drafts.list_of(c, "harbour"))) == 2
    assert await database.write(lambda c: drafts.remove(c, "harbour", "daily", "ada"))
    assert not await database.write(lambda c: drafts.remove(c, "harbour", "daily", "ada"))


async def test_a_creation_is_claimed_once_answered_again_and_freed_where_it_died(database: Database) -> None:
    def claim(now: datetime) -> object:
        return database.write(lambda c: creations.claim(c, actor="ada", key="k", fingerprint="f", now=now))

    first, second = await asyncio.gather(claim(NOW), claim(NOW))  # type: ignore[call-overload]
    assert (first is None) != (second is None)
    assert await claim(NOW + ABANDONED * 2) is None, "the first call died on its way"  # type: ignore[misc]
    later = NOW + ABANDONED * 2
    await database.write(lambda c: creations.finish(c, actor="ada", key="k", status=201, answer="{}"))
    again = await claim(later + HOUR)  # type: ignore[misc]
    assert (again.status, again.answer) == (201, "{}")
    assert await claim(later + KEEP + HOUR) is None  # type: ignore[misc]


async def test_a_project_is_made_once_and_keeps_its_label(database: Database) -> None:
    harbour = ProjectRecord(name="harbour", label="The harbour", created_at=NOW)
    await database.write(lambda c: projects.add(c, harbour))
    with pytest.raises(ConflictingStateError):
        await database.write(lambda c: projects.add(c, harbour))
    seen = ProjectRecord(name="harbour", timezone="Europe/Berlin", created_at=NOW)
    await database.write(lambda c: projects.see(c, seen))
    found = await database.read(lambda c: projects.get(c, "harbour"))
    assert (found.label, found.timezone) == ("The harbour", "Europe/Berlin")
    with pytest.raises(UnknownError):
        await database.read(lambda c: projects.get(c, "nowhere"))


async def test_what_was_done_to_a_run_is_found_in_its_time(database: Database) -> None:
    for hour in range(12):
        for run in ("r1", "r2"):
            entry = Entry(
                at=NOW + hour * HOUR,
                actor="u",
                actor_name="Ada",
                action="runs.stop" if hour % 2 else "runs.start",
                project="harbour",
                subject="a run",
                detail={"run_id": run, "order": f"at {hour}"},
            )
            await database.write(lambda c, entry=entry: audit.note(c, entry))

    async def found(since: int, until: int) -> list[object]:
        entries = await database.read(
            lambda c: audit.list_about_run(
                c,
                "r1",
                project="harbour",
                actions=["runs.stop"],
                since=NOW + since * HOUR,
                until=NOW + until * HOUR,
            )
        )
        return [each.detail["order"] for each in entries]

    assert await found(0, 20) == [f"at {hour}" for hour in (1, 3, 5, 7, 9, 11)]
    assert await found(3, 7) == ["at 3", "at 5", "at 7"]
    assert await found(12, 20) == []
