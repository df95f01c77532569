"""Connections, secrets and variables by command: in a folder, and against a server."""

import contextlib
import os
import pty
import subprocess
import termios
from pathlib import Path

import pytest

from tests.acceptance.shell import COMMAND, Hands, eventually
from tests.acceptance.test_up import events, up

pytestmark = pytest.mark.slow
WORDS = "not-a-secret-but-unmistakable"
USES = """
seaway: 1
tasks:
  look: {uses: storage.list, with: {connection: lake, paths: ["{{ vars.kind }}"]}}
  call: {run: 'echo "got $KEY"', env: {KEY: "{{ secret('KEY') }}"}}
"""


@pytest.fixture
def project(hands: Hands) -> Hands:
    hands.write("seaway.toml", 'name = "harbour"\n[connections.filed]\ntype = "local"\npath = "."\n')
    return hands


def set_all(hands: Hands, **given: object) -> None:
    hands.write("bucket/a.csv", "a\n1\n")
    hands.type("connections", "set", "lake", "--type", "local", "path=bucket", expect=0, **given)  # type: ignore[arg-type]
    hands.type("secrets", "set", "KEY", "-", stdin=WORDS + "\n", expect=0, **given)  # type: ignore[arg-type]
    hands.type("vars", "set", "kind", "*.csv", expect=0, **given)  # type: ignore[arg-type]


