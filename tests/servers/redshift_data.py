"""A stand-in for Redshift's Data API: requests held against botocore's model of it and their signatures, SQL
on the stand-in for Redshift.

Its part is our reading of Amazon's pages: that a ClientToken gives the statement that was begun with it, what
is listed without a status, what can be cancelled, and how the words of an error begin."""

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import psycopg

from tests.servers.aws_model import AwsModel, error, signature_of
from tests.servers.contract import SPECS, ContractServer, Reply
from tests.servers.openapi import Asked
from tests.servers.redshift import RedshiftServer
from tests.servers.redshift_s3 import RefusalError, copied, is_copy, is_unload, unloaded

CLUSTER, WORKGROUP, REGION = "sales", "sales-serverless", "eu-central-1"
KEY_ID, KEY = "AKIDNOTASECRET", "not-a-secret-key-of-amazon"
SECRET_ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:sales"  # the name of one
_STATUSES = {
    400: "ValidationException",
    401: "UnrecognizedClientException",
    403: "AccessDeniedException",
    429: "ThrottlingException",
    500: "InternalServerException",
}
_QUOTED_OR_NAME = re.compile(r"'(?:[^'\\]|\\.|'')*'|(?<!:):(\w+)", re.DOTALL)


@dataclass(slots=True)
class Part:
    """One of the statements of an order."""

    text: str
    status: str = "SUBMITTED"
    error: str = ""
    rows: int = -1
    names: list[tuple[str, str]] = field(default_factory=list)
    records: list[list[dict[str, Any]]] = field(default_factory=list)


@dataclass(slots=True)
class Sent:
    """An order: `given` is the request it came with."""

    id: str
    given: Mapping[str, Any]
    is_batch: bool
    parts: list[Part]
    status: str = "SUBMITTED"
    process_id: int = 0
    at: float = field(default_factory=time.time)

    @property
    def error(self) -> str:
        failed = [(n, part.error) for n, part in enumerate(self.parts, start=1) if part.error]
        return "".join(f"Query #{n} failed with {said}" if self.is_batch else said for n, said in failed[:1])


