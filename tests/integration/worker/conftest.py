from collections.abc import Iterator

import pytest

from tests.support.workers import Bench, bench


@pytest.fixture
def shop(tmp_path) -> Iterator[Bench]:
    """A worker process over a fresh state folder and an empty project."""
    with bench(tmp_path) as made:
        yield made