def test_a_connection_is_set_shown_checked_edited_and_deleted(project: Hands) -> None:
    project.write("token.txt", WORDS + "\n")
    words = ("connections", "set", "api", "--type", "http", "base_url=https://api.test/", "token=@token.txt")
    made = project.type(*words, "--description", "Theirs.", "--json", expect=0).json
    assert (made["fields"]["token"], made["source"], made["description"]) == ("••••••••", "store", "Theirs.")
    edited = project.type("connections", "set", "api", "timeout_s=3", "--json", expect=0).json
    assert edited["fields"] == made["fields"] | {"timeout_s": 3}
    shown = project.type("connection", "show", "api", expect=0)
    assert "https://api.test/" in shown.out
    assert WORDS not in shown.out + shown.err
    project.type("connections", "set", "lake", "--type", "local", "path=bucket", expect=0)
    project.write("bucket/a.csv", "a\n")
    good = project.type("connections", "test", "lake", "--json", expect=0).json
    assert (good["is_ok"], good["connection"]) == (True, "lake")
    bad = project.type("connections", "test", "filled", expect=2)
    assert "Did you mean `filed`?" in bad.err
    listed = project.type("connections", "list", "--json", expect=0).json["connections"]
    assert [(each["name"], each["place"]) for each in listed] == [
        ("api", "the store"),
        ("filed", "seaway.toml"),
        ("lake", "the store"),
    ]
    assert listed[2]["last_check"]["is_ok"]
    rotated = project.type("connections", "rotate", "api", stdin="another-not-a-secret", expect=1)
    assert "api.test" in rotated.out
    project.type("connections", "delete", "api", expect=0)
    project.type("connections", "show", "api", expect=2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("set", "x", "path=."), "--type is one of"),
        (("set", "x", "--type", "locl", "path=."), "Did you mean `local`?"),
        (("set", "x", "--type", "local", "pth=."), "Did you mean `path`?"),
        (("set", "x", "--type", "local"), "path"),
        (("set", "X-y", "--type", "local", "path=."), "Call it `x_y`."),
        (("set", "filed", "--type", "local", "path=/x"), "comes before the store"),
        (("set", "x", "--type", "http", "base_url=https://x", "timeout_s=soon"), "takes JSON of type number"),
        (("delete", "filed"), "holds no connection filed"),
        (("rotate", "filed"), "stands in seaway.toml"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(project: Hands, words: tuple[str, ...], said: str) -> None:
    done = project.type("connections", *words, stdin="x", expect=2)
    assert said in done.err


def test_secrets_are_used_by_runs_and_stand_nowhere_in_the_clear(project: Hands) -> None:
    set_all(project)
    project.write("workflows/daily.yaml", USES)
    project.type("validate", expect=0)
    ran = project.type("run", "daily", expect=0)
    log = project.type("logs", "latest", expect=0)
    assert "got ***" in log.out
    told = [ran.out, ran.err, log.out]
    told += [
        project.type(*words, "--json", expect=0).out
        for words in (("runs", "show", "latest"), ("secrets", "list"))
    ]
    assert WORDS not in "".join(told)
    for file in (project.folder / ".seaway").rglob("*"):
        if file.is_file():
            assert WORDS.encode() not in file.read_bytes(), file


def test_what_workflows_use_is_deleted_by_force_only(project: Hands) -> None:
    set_all(project)
    project.write("workflows/daily.yaml", USES)
    project.type("run", "daily", expect=0)
    for noun, name in (("connections", "lake"), ("secrets", "KEY"), ("vars", "kind")):
        assert project.type(noun, "show", name, "--json", expect=0).json["used_in"] == ["daily"]
    for noun, name, task in (
        ("connections", "lake", "look"),
        ("secrets", "KEY", "call"),
        ("vars", "kind", "look"),
    ):
        refused = project.type(noun, "delete", name, expect=2)
        assert f"is used by daily ({task})" in refused.err
        project.type(noun, "delete", name, "--force", expect=0)
    missing = project.type("run", "daily", expect=2)
    assert "lake" in missing.err + missing.out
    project.type("connections", "set", "lakes", "--type", "local", "path=bucket", expect=0)
    wrong = project.type("validate", expect=2)
    assert "Did you mean `lakes`?" in wrong.out + wrong.err


def test_variables_are_json_or_text(project: Hands) -> None:
    for typed, value in (("3", 3), ("eu", "eu"), ("[1, 2]", [1, 2]), ("007", "007")):
        assert project.type("vars", "set", "x", typed, "--json", expect=0).json["value"] == value
    assert project.type("vars", "set", "x", "3", "--text", "--json", expect=0).json["value"] == "3"
    assert project.type("vars", "show", "x", expect=0).out == "3\n"


def test_the_key_is_rotated_and_a_missing_one_is_told(project: Hands) -> None:
    set_all(project)
    key = project.folder / ".seaway/secret.key"
    before = key.read_text()
    project.type("secrets", "rotate-key", expect=0)
    assert key.read_text() != before
    assert "1 value of 1 can be opened" in project.type("secrets", "test", expect=0).out
    key.write_text(before)
    wrong = project.type("secrets", "test", expect=1)
    assert "is not the one" in wrong.out
    key.unlink()
    project.write("workflows/daily.yaml", USES)
    failed = project.type("run", "daily", expect=1)
    assert "is missing" in failed.out + failed.err
    given = project.type("secrets", "rotate-key", env={"SEAWAY_SECRET_KEY": before.strip()}, expect=2)
    assert "--new-key-file" in given.err


def test_a_secret_is_asked_for_and_not_shown(project: Hands, tmp_path: Path) -> None:
    """In a terminal: what is typed comes back from nowhere."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "secrets", "set", "KEY"],
        cwd=project.folder,
        env=project._env,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        start_new_session=True,
    )
    heard = b""
    while b"Value of KEY" not in heard:
        heard += os.read(ours, 1024)
    eventually(lambda: not termios.tcgetattr(ours)[3] & termios.ECHO)
    os.write(ours, f"{WORDS}\n".encode())
    out, _ = process.communicate(timeout=60)
    os.close(theirs)
    os.set_blocking(ours, False)
    with contextlib.suppress(OSError):
        heard += os.read(ours, 4096)
    os.close(ours)
    assert process.returncode == 0, heard
    assert b"The secret KEY is set." in out
    assert WORDS.encode() not in heard + out


def test_the_same_commands_work_against_a_server(
    project: Hands, tmp_path_factory: pytest.TempPathFactory
) -> None:
    process = up(project)
    url = events(process, "serving")[-1]["url"]
    token = project.type("tokens", "create", "away", "--scope", "all", expect=0).out.strip()
    folder = tmp_path_factory.mktemp("away")
    away, env = Hands(folder, folder), {"SEAWAY_URL": url, "SEAWAY_TOKEN": token}
    set_all(away, env=env)
    (project.folder / "bucket").mkdir()
    assert away.type("connections", "test", "lake", env=env, expect=0).out.startswith("✓ lake")
    listed = away.type("connections", "list", "--json", env=env, expect=0).json["connections"]
    assert [each["name"] for each in listed] == ["filed", "lake"]
    assert "lake" in project.type("connections", "list", expect=0).out
    edited = away.type("connections", "set", "lake", "path=other", "--json", env=env, expect=0).json
    assert edited["fields"] == {"path": "other"}
    assert [each["name"] for each in away.type("secrets", "list", "--json", env=env).json["secrets"]] == [
        "KEY"
    ]
    assert away.type("vars", "show", "kind", env=env, expect=0).out == "*.csv\n"
    assert "type this there" in away.type("secrets", "rotate-key", env=env, expect=2).err.lower()
    for noun, name in (("connections", "lake"), ("secrets", "KEY"), ("vars", "kind")):
        away.type(noun, "delete", name, env=env, expect=0)
        assert "holds no" in away.type(noun, "delete", name, env=env, expect=2).err


def test_a_workflow_that_waits_for_a_connection_can_run_once_it_is_made(project: Hands) -> None:
    project.write(
        "workflows/late.yaml", "seaway: 1\ntasks:\n  look: {uses: storage.list, with: {connection: lake}}\n"
    )
    process = up(project)
    events(process, "invalid")
    project.write("bucket/a.csv", "a\n")
    project.type("connections", "set", "lake", "--type", "local", "path=bucket", expect=0)
    assert events(process, "changed")[-1]["workflow"] == "late"
    project.type("connections", "delete", "lake", "--force", expect=0)
    assert events(process, "invalid")[-1]["workflow"] == "late"
