"""Keys that are wrong, answers that are errors, and what a running job makes of them."""

import json
from collections.abc import Mapping

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from seaway.errors import (
    AuthError,
    ConflictError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.bigquery.blueprints import query
from seaway.integrations.bigquery.connection import BigQuery
from seaway.sdk.waiting import Deferred
from tests.integration.blueprints.bigquery.conftest import Contexts
from tests.servers.bigquery import BigQueryServer
from tests.servers.contract import Asked, ContractServer, Fault, Reply

INPUTS: Mapping[str, object] = {"connection": "warehouse", "sql": "SELECT 1 AS one"}
ANSWERS = [
    (401, AuthError),
    (403, PermissionDeniedError),
    (404, NotFoundError),
    (409, ConflictError),
    (429, RateLimitError),
    (500, UnavailableError),
    (503, UnavailableError),
]


@pytest.mark.parametrize(("status", "expected"), ANSWERS)
def test_each_answer_that_is_an_error_has_its_class_and_advice(
    ctx: Contexts, server: BigQueryServer, status: int, expected: type[TaskError]
) -> None:
    fault = Fault(name="refused", expected=expected, status=status, headers={"Retry-After": "7"})
    with server.failing(fault), pytest.raises(expected) as caught:
        query.begin(ctx(), INPUTS)
    assert type(caught.value) is expected
    assert caught.value.hint
    assert caught.value.retry_after_s == (None if status == 401 else 7.0)  # a client without a key gives up
    assert "BigQuery (acme)" in caught.value.message


def test_a_connection_that_breaks_can_be_tried_again(ctx: Contexts, server: BigQueryServer) -> None:
    with (
        server.failing(Fault(name="reset", expected=UnavailableError, kind="reset")),
        pytest.raises(UnavailableError, match="can't be reached"),
    ):
        query.begin(ctx(), INPUTS)


def test_trouble_while_a_job_runs_does_not_lose_the_job(ctx: Contexts, server: BigQueryServer) -> None:
    server.may_end.clear()
    waiting = query.begin(ctx(), INPUTS)
    assert isinstance(waiting, Deferred)
    busy = Fault(name="busy", expected=RateLimitError, status=429, headers={"Retry-After": "45"})
    with server.failing(busy):
        later = query.poll(ctx(), INPUTS, waiting.state)
    assert isinstance(later, Deferred)
    assert later.poll_after_s == 45.0
    assert "asks again" in later.reason
    server.may_end.set()
    found = query.poll(ctx(), INPUTS, later.state)
    assert isinstance(found, dict)
    assert len(server.jobs) == 1


def test_a_server_that_stays_away_fails_the_task_at_last(ctx: Contexts, server: BigQueryServer) -> None:
    server.may_end.clear()
    waiting = query.begin(ctx(), INPUTS)
    assert isinstance(waiting, Deferred)
    assert isinstance(waiting.state, dict)
    with (
        server.failing(Fault(name="down", expected=UnavailableError, status=503)),
        pytest.raises(UnavailableError),
    ):
        query.poll(ctx(), INPUTS, {**waiting.state, "misses": 20})


# --- keys ---------------------------------------------------------------------------------------------------


def a_key(token_uri: str) -> str:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return json.dumps(
        {
            "type": "service_account",
            "project_id": "acme",
            "client_email": "seaway@acme.iam.example",
            "private_key_id": "1",
            "private_key": private.decode(),
            "token_uri": token_uri,
        }
    )


@pytest.mark.parametrize("key", ["not json", "[]", "{}", '{"type": "authorized_user", "client_email": "a"}'])
def test_a_key_that_is_none_says_how_to_get_one(server: BigQueryServer, key: str) -> None:
    connection = BigQuery(name="warehouse", project="acme", key_json=key, endpoint_url=server.url)
    with pytest.raises(AuthError, match="no key of a service account") as caught:
        connection.check()
    assert "IAM, Service accounts" in caught.value.hint


def test_a_key_that_was_deleted_is_told_without_showing_it(server: BigQueryServer) -> None:
    with ContractServer() as google:

        @google.route("POST", "/token")
        def token(asked: Asked) -> Reply:
            said = {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
            return Reply(said, 400)

        key = a_key(f"{google.url}/token")
        connection = BigQuery(name="warehouse", project="acme", key_json=key, endpoint_url=server.url)
        with pytest.raises(AuthError, match="Invalid JWT Signature") as caught:
            connection.check()
    assert "Make a new key" in caught.value.hint
    assert "PRIVATE" not in caught.value.message


def test_the_key_signs_in_and_all_parts_of_it_are_masked(server: BigQueryServer) -> None:
    with ContractServer() as google:

        @google.route("POST", "/token")
        def token(asked: Asked) -> Reply:
            return Reply({"access_token": "not-a-secret", "expires_in": 3600, "token_type": "Bearer"})

        key = a_key(f"{google.url}/token")
        connection = BigQuery(
            name="warehouse", project="acme", dataset="mart", key_json=key, endpoint_url=server.url
        )
        assert connection.check().startswith("acme:mart is there")
    secrets = connection.secret_values()
    assert key in secrets
    assert json.loads(key)["private_key"].splitlines()[1] in secrets


def test_a_machine_without_credentials_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOUDSDK_CONFIG", "/nonexistent")
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    with pytest.raises(AuthError, match="has no key, and this machine has no credentials"):
        BigQuery(name="warehouse", project="acme").check()


def test_an_address_inside_the_network_is_refused(
    server: BigQueryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SEAWAY_PRIVATE_NETWORKS")
    with pytest.raises(PermissionDeniedError, match="this machine itself"):
        BigQuery(name="warehouse", project="acme", endpoint_url=server.url).check()


def test_a_url_names_project_dataset_and_place() -> None:
    fields = BigQuery.fields_from_url("bigquery://acme/mart?location=EU")
    assert fields == {"project": "acme", "dataset": "mart", "location": "EU"}
