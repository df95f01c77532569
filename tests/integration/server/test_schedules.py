"""When a schedule that somebody is writing would tick."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.support.served import Served

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def ask(served: Served, **params: str) -> tuple[int, dict[str, object]]:
    answer = await served.client.get(served.at("/schedules/next"), params=params)
    return answer.status_code, answer.json()


async def test_the_next_five_times_are_those_of_its_zone(served: Served) -> None:
    status, said = await ask(served, cron="30 2 * * 1-5", timezone="America/New_York")
    assert (status, said["timezone"]) == (200, "America/New_York")
    assert isinstance(said["items"], list)
    moments = [
        datetime.fromisoformat(each).astimezone(ZoneInfo("America/New_York")) for each in said["items"]
    ]
    assert len(moments) == 5
    assert moments == sorted(moments)
    assert {(at.hour, at.minute) for at in moments} <= {(2, 30), (3, 0)}
    assert all(at.weekday() < 5 for at in moments)


async def test_an_interval_has_next_times_too(served: Served) -> None:
    _, said = await ask(served, every="90m", count="3")
    assert isinstance(said["items"], list)
    first, second, _ = map(datetime.fromisoformat, said["items"])
    assert (second - first).total_seconds() == 5400


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"cron": "61 * * * *"}, "61 * * * *"),
        ({"cron": "0 0 31 2 *"}, "0 0 31 2 *"),
        ({"cron": "soon"}, "is not a schedule"),
        ({"every": "often"}, "often"),
        ({"cron": "0 6 * * *", "timezone": "Mars/Base"}, "Mars/Base"),
        ({}, "needs `cron` or `every`"),
    ],
)
async def test_what_is_wrong_is_said(served: Served, params: dict[str, str], words: str) -> None:
    status, said = await ask(served, **params)
    assert status == 400
    assert words in str(said["detail"])
