"""`salesforce.query` and signing in."""

import csv
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from seaway.errors import (
    AuthError,
    InvalidInputError,
    PermissionDeniedError,
    RateLimitError,
    SeawayError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.salesforce.blueprints import query
from seaway.integrations.salesforce.connection import Salesforce
from seaway.integrations.salesforce.failures import CODES, of_text
from seaway.integrations.salesforce.soql import literal, selected
from tests.integration.blueprints.salesforce.conftest import Contexts
from tests.servers.contract import Reply, meets_all_answers
from tests.servers.salesforce import CLIENT, PASSWORD, SECRET, SECURITY_TOKEN, TOKEN, USER, Org
from tests.support.contexts import Notebook

SECRETS = [SECRET, TOKEN, PASSWORD, SECURITY_TOKEN]


def asked(context: Contexts, soql: str, **more: Any) -> dict[str, Any]:
    names = more.pop("names", None)
    found = query.call(context(names=names), {"connection": "crm", "soql": soql, **more})
    assert isinstance(found, dict)
    return found


def test_a_query_comes_page_by_page_into_a_file(org: Org, context: Contexts, tmp_path: Path) -> None:
    org.page_size = 20
    org.tables.add(
        "Lead", ({"LastName": f"N{number:03}", "Number__c": number, "IsConverted": 0} for number in range(45))
    )
    found = asked(
        context,
        "SELECT LastName, number__c, IsConverted, Owner.Name FROM Lead ORDER BY LastName",
        save_to="leads.parquet",
        first=2,
    )
    assert (found["rows"], found["path"]) == (45, "leads.parquet")
    assert found["columns"] == ["LastName", "number__c", "IsConverted", "Owner.Name"]
    assert found["first_rows"][1] == {
        "LastName": "N001",
        "number__c": 1,
        "IsConverted": False,
        "Owner.Name": None,
    }
    table = pq.read_table(tmp_path / "task/leads.parquet")
    assert table.column("number__c").to_pylist() == list(range(45))
    assert table.column("IsConverted").to_pylist() == [False] * 45


def test_values_are_bound_and_never_pasted(org: Org, context: Contexts) -> None:
    evil = "O'Neil\\' OR Id != '"
    org.tables.add("Lead", [{"LastName": evil, "Number__c": 1}, {"LastName": "Smith", "Number__c": 2}])
    soql = "SELECT Number__c FROM Lead WHERE LastName = {{ inputs.name }}"
    assert asked(context, soql, names={"inputs": {"name": evil}})["first_rows"] == [{"Number__c": 1}]
    several = "SELECT Number__c FROM {{ t | ident }} WHERE LastName IN ({{ names }}) ORDER BY Number__c"
    found = asked(context, several, names={"names": [evil, "Smith"], "t": "Lead"})
    assert [row["Number__c"] for row in found["first_rows"]] == [1, 2]
    with pytest.raises(SeawayError, match="inside a quoted text"):
        asked(
            context,
            "SELECT Id FROM Lead WHERE LastName = '{{ inputs.name }}'",
            names={"inputs": {"name": "x"}},
        )
    with pytest.raises(InvalidInputError, match="no API name"):
        asked(context, "SELECT Id FROM {{ t | ident }}", names={"t": "Lead WHERE"})


def test_a_file_of_the_project_has_named_values_and_no_rows_still_have_columns(
    org: Org, context: Contexts, tmp_path: Path
) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project/q.soql").write_text("SELECT Id, Email\nFROM Lead\nWHERE LastName IN ($names)\n")
    found = asked(context, "", soql_file="q.soql", parameters={"names": ["a", "b"]}, save_to="out.csv")
    assert found["rows"] == 0
    assert (tmp_path / "task/out.csv").read_text() == '"Id","Email"\n'
    assert org.soql == ["SELECT Id, Email\nFROM Lead\nWHERE LastName IN ('a', 'b')"]


def test_what_was_deleted_is_given_where_it_is_wanted(org: Org, context: Contexts) -> None:
    org.tables.add("Lead", [{"IsDeleted": 1}, {}])
    assert asked(context, "SELECT Id FROM Lead")["rows"] == 1
    assert asked(context, "SELECT Id FROM Lead", include_deleted=True)["rows"] == 2
    assert asked(context, "SELECT COUNT() FROM Lead")["first_rows"] == [{"expr0": 1}]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ('it\'s \\ "x"\n', "'it\\'s \\\\ \\\"x\\\"\\n'"),
        (True, "TRUE"),
        (None, "NULL"),
        (date(2026, 1, 31), "2026-01-31"),
        (datetime(2026, 1, 31, 12, tzinfo=UTC), "2026-01-31T12:00:00Z"),
        (Decimal("1.50"), "1.50"),
        (["a", 1], "'a', 1"),
        ([], "NULL"),
    ],
)
def test_a_value_is_written_as_soql_wants_it(value: object, written: str) -> None:
    assert literal(value) == written


