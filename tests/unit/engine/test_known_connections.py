"""A connection that nobody knows is a mistake of the file, told before anything runs."""

from pathlib import Path

from seaway.engine.definitions import read_definitions
from seaway.sdk.registry import Registry
from seaway.spec.project import Project

WORKFLOW = """
seaway: 1
tasks:
  look:
    uses: storage.list
    with: {connection: NAME, paths: ["*.csv"]}
"""
PROJECT = Project(connections={"lake": {"type": "local", "path": "bucket"}})


def problems(folder: Path, name: str, **environ: str) -> list[str]:
    (folder / "workflows").mkdir(exist_ok=True)
    (folder / "workflows" / "look.yaml").write_text(WORKFLOW.replace("NAME", name))
    found = read_definitions(folder, project=PROJECT, catalog=Registry().catalog(), environ=environ)
    return [f"{problem.message} {problem.hint}" for problem in found.get("look").problems]


def test_a_misspelt_connection_is_an_error_with_the_closest_name(tmp_path: Path) -> None:
    assert problems(tmp_path, "lak") == ["There is no connection `lak`. Did you mean `lake`?"]


def test_connections_of_the_project_and_of_the_environment_are_known(tmp_path: Path) -> None:
    assert problems(tmp_path, "lake") == []
    assert problems(tmp_path, "far-lake", SEAWAY_CONNECTION_FAR_LAKE="file:///data") == []


def test_data_of_connections_is_told_apart_from_code(tmp_path: Path) -> None:
    settings = {
        "lake": {"type": "local", "path": "bucket/raw"},
        "warehouse": {"type": "duckdb", "path": "./w.duckdb"},
        "all": {"type": "local", "path": "."},
        "outside": {"type": "local", "path": "/data"},
        "later": {"type": "local", "path": "${DATA}/x"},
    }
    assert Project(connections=settings).data_paths(tmp_path) == ["bucket/raw", "w.duckdb"]
