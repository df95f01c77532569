"""What a failed attempt left is nobody's result, and can be looked at."""

import json
from pathlib import Path

import pytest

from seaway.cli.file_view import list_files
from tests.support.job_server import REJECTING
from tests.support.projects import open_site


async def test_the_folder_of_a_failed_attempt_is_shown_beside_the_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_site(tmp_path) as site:
        ran = await site.run("""
            tasks:
              good: {run: "echo 1 > good.txt"}
              bad: {run: "echo 1 > half.txt; exit 1"}
        """)
        attempt_id = ran.tasks["bad"].attempt_id or ""
    folder = Path(ran.paths.attempts) / attempt_id
    await list_files("latest", None, tmp_path, as_json=False)
    said = capsys.readouterr()
    assert "good.txt" in said.out
    assert f"bad did not succeed; what it left is kept for a look in {folder}" in said.err
    assert (folder / "half.txt").exists()
    await list_files("latest", None, tmp_path, as_json=True)
    assert json.loads(capsys.readouterr().out)["kept"] == [{"task": "bad", "folder": str(folder)}]


async def test_the_folder_of_the_last_look_at_a_failed_job_is_shown_as_its_tasks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_site(tmp_path) as site:
        site.write("blueprints/outside.py", REJECTING)
        ran = await site.run("tasks:\n  job: {uses: outside.load}")
        assert ran.states == {"job": "failed"}, str(ran)
        folder = Path(ran.paths.attempts) / (ran.tasks["job"].attempt_id or "")
    await list_files("latest", None, tmp_path, as_json=True)
    assert json.loads(capsys.readouterr().out)["kept"] == [{"task": "job", "folder": str(folder)}]
    left = {each.name for each in folder.iterdir()}
    assert {"poll-2.txt", "rejected.csv"} <= left
    assert not {"asked.txt", "poll-1.txt"} & left
    named = {each.name for each in folder.parent.iterdir() if not each.name.startswith("worker-")}
    assert named == {folder.name}, "other looks leave nothing"