@pytest.mark.parametrize("value", [float("nan"), {"a": 1}, "a\0b"])
def test_a_value_that_soql_does_not_have_is_refused(value: object) -> None:
    with pytest.raises(InvalidInputError):
        literal(value)


@pytest.mark.parametrize(
    ("soql", "columns"),
    [
        ("select Id, Owner.Name from Lead", ["Id", "Owner.Name"]),
        ("SELECT Status, COUNT(Id) n, MAX(Age) FROM Lead GROUP BY Status", ["Status", "n", "expr0"]),
        (
            "SELECT Id, (SELECT Id, Name FROM Contacts), toLabel(Status) FROM Account",
            ["Id", "Contacts", "Status"],
        ),
        ("SELECT FIELDS(ALL) FROM Lead LIMIT 1", None),
    ],
)
def test_the_columns_of_a_query_are_known_before_its_rows(soql: str, columns: list[str] | None) -> None:
    assert selected(soql) == columns


def test_parents_children_and_sums_become_columns(org: Org, context: Contexts) -> None:
    kind = {"attributes": {"type": "Contact"}}
    records = [
        {
            "attributes": {"type": "Account"},
            "Id": "1",
            "Owner": {"attributes": {"type": "User"}, "Name": "Ada"},
            "Contacts": {"totalSize": 1, "done": True, "records": [{**kind, "Name": "Bob"}]},
            "Address": {"city": "Lisbon"},
        },
        {"attributes": {"type": "AggregateResult"}, "Id": "2", "Name": "sum"},
    ]
    org.server._routes.insert(
        0, ("GET", org.server._routes[1][1], lambda _: Reply({"done": True, "records": records}))
    )
    found = asked(context, "SELECT Id, Owner.Name, Address, (SELECT Name FROM Contacts) FROM Account")
    assert found["first_rows"] == [
        {"Id": "1", "Owner.Name": "Ada", "Address": {"city": "Lisbon"}, "Contacts": [{"Name": "Bob"}]},
        {"Id": "2", "Owner.Name": "sum", "Address": None, "Contacts": None},
    ]


@pytest.mark.parametrize(
    ("soql", "said"),
    [
        ("SELECT Id FROM Lead\nWERE Id = 'x'", r"unexpected token(.|\n)*\(line 2, column"),
        ("SELECT Id, Foo FROM Lead", r"No such column 'Foo'.* \(line 1, column 12\)\nSELECT Id, Foo"),
        ("SELECT Id FROM Gone__c", "sObject type 'Gone__c'"),
        ("DELETE FROM Lead", "begins with DELETE"),
        ("SELECT Id FROM Lead; SELECT Id FROM Lead", "2 statements"),
        ("", "Give `soql` or `soql_file`"),
    ],
)
def test_a_wrong_query_is_said_with_its_place(org: Org, context: Contexts, soql: str, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said) as caught:
        asked(context, soql)
    assert caught.value.hint


def test_a_file_of_an_unknown_kind_is_refused_before_anything_is_asked(org: Org, context: Contexts) -> None:
    with pytest.raises(InvalidInputError, match="no ending"):
        asked(context, "SELECT Id FROM Lead", save_to="leads.txt")
    assert org.server.asked == []


# --- signing in and failures --------------------------------------------------------------------------------


def test_a_query_meets_all_answers(org: Org, context: Contexts, caplog: pytest.LogCaptureFixture) -> None:
    def call(**more: object) -> object:
        ctx = context(timeout_s=0.3, **more)
        return query.call(ctx, {"connection": "crm", "soql": "SELECT Id FROM Lead"})

    meets_all_answers(call, org.server, secrets=SECRETS, caplog=caplog, only="/query/")
    meets_all_answers(call, org.server, secrets=SECRETS, caplog=caplog, only="/token")


