"""What `runs list`, `runs show` and `runs why` say of deadlines."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from seaway.cli.run_list import RunQuestion, list_runs
from seaway.cli.run_show import show_run
from seaway.cli.run_why import explain_run
from seaway.engine.submission import RunRequest
from seaway.store import deadlines
from tests.support.projects import PROJECT, open_site

BODY = """
deadline: {by: "07:00"}
tasks:
  load: {run: "true", deadline: {by: "06:00"}}
  report: {run: "true", needs: load, deadline: {after: 1h}}
"""
ALL = RunQuestion(workflow=None, states=(), since=None, limit=10, after=None)


async def late_run(folder: Path, day: date) -> None:
    """A run of an old day, which nobody has begun."""
    async with open_site(folder, has_engine=False) as site:
        name = site.add(BODY)
        await site.publish()
        await site.desk.submit(RunRequest(project=PROJECT, workflow=name, logical_date=day))
        await site.database.write(lambda connection: deadlines.settle(connection, datetime.now(UTC)))


@pytest.fixture
def yesterday() -> date:
    return (datetime.now(UTC) - timedelta(days=3)).date()


async def test_a_late_run_is_marked_in_the_list(
    tmp_path: Path, yesterday: date, capsys: pytest.CaptureFixture[str]
) -> None:
    await late_run(tmp_path, yesterday)
    await list_runs(ALL, tmp_path, as_json=False)
    assert "  late" in capsys.readouterr().out
    await list_runs(ALL, tmp_path, as_json=True)
    assert json.loads(capsys.readouterr().out)["runs"][0]["late"] == [None, "load"]


async def test_a_run_shows_by_how_much_it_and_its_tasks_are_late(
    tmp_path: Path, yesterday: date, capsys: pytest.CaptureFixture[str]
) -> None:
    await late_run(tmp_path, yesterday)
    await show_run("latest", tmp_path, items=None, as_json=False)
    said = capsys.readouterr().out
    assert said.count("late by ") == 2
    await show_run("latest", tmp_path, items=None, as_json=True)
    due = json.loads(capsys.readouterr().out)["deadlines"]
    assert [(each["task"], each["late_at"] is not None) for each in due] == [
        (None, True),
        ("load", True),
        ("report", False),
    ]


async def test_why_names_what_is_late(
    tmp_path: Path, yesterday: date, capsys: pytest.CaptureFixture[str]
) -> None:
    await late_run(tmp_path, yesterday)
    await explain_run("latest", None, tmp_path, as_json=False)
    assert "the run  late by " in capsys.readouterr().out
    await explain_run("latest", None, tmp_path, as_json=True)
    assert json.loads(capsys.readouterr().out)["deadlines"][1]["task"] == "load"
