"""`looker.export` through Google's own SDK."""

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
from seaway.integrations.looker.blueprints import export
from seaway.integrations.outside import MOST_MISSES
from seaway.sdk.connection import build_connection
from seaway.sdk.waiting import Deferred
from tests.integration.blueprints.bi.conftest import Contexts
from tests.servers.contract import FAULTS, meets_all_answers
from tests.servers.looker import CSV, PNG, SECRET, TOKEN, LookerInstance

ROWS: dict[str, Any] = {"connection": "looker", "look": "5", "format": "csv"}
PICTURE: dict[str, Any] = {"connection": "looker", "dashboard": "sales::overview", "format": "png"}
SECRETS = (TOKEN, SECRET)


def started(context: Contexts, given: dict[str, Any]) -> Deferred:
    found = export.begin(context(), given)
    assert isinstance(found, Deferred)
    return found


def asked_of(looker: LookerInstance) -> dict[str, Any]:
    (task,) = looker.tasks.values()
    found: dict[str, Any] = task["asked"]
    return found


def test_the_rows_of_a_look_become_a_file(looker: LookerInstance, looker_context: Contexts) -> None:
    looker.result = CSV
    waiting = started(looker_context, {**ROWS, "limit": -1})
    assert asked_of(looker)["query_id"] == "77"
    assert asked_of(looker)["query"] == {"limit": ["-1"], "cache": ["false"]}
    looker.become("running")
    again = export.poll(looker_context(), ROWS, waiting.state)
    assert isinstance(again, Deferred)
    assert again.reason == "Looker works on `Orders by region`: running"
    looker.become("complete")
    ctx = looker_context()
    assert export.poll(ctx, ROWS, again.state) == {
        "name": "Orders by region",
        "path": "orders-by-region.csv",
        "format": "csv",
        "size_bytes": len(CSV),
    }
    assert ctx.files.path("orders-by-region.csv").read_bytes() == CSV


def test_filters_make_another_query_and_leave_the_look_as_it_is(
    looker: LookerInstance, looker_context: Contexts
) -> None:
    started(looker_context, {**ROWS, "format": "png", "filters": {"orders.region": "North"}, "width": 640})
    assert looker.queries["78"] == {
        "model": "sales",
        "view": "orders",
        "fields": ["orders.region", "orders.amount"],
        "filters": {"orders.day": "yesterday", "orders.region": "North"},
        "limit": "500",
    }
    drawn = asked_of(looker)
    assert (drawn["id"], drawn["format"], drawn["query"]) == (
        "78",
        "png",
        {"width": ["640"], "height": ["900"]},
    )


def test_a_dashboard_is_drawn_with_its_filters(looker: LookerInstance, looker_context: Contexts) -> None:
    given = {**PICTURE, "filters": {"Region": "North & South"}, "to": "out/sales.png"}
    waiting = started(looker_context, given)
    drawn = asked_of(looker)
    assert (drawn["id"], drawn["format"]) == ("sales::overview", "png")
    assert drawn["body"] == {"dashboard_filters": "Region=North+%26+South", "dashboard_style": "tiled"}
    again = export.poll(looker_context(), given, waiting.state)
    assert isinstance(again, Deferred)
    assert again.reason == "Looker works on `Sales`: enqueued for query"
    looker.become("success")
    found = export.poll(looker_context(), given, again.state)
    assert found == {"name": "Sales", "path": "out/sales.png", "format": "png", "size_bytes": len(PNG)}


def test_why_it_can_not_be_drawn_or_run_is_said_in_lookers_words(
    looker: LookerInstance, looker_context: Contexts
) -> None:
    waiting = started(looker_context, PICTURE)
    looker.become("failure", "Timed out after 300 s")
    with pytest.raises(TaskError, match="could not draw `Sales`: Timed out after 300 s"):
        export.poll(looker_context(), PICTURE, waiting.state)
    running = started(looker_context, ROWS)
    looker.become("error")
    looker.failure = "Query execution failed: no column amount"
    with pytest.raises(InvalidInputError, match="Query execution failed: no column amount"):
        export.poll(looker_context(), ROWS, running.state)
    looker.become("killed")
    with pytest.raises(ConflictError, match="was stopped: killed"):
        export.poll(looker_context(), ROWS, running.state)