def test_the_three_ways_to_sign_in_work_and_a_wrong_secret_does_not(org: Org, context: Contexts) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    org.public_key = key.public_key()
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    by_key = {"sign_in": "jwt", "username": USER, "private_key": pem}
    by_password = {
        "sign_in": "password",
        "username": USER,
        "password": PASSWORD,
        "security_token": SECURITY_TOKEN,
    }
    for given in ({}, by_key, by_password):
        said = context(**given).connection("crm").check()
        assert "14,998 of 15,000 calls" in said
    for wrong in (
        {"client_secret": "another"},
        {**by_key, "username": "eve"},
        {**by_password, "password": "x"},
    ):
        with pytest.raises(AuthError, match="authentication failure") as caught:
            context(**wrong).connection("crm").check()
        assert caught.value.hint
    for missing in (
        {"client_secret": ""},
        {**by_key, "private_key": ""},
        {**by_key, "private_key": "no key"},
    ):
        with pytest.raises(AuthError, match=r"has no|can't be read"):
            context(**missing).connection("crm").check()


@pytest.mark.parametrize(
    ("domain", "address", "audience"),
    [
        ("login", "https://login.salesforce.com", "login"),
        ("test", "https://test.salesforce.com", "test"),
        ("acme", "https://acme.my.salesforce.com", "login"),
        ("acme--dev.sandbox", "https://acme--dev.sandbox.my.salesforce.com", "test"),
        ("acme.my.salesforce.com", "https://acme.my.salesforce.com", "login"),
    ],
)
def test_the_domain_says_where_to_sign_in(domain: str, address: str, audience: str) -> None:
    connection = Salesforce(domain=domain, client_id=CLIENT)
    assert connection.sign_in_url == address
    assert connection.audience == f"https://{audience}.salesforce.com"


def test_client_credentials_want_the_orgs_own_address() -> None:
    with pytest.raises(InvalidInputError, match="own address") as caught:
        Salesforce(client_id=CLIENT, client_secret=SECRET).check()  # type: ignore[arg-type]
    assert "My Domain" in caught.value.hint


def test_secrets_are_masked(context: Contexts, notebook: Notebook) -> None:
    context().connection("crm")
    assert SECRET in notebook.masked


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded.", RateLimitError),
        ("UNABLE_TO_LOCK_ROW:unable to obtain exclusive access:--", UnavailableError),
        ("INSUFFICIENT_ACCESS_OR_READONLY: no", PermissionDeniedError),
        ("InvalidBatch : INVALID_FIELD: no", InvalidInputError),
    ],
)
def test_a_code_says_the_class_of_the_error(text: str, kind: type[TaskError]) -> None:
    assert type(of_text(text, "here")) is kind


def test_every_code_has_a_hint() -> None:
    assert all(hint for _, hint in CODES.values())


def test_a_limit_that_salesforce_says_by_403_is_one(org: Org, context: Contexts) -> None:
    body = [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "TotalRequests Limit exceeded."}]
    org.server._routes.insert(0, ("GET", org.server._routes[1][1], lambda _: Reply(body, 403)))
    with pytest.raises(RateLimitError, match="TotalRequests"):
        asked(context, "SELECT Id FROM Lead")


def test_json_lines_and_csv_hold_the_same(org: Org, context: Contexts, tmp_path: Path) -> None:
    org.tables.add("Lead", [{"LastName": "A", "Owner.Name": "Ada"}, {"LastName": "B"}])
    soql = "SELECT LastName, Owner.Name FROM Lead ORDER BY LastName"
    for name in ("a.jsonl", "a.csv"):
        asked(context, soql, save_to=name)
    lines = [json.loads(line) for line in (tmp_path / "task/a.jsonl").read_text().splitlines()]
    assert lines == [{"LastName": "A", "Owner.Name": "Ada"}, {"LastName": "B", "Owner.Name": None}]
    with (tmp_path / "task/a.csv").open(newline="") as stream:
        assert list(csv.reader(stream)) == [["LastName", "Owner.Name"], ["A", "Ada"], ["B", ""]]
