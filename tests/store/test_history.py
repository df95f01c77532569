"""Looking through runs: by any filter, in one order, a page at a time."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from seaway.core.states import RunState
from seaway.ids import RunId
from seaway.store import history, queue
from seaway.store.columns import to_micros
from seaway.store.database import Database
from seaway.store.history import RunQuestion, find_runs
from tests.store.factories import NOW, new_run, run_id

S, F = RunState.SUCCESS, RunState.FAILED


async def fill(database: Database) -> list[RunId]:
    """Forty runs of two workflows, a minute apart; every fourth has failed, the last two are not over."""
    ids = []

    def write(connection: Connection) -> None:
        for n in range(40):
            at = NOW + timedelta(minutes=n)
            new = new_run(
                run_id=run_id(at),
                created_at=at,
                workflow="daily" if n % 2 else "hourly",
                trigger_kind="schedule" if n % 3 else "manual",
            )
            queue.enqueue(connection, new)
            ids.append(new.run_id)
            if n < 38:
                state = F if n % 4 == 0 else S
                end = to_micros(at + timedelta(seconds=10 + n))
                connection.execute(
                    text("UPDATE runs SET state=:s, started_at=:a, ended_at=:e WHERE run_id=:r"),
                    {"s": state.value, "a": to_micros(at), "e": end, "r": new.run_id},
                )

    await database.write(write)
    return ids


@pytest.mark.parametrize(
    "question",
    [
        RunQuestion(project="finance"),
        RunQuestion(project="finance", workflows=("daily",)),
        RunQuestion(project="finance", states=frozenset({S, F})),
        RunQuestion(project="finance", workflows=("daily", "hourly"), states=frozenset({S, RunState.QUEUED})),
        RunQuestion(project="finance", trigger_kind="manual"),
        RunQuestion(
            project="finance",
            created_from=NOW + timedelta(minutes=5),
            created_before=NOW + timedelta(minutes=30),
        ),
    ],
)
async def test_pages_together_give_each_run_once_newest_first(
    database: Database, question: RunQuestion
) -> None:
    await fill(database)
    whole = await database.read(lambda connection: find_runs(connection, question, limit=100))
    paged: list[RunId] = []
    after: RunId | None = None
    while page := await database.read(lambda c, a=after: find_runs(c, question, after=a, limit=7)):  # type: ignore[misc]
        paged += [run.run_id for run in page]
        after = page[-1].run_id
    assert paged == [run.run_id for run in whole]
    assert paged == sorted(paged, reverse=True)
    assert paged


async def test_filters_are_all_heeded(database: Database) -> None:
    await fill(database)
    question = RunQuestion(
        project="finance", workflows=("hourly",), states=frozenset({F}), trigger_kind="schedule"
    )
    found = await database.read(lambda connection: find_runs(connection, question, limit=100))
    assert len(found) == 6
    assert all(r.workflow == "hourly" and r.state is F and r.trigger_kind == "schedule" for r in found)
    assert await database.read(lambda c: find_runs(c, RunQuestion(project="other"))) == []


async def test_a_run_is_found_by_the_begin_or_the_end_of_its_id(database: Database) -> None:
    ids = await fill(database)
    for piece in (ids[17], ids[17][:20], ids[17][-8:]):
        question = RunQuestion(project="finance", id_piece=piece)
        found = await database.read(lambda connection, q=question: find_runs(connection, q))  # type: ignore[misc]
        assert ids[17] in [run.run_id for run in found]


async def test_the_past_of_workflows_says_how_they_went(database: Database) -> None:
    await fill(database)
    past = await database.read(
        lambda connection: history.past_runs(connection, "finance", ["daily", "hourly", "none"])
    )
    assert [len(past[name]) for name in ("daily", "hourly", "none")] == [20, 20, 0]
    assert history.success_rate(past["daily"]) == 1.0
    assert history.success_rate(past["hourly"]) == pytest.approx(9 / 19)
    assert history.success_rate(past["none"]) is None
    assert history.usual_seconds(past["daily"]) == pytest.approx(29.0)


async def test_ends_are_counted_by_the_hour(database: Database) -> None:
    await fill(database)
    counted = await database.read(
        lambda connection: history.ended_by_hour(
            connection, "finance", start=NOW - timedelta(hours=2), end=NOW + timedelta(hours=2)
        )
    )
    assert sum(sum(counts.values()) for counts in counted.values()) == 38
    assert sum(counts[F] for counts in counted.values()) == 10
    assert all(at.minute == 0 for at in counted)


async def test_failed_runs_are_found_by_a_piece_of_their_error(database: Database) -> None:
    ids = await fill(database)

    def look(connection: Connection) -> list[list[RunId]]:
        said = text("UPDATE runs SET error = 'No such Table: 100% of cargo' WHERE run_id = :r")
        for n in (4, 8, 5):  # the last one has not failed
            connection.execute(said, {"r": ids[n]})
        asked = [RunQuestion(project="finance", error_piece=piece) for piece in ("table", "100%", "1_0")]
        asked.append(RunQuestion(project="finance", error_piece="table", workflows=("daily",)))
        return [[run.run_id for run in find_runs(connection, each)] for each in asked]

    by_word, by_sign, by_wildcard, of_another = await database.write(look)
    assert by_word == by_sign == [ids[8], ids[4]]
    assert by_wildcard == of_another == []


async def test_neighbours_are_of_the_same_workflow(database: Database) -> None:
    ids = await fill(database)

    def look(connection: Connection) -> tuple[RunId | None, RunId | None]:
        (run,) = find_runs(connection, RunQuestion(project="finance", id_piece=ids[17]))
        return history.neighbours(connection, run)

    assert await database.read(look) == (ids[15], ids[19])


async def test_lists_walk_an_index_and_sort_nothing(database: Database) -> None:
    """What a list costs must not grow with the history: no query may sort or scan."""
    if database.driver.has_notifications:
        pytest.skip("the plan is told in the words of SQLite")
    where = [
        "project = 'p' AND state = 'failed'",
        "project = 'p' AND workflow = 'w' AND state = 'failed'",
        "project = 'p' AND workflow = 'w'",
        "project = 'p' AND trigger_kind = 'schedule'",
        "project = 'p'",
    ]

    def explain(connection: Connection, condition: str) -> str:
        sql = f"EXPLAIN QUERY PLAN SELECT * FROM runs WHERE {condition} ORDER BY run_id DESC LIMIT 50"
        return " ".join(str(row) for row in connection.exec_driver_sql(sql))

    for condition in where:
        plan = await database.read(lambda connection, c=condition: explain(connection, c))  # type: ignore[misc]
        assert "TEMP B-TREE" not in plan, plan
        assert "SCAN" not in plan, plan
