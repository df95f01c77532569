"""`powerbi.refresh` and `powerbi.export` against a workspace that is held to Microsoft's reference."""

from typing import Any

import pytest

from seaway.errors import (
    AuthError,
    ConflictError,
    DataError,
    InvalidInputError,
    NotFoundError,
    RateLimitError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.outside import MOST_MISSES
from seaway.integrations.powerbi.blueprints import export, refresh
from seaway.sdk.connection import build_connection
from seaway.sdk.waiting import Deferred
from tests.integration.blueprints.bi.conftest import Contexts
from tests.servers.contract import FAULTS, Reply, meets_all_answers
from tests.servers.powerbi import DATASET, PDF, REPORT, SECRET, TOKEN, WORKSPACE, ZIP, PowerBiWorkspace
from tests.support.contexts import Notebook

GIVEN: dict[str, Any] = {"connection": "powerbi", "workspace": "Finance", "dataset": "Payments"}
REPORTED: dict[str, Any] = {"connection": "powerbi", "workspace": WORKSPACE, "report": "Payments"}
SECRETS = (TOKEN, SECRET)


def started(context: Contexts, **more: object) -> Deferred:
    found = refresh.begin(context(), {**GIVEN, **more})
    assert isinstance(found, Deferred)
    return found


def drawing(context: Contexts, **more: object) -> Deferred:
    found = export.begin(context(), {**REPORTED, **more})
    assert isinstance(found, Deferred)
    return found


def state_of(found: Deferred) -> dict[str, Any]:
    assert isinstance(found.state, dict)
    return found.state


@pytest.mark.parametrize("enhanced", [False, True])
def test_a_refresh_is_begun_waited_for_and_reported(
    powerbi: PowerBiWorkspace, powerbi_context: Contexts, enhanced: bool
) -> None:
    waiting = started(powerbi_context, enhanced=enhanced)
    again = refresh.poll(powerbi_context(), GIVEN, waiting.state)
    assert isinstance(again, Deferred)
    assert again.reason == "the refresh of `Payments` runs since 2026-01-31T12:00:00.25Z"
    powerbi.end("Completed")
    assert refresh.poll(powerbi_context(), GIVEN, again.state) == {
        "name": "Payments",
        "job_id": powerbi.refreshes[0]["requestId"],
        "outcome": "completed",
        "started_at": "2026-01-31T12:00:00.250000+00:00",
        "ended_at": "2026-01-31T12:01:00.250000+00:00",
        "duration_s": 60.0,
        "taken_up": False,
    }


def test_it_need_not_be_waited_for_and_takes_ids(
    powerbi: PowerBiWorkspace, powerbi_context: Contexts
) -> None:
    given = {**GIVEN, "workspace": WORKSPACE, "dataset": DATASET, "wait": False}
    found = refresh.begin(powerbi_context(), given)
    assert isinstance(found, dict)
    assert (found["name"], found["outcome"]) == ("Payments", "started")


@pytest.mark.parametrize(
    ("fault", "messages", "said"),
    [
        (
            {"errorCode": "ModelRefreshFailed", "errorDescription": "No gateway"},
            [],
            "ModelRefreshFailed: No gateway",
        ),
        (
            None,
            [{"message": "The key column is not unique", "type": "Error"}],
            "The key column is not unique",
        ),
        (None, [], "Power BI does not say why"),
    ],
)
def test_why_a_refresh_failed_is_said_in_power_bis_words(
    powerbi: PowerBiWorkspace,
    powerbi_context: Contexts,
    fault: object,
    messages: list[dict[str, str]],
    said: str,
) -> None:
    waiting = started(powerbi_context, enhanced=True)
    powerbi.messages = messages
    powerbi.end("Failed", fault)
    with pytest.raises(TaskError, match=f"failed after 60 s: {said}") as caught:
        refresh.poll(powerbi_context(), GIVEN, waiting.state)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("status", "said"), [("Cancelled", "Somebody cancelled"), ("Disabled", "has disabled")]
)
def test_a_refresh_that_others_stopped_is_a_conflict(
    powerbi: PowerBiWorkspace, powerbi_context: Contexts, status: str, said: str
) -> None:
    waiting = started(powerbi_context)
    powerbi.end(status)
    with pytest.raises(ConflictError, match=said):
        refresh.poll(powerbi_context(), GIVEN, waiting.state)


def test_a_refresh_that_runs_already_is_joined_or_refused_and_never_begun_twice(
    powerbi: PowerBiWorkspace, powerbi_context: Contexts
) -> None:
    first = started(powerbi_context, enhanced=True)
    second = started(powerbi_context, enhanced=True)
    assert state_of(second) == {**state_of(first), "taken_up": True, "is_ours": False}
    with pytest.raises(ConflictError, match="runs already") as caught:
        started(powerbi_context, if_running="fail")
    assert "if_running" in caught.value.hint
    assert len(powerbi.refreshes) == 1
    refresh.cancel(powerbi_context(), {**GIVEN, "enhanced": True}, second.state)
    assert powerbi.refreshes[0]["status"] == "Unknown"


