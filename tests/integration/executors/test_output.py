"""What attempts print never reaches the engine, however much it is."""

from pathlib import Path

import psutil
import pytest

from seaway.core.outcome import Ending
from tests.support.yards import yard

_MOST_BYTES = 120 << 20


@pytest.mark.slow
async def test_more_output_than_memory_may_hold_flows_in_flat_memory(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        before = psutil.Process().memory_info().rss
        spec = here.script("head -c 300M /dev/zero | tr '\\0' 'x'")
        outcome = await here.run(spec)
        assert outcome.ending is Ending.SUCCESS
        assert psutil.Process().memory_info().rss - before < 20 << 20
        assert len(here.log(spec.attempt_id)) < _MOST_BYTES
        largest = max(worker.pid or 0 for worker in here.executor._tasks.workers())
        assert psutil.Process(largest).memory_info().rss < _MOST_BYTES
