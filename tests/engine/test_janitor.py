"""Results that nobody takes are forgotten once their run is over, and kept as long as it may ask for them."""

import asyncio

from seaway.core.outcome import Ending
from seaway.executors.inline import InlineExecutor
from seaway.ids import AttemptId
from seaway.sdk.protocols.executor import Finished
from seaway.testing.plans import chain
from seaway.testing.stage import Stage, on_virtual_time

HOUR_S = 3600.0


@on_virtual_time
async def test_the_result_of_a_run_that_is_over_goes_after_an_hour() -> None:
    stage = Stage()
    run_id = await stage.start(chain("load"))
    await stage.engine()
    await stage.until_over(run_id)
    lost = AttemptId("of-a-run-that-went")
    stage.executor.results[lost] = Finished(lost, stage.executor.outcome(Ending.SUCCESS))
    await asyncio.sleep(0.9 * HOUR_S)
    assert lost in stage.executor.results
    await asyncio.sleep(2 * HOUR_S)
    assert stage.executor.results == {}


@on_virtual_time
async def test_the_result_that_a_run_still_waits_for_stays() -> None:
    """Its news is lost at first, and the roll call has a pause."""
    stage = Stage(executor=InlineExecutor(is_manual=True))
    staged = await stage.engine()
    run_id = await stage.start(chain("load"))
    await stage.until_task(run_id, "load", "running")
    await staged.engine.roll_call.stop()
    attempt_id = stage.executor.attempt_of("load")
    spec = stage.executor.running.pop(attempt_id)
    stage.executor.results[spec.attempt_id] = Finished(attempt_id, stage.executor.outcome(Ending.SUCCESS))
    await asyncio.sleep(3 * HOUR_S)
    assert stage.executor.unacknowledged() == (attempt_id,)
    staged.engine.roll_call.start()
    await stage.until_over(run_id)
    assert stage.executor.unacknowledged() == ()
