"""Workflows and their revisions."""

from datetime import timedelta

import pytest

from seaway.errors import ConflictingStateError, UnknownError
from seaway.store import revisions, workflows
from seaway.store.workflows import WorkflowState
from tests.store.factories import NOW, Store
from tests.store.test_triggers import see


async def test_a_revision_is_kept_once(store: Store) -> None:
    await store.revision(created_at=NOW)
    await store.revision(created_at=NOW + timedelta(days=1), source="changed")
    kept = await store.database.read(lambda c: revisions.get(c, "finance", "daily", "r1"))
    assert (kept.created_at, kept.source) == (NOW, "seaway: 1\n")
    with pytest.raises(UnknownError, match="no revision r9 of daily"):
        await store.database.read(lambda c: revisions.get(c, "finance", "daily", "r9"))


async def test_revisions_are_listed_newest_first(store: Store) -> None:
    for number in range(3):
        await store.revision(f"r{number}", created_at=NOW + timedelta(days=number))
    listed = await store.database.read(
        lambda c: revisions.list_of(c, "finance", "daily", before=NOW + timedelta(days=2))
    )
    assert [revision.hash for revision in listed] == ["r1", "r0"]


async def test_an_invalid_file_leaves_the_last_valid_revision_active(store: Store) -> None:
    write, read = store.database.write, store.database.read
    await write(lambda c: workflows.activate(c, "finance", "daily", revision="r1", now=NOW))
    await write(lambda c: workflows.mark_invalid(c, "finance", "daily", problems='["x"]', now=NOW))
    found = await read(lambda c: workflows.get(c, "finance", "daily"))
    assert (found.active_revision, found.state, found.problems) == ("r1", WorkflowState.INVALID, '["x"]')
    await write(lambda c: workflows.activate(c, "finance", "daily", revision="r2", now=NOW))
    found = await read(lambda c: workflows.get(c, "finance", "daily"))
    assert (found.active_revision, found.state, found.problems) == ("r2", WorkflowState.VALID, "[]")


async def test_a_workflow_that_was_never_valid_has_no_revision(store: Store) -> None:
    await store.database.write(lambda c: workflows.mark_invalid(c, "finance", "new", problems="[]", now=NOW))
    found = await store.database.read(lambda c: workflows.get(c, "finance", "new"))
    assert found.active_revision is None


async def test_workflows_that_are_gone_are_not_listed(store: Store) -> None:
    write, read = store.database.write, store.database.read
    for name in ("b", "a", "c"):
        await write(lambda c, name=name: workflows.activate(c, "finance", name, revision="r1", now=NOW))
    await write(lambda c: workflows.mark_gone(c, "finance", "b", now=NOW))
    assert [found.id for found in await read(lambda c: workflows.list_of(c, "finance"))] == ["a", "c"]
    every = await read(lambda c: workflows.list_of(c, "finance", after="a", with_gone=True))
    assert [found.id for found in every] == ["b", "c"]


async def test_a_renamed_workflow_keeps_its_history(store: Store) -> None:
    write, read = store.database.write, store.database.read
    await store.revision()
    await write(lambda c: workflows.activate(c, "finance", "daily", revision="r1", now=NOW))
    await see(store.database)
    run = await store.begun()
    assert await write(lambda c: workflows.rename(c, "finance", old="daily", new="nightly", now=NOW)) == 1
    assert (await store.run(run)).workflow == "nightly"
    assert await read(lambda c: revisions.get(c, "finance", "nightly", "r1"))
    assert (await read(lambda c: workflows.get(c, "finance", "nightly"))).renamed_from == "daily"
    with pytest.raises(UnknownError, match="no workflow daily"):
        await read(lambda c: workflows.get(c, "finance", "daily"))
    await store.enqueue(workflow="daily")
    with pytest.raises(ConflictingStateError, match="has runs of its own"):
        await write(lambda c: workflows.rename(c, "finance", old="daily", new="nightly", now=NOW))


async def test_pausing_an_unknown_workflow_is_an_error(store: Store) -> None:
    with pytest.raises(UnknownError, match="no workflow nope"):
        await store.database.write(
            lambda c: workflows.set_paused(c, "finance", "nope", is_paused=True, now=NOW)
        )


async def test_the_first_signature_stays(store: Store) -> None:
    await store.revision(created_at=NOW)
    kept = await store.database.read(lambda c: revisions.get(c, "finance", "daily", "r1"))
    for author in ("ada", "grace"):
        await store.database.write(lambda c, by=author: revisions.sign(c, kept, author=by, message="why"))
    signed = await store.database.read(lambda c: revisions.find_by_start(c, "finance", "daily", "r1"))
    assert (signed.author, signed.message) == ("ada", "why")


async def test_lines_tell_where_only_the_code_beside_a_workflow_changed(store: Store) -> None:
    for number, source in enumerate(["one", "one", "two"]):
        await store.revision(f"r{number}", created_at=NOW + timedelta(days=number), source=source)
    await store.revision("r9", created_at=NOW + timedelta(days=9), source="x", message=revisions.DRAFT)
    lines = await store.database.read(lambda c: revisions.lines_of(c, "finance", "daily"))
    assert [(line.hash, line.is_same) for line in lines] == [("r2", False), ("r1", True), ("r0", False)]
