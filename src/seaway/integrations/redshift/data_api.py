"""Redshift's Data API: statements that are sent, asked for, listed and cancelled over HTTPS.

Source: botocore's model of `redshift-data` 2019-12-20, and
https://docs.aws.amazon.com/redshift/latest/mgmt/data-api.html."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from seaway.errors import InvalidInputError, NotFoundError, UnavailableError
from seaway.integrations.redshift.amazon import client_of, told, unreadable
from seaway.integrations.redshift.connection import Redshift
from seaway.integrations.redshift.dialect import literal
from seaway.integrations.sql.protocol import Column, Row
from seaway.integrations.sql.script import Statement

MOST_STATEMENTS = 40
"""In one order, those for the settings included."""
_LISTED = 100
_MOST_PAGES = 50
_TAKE_PARAMETERS = frozenset({"SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "MERGE"})
_ENDED = frozenset({"FINISHED", "FAILED", "ABORTED"})
_STATUSES = _ENDED | {"SUBMITTED", "PICKED", "STARTED"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Statements that run one after the other in one session. `is_atomic`: all of them take effect, or none.

    parameters: by name; the Data API binds nothing but text that is not empty."""

    texts: Sequence[str]
    parameters: Mapping[str, str] = field(default_factory=dict)
    is_atomic: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """A statement as the Data API describes it. `rows`: given by it or changed, -1 where it says nothing.
    `process_id`: of its session; the parts of a batch have none of their own."""

    id: str
    status: str
    text: str = ""
    error: str = ""
    rows: int = -1
    has_rows: bool = False
    duration_s: float = 0.0
    process_id: int = 0
    parts: Sequence["One"] = ()

    @property
    def is_over(self) -> bool:
        return self.status in _ENDED

    @property
    def each(self) -> Sequence["One"]:
        """The statements of a batch, or this one."""
        return self.parts or (self,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The first rows of a result."""

    columns: list[Column]
    rows: list[Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataApi:
    """An open client. Its errors speak of the cluster or workgroup `what`."""

    client: Any
    what: str
    place: Mapping[str, str]

    def execute(self, order: Order, *, name: str, token: str) -> str:
        """Send an order, once for each `token` within eight hours; gives its id.

        Raises:
            InvalidInputError: more statements than the Data API takes at once.
        """
        if len(order.texts) > MOST_STATEMENTS:
            raise InvalidInputError(
                f"These are {len(order.texts)} statements with those for the connection's settings; the"
                f" Data API takes {MOST_STATEMENTS}.",
                hint="Part them into several tasks.",
            )
        given: dict[str, Any] = {**self.place, "StatementName": name, "ClientToken": token}
        if order.parameters:
            given["Parameters"] = [{"name": key, "value": value} for key, value in order.parameters.items()]
        try:
            return self._sent(order, given)
        except UnavailableError:  # it may have arrived: the token keeps it from running twice
            return self._sent(order, given)

    def _sent(self, order: Order, given: Mapping[str, Any]) -> str:
        with told(self.what):
            if len(order.texts) == 1:
                found = self.client.execute_statement(Sql=order.texts[0], **given)
            else:
                mode = "TRANSACTION" if order.is_atomic else "AUTO_COMMIT"
                found = self.client.batch_execute_statement(
                    Sqls=list(order.texts), ExecutionMode=mode, **given
                )
        return str(self._checked(found, "Id")["Id"])

    def describe(self, statement_id: str) -> One:
        with told(self.what):
            found = self.client.describe_statement(Id=statement_id)
        if self._checked(found, "Id", "Status")["Status"] not in _STATUSES:
            raise unreadable(self.what)
        return _described(found)

    def named(self, prefix: str) -> str | None:
        """The id of the first statement whose name begins so, of those of the last 24 hours."""
        given: dict[str, Any] = {"StatementName": prefix, "Status": "ALL", "MaxResults": _LISTED}
        found: list[tuple[Any, str]] = []
        for _ in range(_MOST_PAGES):
            with told(self.what):
                page = self.client.list_statements(**given)
            found += [
                (each.get("CreatedAt"), str(each["Id"]))
                for each in self._checked(page, "Statements")["Statements"]
                if str(each.get("StatementName", "")).startswith(prefix)
            ]
            if not page.get("NextToken"):
                break
            given["NextToken"] = page["NextToken"]
        return min(found, key=lambda one: str(one[0]))[1] if found else None

    def cancel(self, statement_id: str) -> bool:
        """Whether there was something to cancel: that it is over or gone is as good."""
        try:
            with told(self.what):
                self.client.cancel_statement(Id=statement_id)
        except (InvalidInputError, NotFoundError):
            return False
        return True

    def first_rows(self, statement_id: str, count: int) -> Page:
        """The first `count` rows of a statement that gave some."""
        columns, rows = list[Column](), list[Row]()
        for page in self._pages(statement_id):
            columns = columns or [_column(each) for each in page.get("ColumnMetadata", [])]
            rows += [[_value(one) for one in record] for record in page["Records"]]
            if len(rows) >= count:
                break
        return Page(columns=columns, rows=rows[:count])

    def _pages(self, statement_id: str) -> Iterator[Any]:
        given = {"Id": statement_id}
        while True:
            with told(self.what):
                page = self.client.get_statement_result(**given)
            yield self._checked(page, "Records")
            if not page.get("NextToken"):
                return
            given["NextToken"] = page["NextToken"]

    def _checked(self, found: Any, *names: str) -> Any:
        """Amazon's client takes what is no JSON for an answer with nothing in it."""
        if not all(name in found for name in names):
            raise unreadable(self.what)
        return found


@contextmanager
def data_api_of(connection: Redshift) -> Iterator[DataApi]:
    """A client for the time of the block."""
    what = f"the cluster {connection.cluster}"
    place = {"Database": connection.database}
    if connection.workgroup:
        what = f"the workgroup {connection.workgroup}"
        place["WorkgroupName"] = connection.workgroup
    else:
        place["ClusterIdentifier"] = connection.cluster
    if connection.secret_arn:
        place["SecretArn"] = connection.secret_arn
    elif connection.cluster and connection.username:
        place["DbUser"] = connection.username
    with told(what):
        client = client_of(connection, "redshift-data")
    with closing(client):
        yield DataApi(client=client, what=what, place=place)


def to_order(settings: Sequence[str], statements: Sequence[Statement], *, is_atomic: bool = True) -> Order:
    """The statements after those for the settings. Text is bound; other values, and all values of statements
    that take no parameters, are written as literals.

    Raises:
        InvalidInputError: there is no safe way to write a value.
    """
    parameters: dict[str, str] = {}

    def written(value: object) -> str:
        text = literal(value)
        if not isinstance(value, str) or not value:
            return text
        name = f"seaway_{len(parameters) + 1}"
        parameters[name] = value
        return f":{name}"

    texts = [
        each.inlined(written if each.verb in _TAKE_PARAMETERS else literal).rstrip() for each in statements
    ]
    return Order(texts=[*settings, *texts], parameters=parameters, is_atomic=is_atomic)


def _described(found: Mapping[str, Any], process_id: int = 0) -> One:
    process_id = int(found.get("RedshiftPid") or process_id)
    return One(
        id=str(found["Id"]),
        status=str(found.get("Status", "")),
        text=str(found.get("QueryString") or ""),
        error=" ".join(str(found.get("Error") or "").split()),
        rows=int(found.get("ResultRows", -1)),
        has_rows=bool(found.get("HasResultSet")),
        duration_s=max(int(found.get("Duration") or 0), 0) / 1e9,
        process_id=process_id,
        parts=[_described(each, process_id) for each in found.get("SubStatements") or []],
    )


def _column(described: Mapping[str, Any]) -> Column:
    name = described.get("label") or described.get("name") or ""
    return Column(name=str(name), type=str(described.get("typeName") or ""))


def _value(one: Mapping[str, Any]) -> Any:
    """A field of a record: a union of one value, or null. Decimals, dates and times are text."""
    return None if one.get("isNull") else next(iter(one.values()), None)