class DataApiServer(ContractServer):
    """loses: how many answers to orders are taken for lost, though the order arrived: 500.
    held: orders with this in them run as long as it is set. page: how many rows a result gives at once."""

    def __init__(self, redshift: RedshiftServer) -> None:
        self.model = AwsModel(json.loads((SPECS / "redshift_data.json").read_text()))
        super().__init__(
            published=self.model,
            error_of=lambda status, said: error(_STATUSES.get(status, "UnknownError"), said),
        )
        self.redshift = redshift
        self.orders: dict[str, Sent] = {}
        self.held = ""
        self.page = 1000
        self.loses = 0
        self.keys = {KEY_ID: KEY}
        self.answers_of_roles = False
        self.search_path = "public"
        self.route("POST", "/")(self._answered)

    def reset(self) -> None:
        super().reset()
        self.orders.clear()
        self.held = ""
        self.page = 1000
        self.loses = 0

    @property
    def fields(self) -> dict[str, object]:
        """Of a connection that has the Data API alone."""
        return {
            "data_api": True,
            "cluster": CLUSTER,
            "username": "loader",
            "database": self.redshift.database,
            "region": REGION,
            "access_key_id": KEY_ID,
            "secret_access_key": KEY,
            "endpoint_url": self.url,
            "connect_timeout_s": 5,
        }

    def targets(self) -> list[str]:
        """What was asked, without looks."""
        named = [self.model.operation_of(each) for each in self.asked]
        return [each for each in named if each != "DescribeStatement"]

    def _answered(self, asked: Asked) -> Reply:
        if refused := self._unsigned(asked):
            return refused
        operation, given = self.model.operation_of(asked), asked.json
        match operation:
            case "ExecuteStatement":
                return self._sent(given, [given["Sql"]], is_batch=False)
            case "BatchExecuteStatement":
                return self._sent(given, given["Sqls"], is_batch=True)
            case "ListStatements":
                return self._listed(given)
        statement_id, _, part = given["Id"].partition(":")
        sent = self.orders.get(statement_id)
        if sent is None:
            said = f"Query {given['Id']} does not exist."
            return Reply(error("ResourceNotFoundException", said, ResourceId=given["Id"]), 400)
        if operation == "CancelStatement":
            return self._cancelled(sent)
        self._move_on(sent)
        return (
            Reply(_described(sent)) if operation == "DescribeStatement" else self._result(sent, part, given)
        )

    def _unsigned(self, asked: Asked) -> Reply | None:
        signature = signature_of(asked.headers)
        if signature is None:
            return Reply(error("MissingAuthenticationTokenException", "Missing Authentication Token"), 403)
        is_role = self.answers_of_roles and "X-Amz-Security-Token" in asked.headers
        secret = self.keys.get(signature.key_id)
        if signature.service != "redshift-data" or not (is_role or secret):
            said = "The security token included in the request is invalid."
            return Reply(error("UnrecognizedClientException", said), 403)
        if not is_role and not signature.is_by(str(secret), asked):
            said = "The request signature we calculated does not match the signature you provided."
            return Reply(error("InvalidSignatureException", said), 403)
        return None

    def _sent(self, given: Mapping[str, Any], texts: Sequence[str], *, is_batch: bool) -> Reply:
        place = given.get("ClusterIdentifier") or given.get("WorkgroupName")
        if place not in (CLUSTER, WORKGROUP):
            return Reply(error("ValidationException", "Redshift endpoint doesn't exist in this region."), 400)
        if given.get("SecretArn", SECRET_ARN) != SECRET_ARN:
            return Reply(error("ValidationException", "Secret can't be found."), 400)
        token = given.get("ClientToken")
        begun = [one for one in self.orders.values() if one.given.get("ClientToken") == token]
        if begun and begun[0].given != given:
            return Reply(error("ValidationException", "Idempotency token was used before."), 400)
        sent = begun[0] if begun else Sent(str(uuid4()), given, is_batch, [Part(text) for text in texts])
        self.orders[sent.id] = sent
        if self.loses:
            self.loses -= 1
            return Reply(error("InternalServerException", "Try again."), 500)
        return Reply({"Id": sent.id, "CreatedAt": sent.at, "Database": given["Database"]})

    def _listed(self, given: Mapping[str, Any]) -> Reply:
        wanted, prefix = given.get("Status", "FINISHED"), given.get("StatementName", "")
        found = [
            {"Id": one.id, "Status": one.status, "StatementName": one.given.get("StatementName", "")}
            | {"CreatedAt": one.at}
            for one in reversed(self.orders.values())
            if wanted in ("ALL", one.status) and one.given.get("StatementName", "").startswith(prefix)
        ]
        start, size = int(given.get("NextToken", "0")), min(int(given.get("MaxResults", 100)), self.page)
        more = {"NextToken": str(start + size)} if start + size < len(found) else {}
        return Reply({"Statements": found[start : start + size], **more})

    def _cancelled(self, sent: Sent) -> Reply:
        if sent.status in ("FINISHED", "FAILED", "ABORTED"):
            said = f"Could not cancel a query that is already in {sent.status} state with ID: {sent.id}"
            return Reply(error("ValidationException", said), 400)
        sent.status = "ABORTED"
        return Reply({"Status": True})

    def _result(self, sent: Sent, part: str, given: Mapping[str, Any]) -> Reply:
        one = sent.parts[int(part) - 1 if part else 0]
        if sent.is_batch != bool(part) or not one.names:
            return Reply(
                error("ResourceNotFoundException", "Query does not have result.", ResourceId=""), 400
            )
        start = int(given.get("NextToken", "0"))
        more = {"NextToken": str(start + self.page)} if start + self.page < len(one.records) else {}
        columns = [{"name": name, "label": name, "typeName": kind} for name, kind in one.names]
        rows = one.records[start : start + self.page]
        return Reply({"Records": rows, "ColumnMetadata": columns, "TotalNumRows": len(one.records), **more})

    # --- what runs ------------------------------------------------------------------------------------------

    def _move_on(self, sent: Sent) -> None:
        """An order runs when somebody looks, and at once, unless it is held."""
        if sent.status not in ("SUBMITTED", "STARTED"):
            return
        if self.held and any(self.held in part.text for part in sent.parts):
            sent.status = "STARTED"
            return
        self._run(sent)

    def _run(self, sent: Sent) -> None:
        is_atomic = sent.given.get("ExecutionMode", "TRANSACTION") == "TRANSACTION"
        session = _Session(self.redshift, self.search_path)
        parameters = {each["name"]: each["value"] for each in sent.given.get("Parameters", [])}
        with session.opened() as connection:
            sent.process_id = connection.info.backend_pid
            connection.autocommit = not is_atomic
            for part in sent.parts:
                session.run(connection, part, parameters)
                if part.status == "FAILED" and is_atomic:
                    break
            failed = any(part.status == "FAILED" for part in sent.parts)
            sent.status = "FAILED" if failed else "FINISHED"
            if is_atomic:
                connection.rollback() if failed else connection.commit()


