"""Commands that need no store, no engine and no worker load none: what is imported is what a start costs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

DEAR = ("sqlalchemy", "alembic", "psycopg", "duckdb", "pyarrow", "fastapi", "uvicorn", "rich", "asyncio")
_PLAY = """
import contextlib, io, json, sys
from seaway.cli.main import seaway
from seaway.cli.shell import guarded

with contextlib.redirect_stdout(io.StringIO()):
    code = guarded(seaway, json.loads(sys.argv[1]))
print(json.dumps([code, sorted(sys.modules)]))
"""


def loaded_by(words: list[str], folder: Path) -> set[str]:
    command = [sys.executable, "-c", _PLAY, json.dumps(words)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=True)
    code, names = json.loads(done.stdout)
    assert code == 0, done.stderr
    return {name.partition(".")[0] for name in names} | set(names)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "seaway.toml").touch()
    (tmp_path / "workflows").mkdir()
    workflow = (
        "seaway: 1\ntasks: {load: {run: echo hi}, get: {uses: http.request, with: {url: 'http://x'}}}\n"
    )
    (tmp_path / "workflows/daily.yaml").write_text(workflow)
    return tmp_path


@pytest.mark.parametrize(
    "words", [["validate"], ["schema"], ["init", "other"], ["blueprints", "list"], ["--help"], ["version"]]
)
def test_a_command_that_only_looks_at_files_loads_nothing_dear(words: list[str], project: Path) -> None:
    loaded_by(words, project)  # the first look at installed blueprints is written down
    second = loaded_by(words, project)
    assert sorted(name for name in DEAR if name in second) == []
    assert not {"seaway.store", "seaway.engine.engine"} & second


@pytest.mark.parametrize("words", [["runs", "list"], ["workflows", "list"]])
def test_a_command_that_reads_the_store_loads_no_engine(words: list[str], project: Path) -> None:
    loaded = loaded_by(words, project)
    assert "sqlalchemy" in loaded
    assert not {"seaway.engine.engine", "seaway.executors.local", "alembic", "duckdb", "fastapi"} & loaded
