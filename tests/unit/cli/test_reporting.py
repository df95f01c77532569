import json

import pytest

from seaway.cli.reporting import detail
from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.ids import RunId, TaskKey


def row(outputs: object) -> TaskRow:
    key = TaskKey("tell_the_team")
    return TaskRow(RunId("r"), key, key, "", -1, TaskState.SUCCESS, attempt=1, outputs=json.dumps(outputs))


def test_a_notification_is_shown_where_somebody_watches_the_run():
    told = {"text": "daily failed at load: disk full\nsecond line", "channels": ["team-console"]}
    assert detail(row(told)) == "daily failed at load: disk full"


@pytest.mark.parametrize(
    "outputs", [None, "channels", {"channels": []}, {"text": "x", "channels": [], "rows": 1}]
)
def test_outputs_of_other_tasks_are_not_taken_for_a_notification(outputs: object):
    assert detail(row(outputs)) == ""
