"""What is told of a run: never less than was told before."""

from datetime import UTC, datetime

from seaway.clock import SystemClock
from seaway.core.states import RunState
from seaway.engine.terms import TermsCache
from seaway.server.live.facts import FactsCache
from seaway.server.live.herald import Herald
from seaway.server.live.hub import Hub
from seaway.server.shapes.runs import RunSummary, TriggerOfRun
from seaway.store.database import Database
from tests.unit.server.test_hub import taken

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def summary(state: RunState, run_id: str = "1") -> RunSummary:
    return RunSummary(
        run_id=run_id,
        short_id=run_id,
        workflow="w",
        name="w",
        state=state,
        logical_date=NOW,
        interval_start=NOW,
        interval_end=NOW,
        timezone="UTC",
        created_at=NOW,
        started_at=None,
        ended_at=None,
        trigger=TriggerOfRun(kind="manual"),
        revision="0",
    )


async def test_a_run_that_was_read_while_it_waited_does_not_undo_its_end() -> None:
    """Who started a run reads it as it was accepted; the engine may have told of its end by then."""
    database, hub = Database.in_memory(), Hub()
    herald = Herald(hub, FactsCache(database, TermsCache(database)), database, SystemClock())
    client = hub.join(["runs:p"])
    for state in (RunState.RUNNING, RunState.SUCCESS, RunState.QUEUED, RunState.RUNNING):
        herald.run_summary("p", summary(state))
    herald.run_summary("p", summary(RunState.QUEUED, "2"))
    told = [(data["run_id"], data["state"]) for _, kind, data in await taken(client) if kind == "run"]
    assert told == [("1", "success"), ("2", "queued")]
    await database.close()