def test_after_a_crash_the_refresh_that_runs_is_found(
    powerbi: PowerBiWorkspace, powerbi_context: Contexts
) -> None:
    assert refresh.find(powerbi_context(), GIVEN) is None
    first = started(powerbi_context)
    found = refresh.find(powerbi_context(), GIVEN)
    assert isinstance(found, Deferred)
    assert state_of(found)["request"] == state_of(first)["request"]
    unwaited = refresh.poll(powerbi_context(), {**GIVEN, "wait": False}, found.state)
    assert isinstance(unwaited, dict)
    assert (unwaited["outcome"], unwaited["taken_up"]) == ("started", True)
    powerbi.refreshes[0]["refreshType"] = "Scheduled"
    assert refresh.find(powerbi_context(), GIVEN) is None


def test_a_cancelled_task_cancels_an_enhanced_refresh_only(
    powerbi: PowerBiWorkspace, powerbi_context: Contexts, caplog: pytest.LogCaptureFixture
) -> None:
    plain = started(powerbi_context)
    refresh.cancel(powerbi_context(), GIVEN, plain.state)
    assert "goes on" in caplog.text
    assert powerbi.refreshes[0]["status"] == "Unknown"
    powerbi.end("Completed")
    given = {**GIVEN, "enhanced": True}
    waiting = started(powerbi_context, enhanced=True)
    refresh.cancel(powerbi_context(), given, waiting.state)
    assert powerbi.refreshes[0]["status"] == "Cancelled"
    refresh.cancel(powerbi_context(), given, waiting.state)  # it is over: 400


def test_a_refresh_that_is_not_listed_yet_is_waited_for_and_given_up_in_the_end(
    powerbi: PowerBiWorkspace, powerbi_context: Contexts
) -> None:
    waiting = started(powerbi_context)
    powerbi.is_listed = False
    again = refresh.poll(powerbi_context(), GIVEN, waiting.state)
    assert isinstance(again, Deferred)
    assert "to be listed" in again.reason
    with pytest.raises(NotFoundError, match="history has no refresh"):
        refresh.poll(powerbi_context(), GIVEN, {**state_of(again), "misses": MOST_MISSES})
    powerbi.is_listed = True
    powerbi.end("Completed")
    assert isinstance(refresh.poll(powerbi_context(), GIVEN, again.state), dict)


def test_while_power_bi_has_trouble_a_refresh_goes_on(
    powerbi: PowerBiWorkspace, powerbi_context: Contexts
) -> None:
    waiting = started(powerbi_context)
    trouble = {fault.name: fault for fault in FAULTS}
    with powerbi.server.failing(trouble["too often"]):
        again = refresh.poll(powerbi_context(), {**GIVEN, "poll": 1}, waiting.state)
    assert isinstance(again, Deferred)
    assert (again.poll_after_s, state_of(again)["misses"]) == (7.0, 1)
    last = {**state_of(again), "misses": MOST_MISSES}
    with powerbi.server.failing(trouble["down"]), pytest.raises(UnavailableError):
        refresh.poll(powerbi_context(), GIVEN, last)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"workspace": "Sales"}, "no workspace `Sales`"),
        ({"dataset": "Nothing"}, "no dataset `Nothing`"),
        ({"workspace": "Bob's"}, "no workspace `Bob's`"),
    ],
)
def test_names_that_are_not_there_are_said(
    powerbi: PowerBiWorkspace, powerbi_context: Contexts, given: dict[str, Any], said: str
) -> None:
    with pytest.raises(NotFoundError, match=said) as caught:
        started(powerbi_context, **given)
    assert "member of the workspace" in caught.value.hint
    assert powerbi.refreshes == []


def test_a_refusal_that_is_not_for_a_running_refresh_is_passed_on(
    powerbi: PowerBiWorkspace, powerbi_context: Contexts
) -> None:
    said = {"code": "ExceededLimit", "pbi.error": {"details": [{"detail": {"value": "Eight a day"}}]}}
    routes = powerbi.server._routes
    method, pattern, _ = next(each for each in routes if each[0] == "POST")
    routes.insert(0, (method, pattern, lambda asked: Reply({"error": said}, 400)))
    with pytest.raises(InvalidInputError, match="answered 400: ExceededLimit: Eight a day"):
        started(powerbi_context)