def test_a_cancelled_task_cancels_its_query_and_no_drawing(
    looker: LookerInstance, looker_context: Contexts, caplog: pytest.LogCaptureFixture
) -> None:
    waiting = started(looker_context, ROWS)
    export.cancel(looker_context(), ROWS, waiting.state)
    assert [task["status"] for task in looker.tasks.values()] == ["killed"]
    drawing = started(looker_context, PICTURE)
    export.cancel(looker_context(), PICTURE, drawing.state)
    assert "can't be cancelled" in caplog.text


def test_while_looker_has_trouble_the_export_goes_on(
    looker: LookerInstance, looker_context: Contexts
) -> None:
    waiting = started(looker_context, PICTURE)
    trouble = {fault.name: fault for fault in FAULTS}
    with looker.server.failing(trouble["down"]):
        again = export.poll(looker_context(), PICTURE, waiting.state)
    assert isinstance(again, Deferred)
    assert isinstance(again.state, dict)
    last = {**again.state, "misses": MOST_MISSES}
    with looker.server.failing(trouble["down"]), pytest.raises(UnavailableError):
        export.poll(looker_context(), PICTURE, last)
    looker.become("success")
    assert isinstance(export.poll(looker_context(), PICTURE, again.state), dict)


@pytest.mark.parametrize(
    ("given", "expected", "said"),
    [
        ({"look": "5", "dashboard": "42"}, InvalidInputError, "not clear what to export"),
        ({}, InvalidInputError, "not clear what to export"),
        ({"look": "5", "format": "pdf"}, InvalidInputError, "no PDF of a Look"),
        ({"dashboard": "42", "format": "csv"}, InvalidInputError, "no CSV of a dashboard"),
        ({"look": "7"}, NotFoundError, "Not found"),
        ({"look": "6"}, InvalidInputError, "has no query"),
        ({"dashboard": "43"}, NotFoundError, "Not found"),
        ({"dashboard": "42", "to": "../x.png"}, InvalidInputError, "outside"),
    ],
)
def test_what_can_not_be_exported_is_said(
    looker: LookerInstance,
    looker_context: Contexts,
    given: dict[str, Any],
    expected: type[TaskError],
    said: str,
) -> None:
    with pytest.raises(expected, match=said) as caught:
        started(looker_context, {"connection": "looker", **given})
    assert caught.value.hint
    assert looker.tasks == {}


def test_an_export_meets_all_answers(
    looker: LookerInstance, looker_context: Contexts, caplog: pytest.LogCaptureFixture
) -> None:
    def call() -> None:
        export.begin(looker_context(timeout_s=0.2), PICTURE)

    meets_all_answers(call, looker.server, secrets=SECRETS, caplog=caplog, only="/render_tasks")


def test_signing_in_meets_all_answers(
    looker: LookerInstance, looker_context: Contexts, caplog: pytest.LogCaptureFixture
) -> None:
    """Looker says 404 to a key that it does not know."""

    def call() -> None:
        export.begin(looker_context(timeout_s=0.2), ROWS)

    unknown: dict[str, type[TaskError]] = {"not there": AuthError}
    meets_all_answers(call, looker.server, secrets=SECRETS, caplog=caplog, instead=unknown)


def test_fetching_the_file_meets_all_answers_and_leaves_nothing_half(
    looker: LookerInstance, looker_context: Contexts, caplog: pytest.LogCaptureFixture
) -> None:
    waiting = started(looker_context, PICTURE)
    looker.become("success")
    assert isinstance(waiting.state, dict)
    last = {**waiting.state, "misses": MOST_MISSES}
    ctx = looker_context(timeout_s=0.2)

    def call() -> None:
        export.poll(ctx, PICTURE, last)

    meets_all_answers(call, looker.server, secrets=SECRETS, caplog=caplog, only="/results")
    assert list(ctx.files.folder.iterdir()) == []


def test_a_web_page_is_no_rows(looker: LookerInstance, looker_context: Contexts) -> None:
    waiting = started(looker_context, ROWS)
    looker.become("complete")
    looker.result = b"<html>Sign in</html>"
    with pytest.raises(DataError, match="is no CSV: it is a web page"):
        export.poll(looker_context(), ROWS, waiting.state)


def test_the_connection_says_whose_key_it_is(looker: LookerInstance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOKERSDK_CLIENT_ID", "of the environment")
    assert build_connection(looker.values).check() == "Looker knows the key as that of Ada."
    with pytest.raises(AuthError, match="does not know the API key"):
        build_connection({**looker.values, "client_secret": "another-not-secret"}).check()
    monkeypatch.setenv("SEAWAY_PRIVATE_NETWORKS", "")
    with pytest.raises(PermissionDeniedError, match="workflows may not reach it"):
        build_connection(looker.values).check()
