import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from seaway.errors import InvalidInputError, PermissionDeniedError, UnavailableError
from seaway.integrations.notify.blueprints import send
from seaway.sdk.context import Context
from seaway.sdk.describe import to_info
from seaway.spec.catalog import Catalog
from seaway.spec.parse import parse_workflow
from seaway.spec.project_file import parse_project
from seaway.spec.validate import validate

CHANNELS = {
    "team-console": {"type": "console"},
    "team-file": {"type": "file", "path": "out/notifications.log"},
    "lake": {"type": "local", "path": "lake"},
    "a-folder": {"type": "file", "path": "."},
}


def context(folder: Path) -> Context:
    return Context(
        folder=folder,
        connections=CHANNELS.__getitem__,
        now=lambda: datetime(2011, 11, 18, 2, 30, 5, tzinfo=UTC),
    )


def test_a_message_is_printed_and_added_to_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    for text in ("daily failed at load: disk full", "second\n  line\n"):
        sent = send.call(context(tmp_path), {"channel": ["team-console", "team-file"], "text": text})
    assert sent == {"text": "second\n  line", "channels": ["team-console", "team-file"]}
    assert capsys.readouterr().out == "daily failed at load: disk full\nsecond\n  line\n"
    assert (tmp_path / "out/notifications.log").read_text() == (
        "2011-11-18T02:30:05Z daily failed at load: disk full\n2011-11-18T02:30:05Z second | line\n"
    )


def test_one_name_will_do(tmp_path: Path):
    assert send.call(context(tmp_path), {"channel": "team-file", "text": "x"})["channels"] == ["team-file"]


@pytest.mark.parametrize("given", [{"channel": "team-file", "text": " \n"}, {"channel": [], "text": "x"}])
def test_nothing_to_say_or_nobody_to_tell_is_refused(tmp_path: Path, given: dict[str, object]):
    with pytest.raises(InvalidInputError):
        send.call(context(tmp_path), given)


def test_a_connection_that_is_no_channel_is_refused(tmp_path: Path):
    with pytest.raises(InvalidInputError, match=r"expected a channel of type .*`console`.*`file`"):
        send.call(context(tmp_path), {"channel": ["lake"], "text": "x"})


def test_where_one_channel_fails_the_others_are_still_told(tmp_path: Path):
    with pytest.raises(UnavailableError, match="a-folder"):
        send.call(context(tmp_path), {"channel": ["a-folder", "team-file"], "text": "still here"})
    assert "still here" in (tmp_path / "out/notifications.log").read_text()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_file_that_may_not_be_written_to_says_so(tmp_path: Path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out").chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(PermissionDeniedError, match=r"notifications\.log"):
        send.call(context(tmp_path), {"channel": "team-file", "text": "x"})


def test_the_check_of_a_channel_says_where_messages_go(tmp_path: Path):
    there = context(tmp_path)
    assert "a line each" in there.connection("team-file").check()
    assert "log of the task" in there.connection("team-console").check()
    with pytest.raises(PermissionDeniedError):
        there.connection("a-folder").check()


def test_it_is_not_sent_again_by_itself_after_a_crash():
    assert to_info(send).is_idempotent is False


@pytest.mark.parametrize("written", ["team-fiel", "[team-console, team-fiel]"])
def test_a_channel_that_the_project_has_not_is_found_before_the_run(written: str):
    project = parse_project('[channels.team-console]\ntype="console"\n[channels.team-file]\ntype="console"\n')
    text = f"seaway: 1\ntasks:\n  tell: {{uses: notify.send, with: {{channel: {written}, text: hi}}}}\n"
    catalog = Catalog({"notify.send": to_info(send)})
    [problem] = validate(parse_workflow(text, file="w.yaml"), catalog=catalog, project=project.require())
    assert problem.code == "unknown_channel"
    assert "Did you mean `team-file`?" in str(problem)


def test_a_channel_may_not_have_the_name_of_a_connection():
    text = '[channels.lake]\ntype="console"\n[connections.lake]\ntype="local"\npath="lake"\n'
    [problem] = parse_project(text).problems
    assert (problem.code, problem.line) == ("double_name", 1)
