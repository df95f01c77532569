"""The small client for vendors, and the servers that vendors' tests hold it against."""

from collections.abc import Iterator

import pytest

from seaway.errors import InvalidInputError, PermissionDeniedError, RateLimitError
from seaway.integrations.http.client import Api, Call
from seaway.settings import PRIVATE_NETWORKS
from tests.servers.contract import FAULTS, ContractServer, Reply, meets_all_answers
from tests.servers.openapi import Asked

SECRET = "not-a-secret-but-long"


@pytest.fixture
def server() -> Iterator[ContractServer]:
    made = ContractServer("stripe.json")

    @made.route("GET", "/v1/charges")
    def charges(asked: Asked) -> Reply:
        rows = [{"id": "ch_1", "object": "charge"}]
        return Reply(
            {"object": "list", "data": rows, "has_more": not asked.one("starting_after"), "url": "/v1/x"}
        )

    @made.route("GET", "/v1/payouts")
    def payouts(asked: Asked) -> Reply:
        return Reply({"object": "list"})

    with made:
        yield made


def open_api(server: ContractServer, **given: object) -> Api:
    options = {"headers": {"Authorization": f"Bearer {SECRET}"}, "timeout_s": 0.3, **given}
    return Api(server.url, reason_of=lambda body: str(body["error"]["message"]), **options)  # type: ignore[arg-type]


def test_pages_come_one_after_the_other(server: ContractServer) -> None:
    def following(page: dict[str, object]) -> Call | None:
        return Call(path="v1/charges", params={"starting_after": "ch_1"}) if page["has_more"] else None

    with open_api(server) as api:
        pages = list(api.pages(Call(path="v1/charges", params={"limit": 1}), following))
    assert [page["has_more"] for page in pages] == [True, False]
    assert server.problems == []


def test_every_answer_that_goes_wrong_is_understood(
    server: ContractServer, caplog: pytest.LogCaptureFixture
) -> None:
    def call() -> None:
        with open_api(server) as api:
            api.json(Call(path="v1/charges"))

    meets_all_answers(call, server, secrets=[SECRET], caplog=caplog)
    call()


def test_the_vendors_own_words_are_shown(server: ContractServer) -> None:
    said = r"/v1/charges answered 403: not allowed$"
    with (
        open_api(server) as api,
        server.failing(FAULTS[1]),
        pytest.raises(PermissionDeniedError, match=said),
    ):
        api.json(Call(path="v1/charges"))


def test_patience_outlasts_a_vendor_that_asks_for_fewer_calls(server: ContractServer) -> None:
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            server.fault = None

    too_often = next(fault for fault in FAULTS if fault.name == "too often")
    with server.failing(too_often), open_api(server, patience_s=20, sleep=sleep) as api:
        assert api.json(Call(path="v1/charges"))["object"] == "list"
    assert waits == [7.0, 7.0]
    with (
        server.failing(too_often),
        open_api(server, patience_s=20, sleep=waits.append) as api,
        pytest.raises(RateLimitError),
    ):
        api.json(Call(path="v1/charges"))
    assert waits == [7.0] * 4


def test_what_breaks_the_contract_is_found_on_both_sides(server: ContractServer) -> None:
    with open_api(server) as api:
        for params, problem in (
            ({"limit": 101}, "101 is greater than the maximum of 100"),
            ({"limit": "many"}, "'many' is not of type 'integer'"),
            ({"created[since]": 1}, "'since' was unexpected"),
            ({"colour": "red"}, "`colour` is no parameter"),
        ):
            with pytest.raises(InvalidInputError, match="answered 400"):
                api.json(Call(path="v1/charges", params=params))
            assert problem in server.problems.pop()
        with pytest.raises(InvalidInputError):
            api.json(Call(path="v1/payouts"))
        assert "The test's own reply" in server.problems.pop()
    with open_api(server, headers={}) as api, pytest.raises(InvalidInputError):
        api.json(Call(path="v1/charges"))
    assert server.problems.pop().endswith("the header Authorization is missing")


def test_the_guard_stands_before_it(server: ContractServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PRIVATE_NETWORKS)
    with open_api(server) as api, pytest.raises(PermissionDeniedError, match="this machine itself"):
        api.json(Call(path="v1/charges"))
    assert server.asked == []
