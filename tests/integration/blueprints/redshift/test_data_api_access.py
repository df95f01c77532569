"""Redshift's Data API: who may use it, and what a connection needs for it."""

import json

import pytest
from pydantic import ValidationError

from seaway.errors import AuthError, InvalidInputError, TaskError, UnavailableError
from seaway.integrations.redshift.blueprints import run
from seaway.integrations.redshift.connection import Redshift
from seaway.integrations.redshift.jobs import asked_now
from tests.integration.blueprints.redshift.conftest import HELD, Contexts, Warehouse, begun
from tests.servers import s3
from tests.servers.contract import Asked, Reply
from tests.servers.redshift_data import SECRET_ARN, WORKGROUP, DataApiServer


def test_the_connection_says_whom_the_data_api_reaches(ctx: Contexts, server: DataApiServer) -> None:
    assert "The Data API reaches sales/" in ctx().connection("db").check()
    assert server.asked[0].json["DbUser"] == "loader"


def test_a_workgroup_and_a_secret_sign_in_their_own_way(ctx: Contexts, server: DataApiServer) -> None:
    ctx(cluster="", workgroup=WORKGROUP).connection("db").check()
    asked = server.asked[0].json
    assert (asked["WorkgroupName"], "DbUser" in asked, "ClusterIdentifier" in asked) == (
        WORKGROUP,
        False,
        False,
    )
    server.reset()
    ctx(secret_arn=SECRET_ARN).connection("db").check()
    asked = server.asked[0].json
    assert (asked["SecretArn"], "DbUser" in asked) == (SECRET_ARN, False)


def test_a_role_is_taken_on(ctx: Contexts, server: DataApiServer, moto: s3.Moto) -> None:
    server.answers_of_roles = True
    role = {"role_arn": "arn:aws:iam::123456789012:role/loader", "sts_endpoint_url": moto.url}
    ctx(**role).connection("db").check()
    assert server.asked[0].headers["X-Amz-Security-Token"]


@pytest.mark.parametrize(
    ("more", "kind", "said"),
    [
        ({"access_key_id": "AKIDSOMEBODY"}, AuthError, "security token"),
        ({"secret_access_key": "another-not-secret"}, AuthError, "signature we calculated"),
        ({"cluster": "nowhere"}, InvalidInputError, "endpoint doesn't exist"),
        ({"secret_arn": "arn:aws:secretsmanager:x"}, InvalidInputError, "Secret can't be found"),
        ({"endpoint_url": "http://127.0.0.1:9"}, UnavailableError, "Could not connect"),
        ({"endpoint_url": "sales"}, InvalidInputError, "no address of Amazon Redshift"),
    ],
)
def test_who_is_not_known_or_not_there_is_told(
    ctx: Contexts, more: dict[str, object], kind: type[TaskError], said: str
) -> None:
    with pytest.raises(kind, match=said) as caught:
        begun(ctx(**more), HELD)
    assert caught.value.hint
    assert "not-secret" not in f"{caught.value.message} {caught.value.hint}"


def test_no_answer_in_time_is_said_and_the_question_withdrawn(ctx: Contexts, server: DataApiServer) -> None:
    server.held = "current_user"
    connection = ctx(connect_timeout_s=1).connection("db")
    assert isinstance(connection, Redshift)
    with pytest.raises(UnavailableError, match="no answer within 1 seconds"):
        asked_now(connection, "SELECT current_user")
    assert [each.status for each in server.orders.values()] == ["ABORTED"]


def test_what_needs_a_session_says_so(ctx: Contexts, warehouse: Warehouse) -> None:
    connection = ctx().connection("db")
    assert isinstance(connection, Redshift)
    with pytest.raises(InvalidInputError, match="has the Data API alone"), connection.session():
        pass
    with pytest.raises(InvalidInputError, match="does not use the Data API") as caught:
        run.call(warehouse.db.ctx, HELD)
    assert "`redshift.query`" in caught.value.hint


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"data_api": True}, "needs `cluster` or `workgroup`"),
        ({"data_api": True, "cluster": "a", "workgroup": "b"}, "one of them"),
        ({"host": "h", "username": "u", "secret_arn": "arn:aws:x"}, "set `data_api`"),
        ({}, "`host` and `username` are needed"),
    ],
)
def test_a_connection_that_can_not_be_is_refused(fields: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Redshift.model_validate(fields)


def test_the_model_finds_what_is_not_published(server: DataApiServer) -> None:
    """The stand-in proves itself."""
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "RedshiftData.ExecuteStatement"}

    def problems(body: object, **more: str) -> list[str]:
        sent = json.dumps(body).encode()
        asked = Asked(
            method="POST", path="/", query={}, headers={**headers, **more}, body=sent, path_values={}
        )
        return server.model.problems_of(asked)

    assert problems({"Sql": "SELECT 1"}) == []
    assert "'Sql' is a required property" in str(problems({}))
    assert "('Nope' was unexpected)" in str(problems({"Sql": "SELECT 1", "Nope": 1}))
    assert "is too long" in str(problems({"Sql": "SELECT 1", "ClientToken": "x" * 65}))
    assert "no such operation" in str(problems({}, **{"X-Amz-Target": "RedshiftData.Nope"}))
    assert server.answer("POST", "/", headers, b"{}") == Reply(
        server.error(400, server.problems[0]).body, 400
    )
    server.problems.clear()