def test_a_report_is_drawn_and_becomes_a_file(
    powerbi: PowerBiWorkspace, powerbi_context: Contexts, notebook: Notebook
) -> None:
    given = {
        **REPORTED,
        "to": "out/",
        "filter": "Shop/Region eq 'North'",
        "pages": ["Regions", "ReportSection1"],
    }
    waiting = drawing(powerbi_context, **given)
    sent = powerbi.server.asked[-1].json
    assert sent == {
        "format": "PDF",
        "powerBIReportConfiguration": {
            "pages": [{"pageName": "ReportSection2"}, {"pageName": "ReportSection1"}],
            "reportLevelFilters": [{"filter": "Shop/Region eq 'North'"}],
        },
    }
    powerbi.export["percentComplete"] = 30
    again = export.poll(powerbi_context(), given, waiting.state)
    assert isinstance(again, Deferred)
    assert (again.poll_after_s, notebook.steps) == (30.0, [(30, 100, "")])
    powerbi.export["status"] = "Succeeded"
    ctx = powerbi_context()
    found = export.poll(ctx, given, again.state)
    assert found == {"name": "Payments", "path": "out/payments.pdf", "format": "pdf", "size_bytes": len(PDF)}
    assert ctx.files.path("out/payments.pdf").read_bytes() == PDF


def test_pictures_of_several_pages_come_as_a_zip(
    powerbi: PowerBiWorkspace, powerbi_context: Contexts
) -> None:
    given = {**REPORTED, "report": REPORT, "format": "png"}
    waiting = drawing(powerbi_context, **given)
    assert powerbi.server.asked[-1].json == {"format": "PNG"}
    powerbi.export |= {"status": "Succeeded", "resourceFileExtension": ".zip"}
    powerbi.file = ZIP
    found = export.poll(powerbi_context(), given, waiting.state)
    assert isinstance(found, dict)
    assert (found["path"], found["format"]) == ("payments.zip", "zip")


def test_what_can_not_be_drawn_is_said(powerbi: PowerBiWorkspace, powerbi_context: Contexts) -> None:
    with pytest.raises(NotFoundError, match="no page `Costs`") as caught:
        drawing(powerbi_context, pages=["Costs"])
    assert "Overview, Regions" in caught.value.hint
    waiting = drawing(powerbi_context)
    powerbi.export |= {"status": "Failed", "error": {"code": "UnhealthyCapacity", "message": "It is paused"}}
    with pytest.raises(
        TaskError, match="could not export the report `Payments`: UnhealthyCapacity: It is paused"
    ):
        export.poll(powerbi_context(), REPORTED, waiting.state)
    ctx = powerbi_context()
    ctx.files.write_text("payments.pdf", "mine")
    with pytest.raises(ConflictError, match="there already"):
        export.begin(ctx, {**REPORTED, "overwrite": False})


def test_a_refresh_meets_all_answers(
    powerbi: PowerBiWorkspace, powerbi_context: Contexts, caplog: pytest.LogCaptureFixture
) -> None:
    def call() -> None:
        refresh.begin(powerbi_context(timeout_s=0.2), GIVEN)

    meets_all_answers(call, powerbi.server, secrets=SECRETS, caplog=caplog, only="/refreshes")


def test_an_export_meets_all_answers(
    powerbi: PowerBiWorkspace, powerbi_context: Contexts, caplog: pytest.LogCaptureFixture
) -> None:
    def call() -> None:
        export.begin(powerbi_context(timeout_s=0.2), REPORTED)

    meets_all_answers(call, powerbi.server, secrets=SECRETS, caplog=caplog, only="/ExportTo")


def test_fetching_the_file_meets_all_answers_and_leaves_nothing_half(
    powerbi: PowerBiWorkspace, powerbi_context: Contexts, caplog: pytest.LogCaptureFixture
) -> None:
    """What passes is asked for again; after the last miss it is an error."""
    waiting = drawing(powerbi_context)
    powerbi.export["status"] = "Succeeded"
    last = {**state_of(waiting), "misses": MOST_MISSES}
    ctx = powerbi_context(timeout_s=0.2)

    def call() -> None:
        export.poll(ctx, REPORTED, last)

    meets_all_answers(call, powerbi.server, secrets=SECRETS, caplog=caplog, only="/file")
    assert list(ctx.files.folder.iterdir()) == []


def test_a_token_that_is_there_is_used_and_one_is_asked_for_where_there_is_none(
    powerbi: PowerBiWorkspace,
) -> None:
    assert build_connection(powerbi.values).check().endswith("it sees 1 workspace.")
    assert len(powerbi.tokens.asked) == 1
    build_connection({**powerbi.values, "access_token": TOKEN}).check()
    assert len(powerbi.tokens.asked) == 1
    with pytest.raises(AuthError, match="AADSTS7000215"):
        build_connection({**powerbi.values, "client_secret": "another-not-secret"}).check()
    with pytest.raises(RateLimitError), powerbi.server.failing(_fault("too often")):
        build_connection(powerbi.values).check()
    with pytest.raises(DataError), powerbi.server.failing(_fault("malformed JSON")):
        build_connection(powerbi.values).check()


def _fault(name: str) -> Any:
    return next(fault for fault in FAULTS if fault.name == name)
