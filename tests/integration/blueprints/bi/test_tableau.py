"""`tableau.refresh` and `tableau.export` through Tableau's own client."""

from datetime import UTC, datetime
from typing import Any

import pytest

from seaway.errors import (
    AuthError,
    ConflictError,
    DataError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.outside import MOST_MISSES
from seaway.integrations.tableau.blueprints import export, refresh
from seaway.sdk.connection import build_connection
from seaway.sdk.waiting import Deferred
from tests.integration.blueprints.bi.conftest import Contexts
from tests.servers.contract import FAULTS, Reply, meets_all_answers
from tests.servers.tableau import CSV, PDF, PNG, SESSION, TOKEN, TableauSite
from tests.support.contexts import Notebook

GIVEN: dict[str, Any] = {"connection": "tableau", "datasource": "Payments"}
VIEW: dict[str, Any] = {"connection": "tableau", "view": "Sales by region"}
SECRETS = (TOKEN, SESSION)


def started(context: Contexts, **more: object) -> Deferred:
    found = refresh.begin(context(), {**GIVEN, **more})
    assert isinstance(found, Deferred)
    return found


def test_a_refresh_is_begun_waited_for_and_reported(
    tableau: TableauSite, tableau_context: Contexts, notebook: Notebook
) -> None:
    waiting = started(tableau_context, project="Finance")
    (job,) = tableau.jobs.values()
    job |= {"startedAt": "2026-01-31T12:00:30Z", "progress": "40"}
    again = refresh.poll(tableau_context(), GIVEN, waiting.state)
    assert isinstance(again, Deferred)
    assert again.reason == "the refresh of the data source `Payments` runs, 40 %"
    assert notebook.steps == [(40, 100, "")]
    tableau.end()
    assert refresh.poll(tableau_context(), GIVEN, again.state) == {
        "name": "Payments",
        "job_id": job["id"],
        "outcome": "completed",
        "started_at": "2026-01-31T12:00:30+00:00",
        "ended_at": "2026-01-31T12:01:30+00:00",
        "duration_s": 60.0,
        "taken_up": False,
    }


def test_a_workbook_is_refreshed_by_its_id_without_waiting(
    tableau: TableauSite, tableau_context: Contexts
) -> None:
    workbook = next(each for each in tableau.contents if each.kind == "workbooks")
    given = {"connection": "tableau", "workbook": workbook.id, "wait": False}
    found = refresh.begin(tableau_context(), given)
    assert isinstance(found, dict)
    assert (found["name"], found["outcome"], found["duration_s"]) == ("Overview", "started", None)


def test_why_a_refresh_failed_is_said_in_tableaus_words(
    tableau: TableauSite, tableau_context: Contexts
) -> None:
    waiting = started(tableau_context)
    tableau.end(1, "Unable to connect to the server \n &quot;db.example.com&quot;.")
    said = r'failed after 90 s: Unable to connect to the server "db.example.com"\.$'
    with pytest.raises(TaskError, match=said) as caught:
        refresh.poll(tableau_context(), GIVEN, waiting.state)
    assert caught.value.can_retry


def test_a_refresh_that_somebody_cancelled_is_a_conflict(
    tableau: TableauSite, tableau_context: Contexts
) -> None:
    waiting = started(tableau_context)
    tableau.end(2)
    with pytest.raises(ConflictError, match="Somebody cancelled"):
        refresh.poll(tableau_context(), GIVEN, waiting.state)


def test_a_refresh_that_runs_already_is_joined_and_not_begun_twice(
    tableau: TableauSite, tableau_context: Contexts
) -> None:
    tableau.add("workbooks", "Payments")
    refresh.begin(tableau_context(), {"connection": "tableau", "workbook": "Payments", "wait": False})
    first = started(tableau_context)
    second = started(tableau_context)
    assert second.state == {**_state(first), "taken_up": True, "is_ours": False}
    refresh.cancel(tableau_context(), GIVEN, second.state)
    assert not any("finishCode" in job for job in tableau.jobs.values())
    assert len(tableau.jobs) == 2
    tableau.end()
    found = refresh.poll(tableau_context(), GIVEN, second.state)
    assert isinstance(found, dict)
    assert found["taken_up"] is True


def test_a_refresh_that_runs_already_fails_the_task_where_that_is_wanted(
    tableau: TableauSite, tableau_context: Contexts
) -> None:
    started(tableau_context)
    with pytest.raises(ConflictError, match="queued or runs already") as caught:
        started(tableau_context, if_running="fail")
    assert "if_running" in caught.value.hint


def test_who_may_not_list_jobs_can_not_join_and_is_told_to_try_again(
    tableau: TableauSite, tableau_context: Contexts
) -> None:
    started(tableau_context)
    tableau.is_admin = False
    with pytest.raises(UnavailableError, match="shows none to this account") as caught:
        started(tableau_context)
    assert "administrators" in caught.value.hint
    assert refresh.find(tableau_context(), GIVEN) is None


def test_after_a_crash_the_job_that_runs_is_found(tableau: TableauSite, tableau_context: Contexts) -> None:
    assert refresh.find(tableau_context(), GIVEN) is None
    first = started(tableau_context)
    found = refresh.find(tableau_context(), GIVEN)
    assert isinstance(found, Deferred)
    assert _state(found)["job"] == _state(first)["job"]
    tableau.end()
    assert isinstance(refresh.poll(tableau_context(), GIVEN, found.state), dict)
    assert refresh.find(tableau_context(), GIVEN) is None


def test_a_cancelled_task_cancels_its_job_once(tableau: TableauSite, tableau_context: Contexts) -> None:
    waiting = started(tableau_context)
    refresh.cancel(tableau_context(), GIVEN, waiting.state)
    (job,) = tableau.jobs.values()
    assert job["finishCode"] == "2"
    refresh.cancel(tableau_context(), GIVEN, waiting.state)  # it is over: 400


def test_while_tableau_has_trouble_a_refresh_goes_on(tableau: TableauSite, tableau_context: Contexts) -> None:
    waiting = started(tableau_context)
    trouble = {fault.name: fault for fault in FAULTS}
    with tableau.server.failing(trouble["too often"]):
        again = refresh.poll(tableau_context(), GIVEN, waiting.state)
    assert isinstance(again, Deferred)
    assert (again.poll_after_s, _state(again)["misses"]) == (15.0, 1)
    last = {**_state(again), "misses": MOST_MISSES}
    with tableau.server.failing(trouble["down"]), pytest.raises(UnavailableError):
        refresh.poll(tableau_context(), GIVEN, last)
    well = refresh.poll(tableau_context(), GIVEN, again.state)
    assert isinstance(well, Deferred)
    assert "misses" not in _state(well)


@pytest.mark.parametrize(
    ("given", "expected", "said"),
    [
        ({"datasource": "Nothing"}, NotFoundError, "no data source `Nothing` on the site"),
        ({"project": "Sales"}, NotFoundError, "no data source `Payments` in `Sales`"),
        ({"datasource": "00000000-0000-0000-0000-000000000000"}, NotFoundError, "404004"),
        ({"workbook": "Overview"}, InvalidInputError, "not clear what to refresh"),
        ({"datasource": ""}, InvalidInputError, "not clear what to refresh"),
        ({"datasource": "Twice"}, InvalidInputError, "There are 2 data sources `Twice`"),
    ],
)
def test_what_can_not_be_refreshed_is_said(
    tableau: TableauSite,
    tableau_context: Contexts,
    given: dict[str, Any],
    expected: type[TaskError],
    said: str,
) -> None:
    tableau.add("datasources", "Twice")
    tableau.add("datasources", "Twice", project="Sales")
    with pytest.raises(expected, match=said) as caught:
        started(tableau_context, **given)
    assert caught.value.hint
    assert tableau.jobs == {}


@pytest.mark.parametrize(
    ("kind", "content", "asked"),
    [
        ("png", PNG, {"resolution": ["high"], "maxAge": ["1"], "vf_Region": ["North,South"]}),
        (
            "pdf",
            PDF,
            {"type": ["a4"], "orientation": ["landscape"], "maxAge": ["1"], "vf_Region": ["North,South"]},
        ),
        ("csv", CSV, {"maxAge": ["1"], "vf_Region": ["North,South"]}),
    ],
)
def test_a_view_becomes_a_file(
    tableau: TableauSite, tableau_context: Contexts, kind: str, content: bytes, asked: dict[str, list[str]]
) -> None:
    ctx = tableau_context()
    given = {**VIEW, "workbook": "Overview", "format": kind, "filters": {"Region": "North,South"}}
    assert export.begin(ctx, given) == {
        "name": "Sales by region",
        "path": f"sales-by-region.{kind}",
        "format": kind,
        "size_bytes": len(content),
    }
    assert ctx.files.path(f"sales-by-region.{kind}").read_bytes() == content
    assert tableau.drawn().query == asked


def test_a_name_with_letters_that_filters_can_not_hold_is_found(
    tableau: TableauSite, tableau_context: Contexts
) -> None:
    wanted = tableau.add("views", "Sales, costs & [more]: all", workbook="Overview")
    tableau.add("views", "Sales- costs - -more-- all", workbook="Overview")
    export.begin(tableau_context(), {**VIEW, "view": wanted.name, "to": "out/"})
    assert wanted.id in tableau.drawn().path
    assert tableau_context().files.path("out/sales-costs-more-all.png").exists()


def test_a_file_that_is_there_stays_where_it_must(tableau: TableauSite, tableau_context: Contexts) -> None:
    ctx = tableau_context()
    ctx.files.write_text("report.png", "mine")
    with pytest.raises(ConflictError, match=r"`report\.png` is there already"):
        export.begin(ctx, {**VIEW, "to": "report.png", "overwrite": False})
    assert ctx.files.path("report.png").read_text() == "mine"
    assert tableau.server.asked == []
    with pytest.raises(InvalidInputError, match="outside"):
        export.begin(ctx, {**VIEW, "to": "../report.png"})


def test_a_picture_that_is_none_is_not_kept(tableau: TableauSite, tableau_context: Contexts) -> None:
    tableau.drawings["image"] = (b"<!DOCTYPE html><title>Sign in</title>", "text/html")
    with pytest.raises(DataError, match="is no PNG: it is a web page"):
        export.begin(tableau_context(), VIEW)
    assert list(tableau_context().files.folder.iterdir()) == []


def test_signing_in_meets_all_answers(
    tableau: TableauSite, tableau_context: Contexts, caplog: pytest.LogCaptureFixture
) -> None:
    def call() -> None:
        refresh.begin(tableau_context(timeout_s=0.2), GIVEN)

    meets_all_answers(call, tableau.server, secrets=SECRETS, caplog=caplog)


@pytest.mark.parametrize("only", ["/refresh", "/datasources?"])
def test_a_refresh_meets_all_answers(
    tableau: TableauSite, tableau_context: Contexts, caplog: pytest.LogCaptureFixture, only: str
) -> None:
    """That a session ends although the token is right is what Tableau does where it signs in elsewhere."""

    def call() -> None:
        refresh.begin(tableau_context(timeout_s=0.2), GIVEN)

    lost: dict[str, type[TaskError]] = {"not signed in": UnavailableError}
    meets_all_answers(call, tableau.server, secrets=SECRETS, caplog=caplog, instead=lost, only=only)


def test_an_export_meets_all_answers(
    tableau: TableauSite, tableau_context: Contexts, caplog: pytest.LogCaptureFixture
) -> None:
    def call() -> None:
        export.begin(tableau_context(timeout_s=0.2), VIEW)

    lost: dict[str, type[TaskError]] = {"not signed in": UnavailableError}
    meets_all_answers(call, tableau.server, secrets=SECRETS, caplog=caplog, instead=lost, only="/image")
    assert list(tableau_context().files.folder.iterdir()) == []


def test_the_connection_says_who_signs_in_and_what_it_lacks(tableau: TableauSite) -> None:
    assert build_connection(tableau.values).check() == "Tableau lets ada in to the site `finance`."
    with pytest.raises(AuthError, match="401001: Signin Error"):
        build_connection({**tableau.values, "token": "another-not-secret"}).check()
    with pytest.raises(AuthError, match="nothing to sign in with"):
        build_connection({**tableau.values, "token": ""}).check()
    with pytest.raises(TaskError, match="can't be read"):
        build_connection({**tableau.values, "url": "http://[::1"}).check()


def test_a_redirect_gets_no_credentials(tableau: TableauSite) -> None:
    tableau.server._routes.insert(
        0, ("POST", _any(), lambda asked: Reply(b"", 302, {"Location": "http://203.0.113.1/"}))
    )
    with pytest.raises(InvalidInputError, match="sends callers elsewhere"):
        build_connection(tableau.values).check()


def test_an_address_that_workflows_may_not_reach_is_refused(
    tableau: TableauSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEAWAY_PRIVATE_NETWORKS", "")
    with pytest.raises(PermissionDeniedError, match="workflows may not reach it"):
        build_connection(tableau.values).check()
    assert tableau.server.asked == []


def test_times_are_those_of_tableau(tableau: TableauSite, tableau_context: Contexts) -> None:
    waiting = started(tableau_context)
    tableau.end()
    found = refresh.poll(tableau_context(), GIVEN, waiting.state)
    assert isinstance(found, dict)
    assert found["ended_at"] == datetime(2026, 1, 31, 12, 1, 30, tzinfo=UTC).isoformat()


def _state(deferred: Deferred) -> dict[str, Any]:
    assert isinstance(deferred.state, dict)
    return deferred.state


def _any() -> Any:
    import re

    return re.compile(".*")