@dataclass(slots=True)
class _Session:
    """One session of the database for the statements of an order."""

    redshift: RedshiftServer
    path: str

    @contextmanager
    def opened(self) -> Iterator["psycopg.Connection[Any]"]:
        shim = self.redshift.shim
        options = f"-c standard_conforming_strings=off -c search_path={self.path},{shim}"
        conninfo = self.redshift.server.conninfo(self.redshift.database)
        with psycopg.connect(conninfo, options=options) as connection:
            yield connection

    def run(self, connection: "psycopg.Connection[Any]", part: Part, parameters: Mapping[str, str]) -> None:
        try:
            text = self._translated(part.text, connection.info.backend_pid)
            asked, values = _bound(text, parameters)
            cursor = connection.execute(asked, values)  # type: ignore[call-overload]
        except RefusalError as refusal:
            part.status, part.error = "FAILED", f"ERROR: {refusal.said}"
        except psycopg.Error as failure:
            place = failure.diag.statement_position
            said = str(failure.diag.message_primary or failure)
            part.status = "FAILED"
            part.error = f"ERROR: {said}" + (f"\n  Position: {place}" if place else "")
        else:
            part.status, part.rows = "FINISHED", cursor.rowcount
            if cursor.description:
                rows = cursor.fetchall()
                part.rows = len(rows)
                part.names = [(each.name, each.type_display.lower()) for each in cursor.description]
                part.records = [[_record(value) for value in row] for row in rows]

    def _translated(self, text: str, process: int) -> str:
        owner = self.redshift
        if found := re.match(r"SET search_path TO (.*)", text, re.DOTALL):
            self.path = found[1]
            return f"SET search_path TO {found[1]}, {owner.shim}"
        if text.startswith("SET query_group"):
            return text.replace("query_group", "application_name")
        path = f"{self.path}, {owner.shim}"
        assert owner.bucket is not None
        if is_copy(text):
            return copied(owner.admin, owner.shim, owner.bucket, text, process, path)
        if is_unload(text):
            return unloaded(owner.admin, owner.shim, owner.bucket, text, process, path)
        return text


@contextmanager
def data_api_server(redshift: RedshiftServer) -> Iterator[DataApiServer]:
    with DataApiServer(redshift) as made:
        yield made


def _bound(text: str, parameters: Mapping[str, str]) -> tuple[str, list[str] | None]:
    """With the driver's placeholders; a value has no type of its own."""
    values: list[str] = []

    def place(found: "re.Match[str]") -> str:
        if found[1] is None:
            return found[0].replace("%", "%%")
        values.append(parameters[found[1]])
        return "%s"

    if not parameters:
        return text, None
    parts, at = [], 0
    for found in _QUOTED_OR_NAME.finditer(text):
        parts += [text[at : found.start()].replace("%", "%%"), place(found)]
        at = found.end()
    return "".join([*parts, text[at:].replace("%", "%%")]), values


def _record(value: Any) -> dict[str, Any]:
    match value:
        case None:
            return {"isNull": True}
        case bool():
            return {"booleanValue": value}
        case int():
            return {"longValue": value}
        case float():
            return {"doubleValue": value}
    return {"stringValue": str(value)}


def _described(sent: Sent) -> dict[str, Any]:
    last = sent.parts[-1]
    found: dict[str, Any] = {
        "Id": sent.id,
        "Status": sent.status,
        "CreatedAt": sent.at,
        "Duration": 1_500_000_000,
        "HasResultSet": any(part.names for part in sent.parts),
        "RedshiftPid": sent.process_id,
        "RedshiftQueryId": 4711,
        "ResultRows": last.rows,
        "ResultSize": -1,
        **({"Error": sent.error} if sent.error else {}),
    }
    if not sent.is_batch:
        return found | {"QueryString": last.text}
    parts = [
        {"Id": f"{sent.id}:{number}", "Status": part.status, "QueryString": part.text}
        | {"HasResultSet": bool(part.names), "ResultRows": part.rows}
        | ({"Error": part.error} if part.error else {})
        for number, part in enumerate(sent.parts, start=1)
    ]
    return found | {"SubStatements": parts}
