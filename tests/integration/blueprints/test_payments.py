"""Payments from Stripe, PayPal and Mastercard, each against a server that knows the vendor's contract."""

import base64
import csv
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from seaway.errors import AuthError, InvalidInputError, NotFoundError
from seaway.integrations.mastercard import blueprints as mastercard
from seaway.integrations.mastercard.connection import Mastercard
from seaway.integrations.paypal import blueprints as paypal
from seaway.integrations.paypal.connection import PayPal
from seaway.integrations.stripe import blueprints as stripe
from seaway.integrations.stripe.connection import Stripe
from tests.servers import mastercard as mastercards
from tests.servers import paypal as paypals
from tests.servers import stripe as stripes
from tests.servers.contract import ContractServer, meets_all_answers
from tests.servers.mastercard import mastercard_server
from tests.servers.paypal import paypal_server
from tests.servers.stripe import stripe_server
from tests.support.contexts import Notebook, a_context

DAY = datetime(2026, 1, 30, tzinfo=UTC)
PASSWORD = "not-a-secret-of-the-key"


@contextmanager
def serving(server: ContractServer) -> Iterator[ContractServer]:
    """It ends with no request that broke the contract."""
    with server:
        yield server
    assert server.problems == []


def charge(number: int, at: datetime, **more: object) -> dict[str, Any]:
    return {"id": f"ch_{number}", "object": "charge", "created": int(at.timestamp()), **more}


def extract(verb: Any, folder: Path, values: Mapping[str, object], **inputs: object) -> dict[str, Any]:
    ctx = a_context(folder, connections={"shop": values}, reporter=inputs.pop("reporter", None))  # type: ignore[arg-type]
    found = verb.extract.call(ctx, {"connection": "shop", **inputs})
    assert isinstance(found, dict)
    return found


def lines(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "task" / name).read_text().splitlines()]


def of_stripe(server: ContractServer, **more: object) -> dict[str, object]:
    return {"type": "stripe", "api_key": stripes.KEY, "base_url": server.url, **more}


def of_paypal(server: ContractServer, **more: object) -> dict[str, object]:
    known = {"client_id": paypals.CLIENT, "client_secret": paypals.SECRET}
    return {"type": "paypal", "base_url": server.url, **known, **more}


def of_mastercard(server: ContractServer, key: rsa.RSAPrivateKey, **more: object) -> dict[str, object]:
    sealed = pkcs12.serialize_key_and_certificates(
        b"keyalias", key, None, None, BestAvailableEncryption(PASSWORD.encode())
    )
    return {
        "type": "mastercard",
        "base_url": server.url,
        "consumer_key": mastercards.CONSUMER,
        "key_base64": base64.b64encode(sealed).decode(),
        "key_password": PASSWORD,
        **more,
    }


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


# --- Stripe -------------------------------------------------------------------------------------------------


def test_stripe_gives_what_was_created_in_the_time_page_by_page(tmp_path: Path) -> None:
    rows = [charge(number, DAY + timedelta(minutes=number)) for number in range(-5, 245)]
    notebook = Notebook()
    with serving(stripe_server({"charges": rows})) as server:
        found = extract(
            stripe,
            tmp_path,
            of_stripe(server),
            objects=["charges", "refunds"],
            since="2026-01-30",
            until="2026-01-30T04:00:00Z",
            to="raw",
            reporter=notebook,
        )
        assert len(server.asked) == 4
    assert found["files"] == ["raw/charges.jsonl", "raw/refunds.jsonl"]
    assert found["rows_by_object"] == {"charges": 240, "refunds": 0}
    assert (found["rows"], found["cursor"]) == (240, "2026-01-30T04:00:00Z")
    assert {row["id"] for row in lines(tmp_path, "raw/charges.jsonl")} == {f"ch_{n}" for n in range(240)}
    assert [(asset.name, asset.mode, asset.rows) for asset in notebook.assets] == [
        ("shop/charges", "read", 240),
        ("shop/refunds", "read", 0),
    ]
    assert notebook.masked == [stripes.KEY]


def test_stripe_goes_on_at_the_cursor_and_gives_nothing_twice(tmp_path: Path) -> None:
    rows = [charge(number, DAY + timedelta(seconds=number)) for number in range(6)]
    with serving(stripe_server({"charges": rows})) as server:
        seen: list[str] = []
        since = "2026-01-30"
        for until in ("2026-01-30T00:00:02Z", "2026-01-30T00:00:03+00:00", ""):
            found = extract(
                stripe, tmp_path, of_stripe(server), objects=["charges"], since=since, until=until
            )
            seen += [row["id"] for row in lines(tmp_path, "charges.jsonl")]
            since = found["cursor"]
    assert sorted(seen) == [f"ch_{number}" for number in range(6)]
    assert since == "2026-01-31T12:00:00Z"


def test_stripe_in_csv_and_parquet(tmp_path: Path) -> None:
    rows = [
        charge(1, DAY, amount=100, paid=True, fee=0.5, metadata={"a": "ü"}, note=None),
        charge(2, DAY, amount=250, paid=False, fee=1, late="yes", note="line\nbreak"),
    ]
    with serving(stripe_server({"charges": rows})) as server:
        for kind in ("csv", "parquet"):
            extract(stripe, tmp_path, of_stripe(server), objects=["charges"], since="2026-01-30", format=kind)
    with (tmp_path / "task/charges.csv").open(newline="") as stream:
        first, second = csv.DictReader(stream)
    assert (first["amount"], first["paid"], first["metadata"], first["late"]) == (
        "100",
        "true",
        '{"a":"ü"}',
        "",
    )
    assert (second["note"], second["late"]) == ("line\nbreak", "yes")
    table = pq.read_table(tmp_path / "task/charges.parquet")
    assert [str(table.schema.field(name).type) for name in ("amount", "paid", "fee", "late")] == [
        "int64",
        "bool",
        "double",
        "string",
    ]
    assert table.column("note").to_pylist() == [None, "line\nbreak"]


def test_a_time_that_is_none_is_said_before_anything_is_asked(tmp_path: Path) -> None:
    with serving(stripe_server({})) as server:
        for since, until, said in (
            ("yesterday", "", "`since` is `yesterday`, which is no time"),
            ("2026-01-30", "2026-01-29", "is before `since`"),
        ):
            with pytest.raises(InvalidInputError, match=said):
                extract(stripe, tmp_path, of_stripe(server), objects=["charges"], since=since, until=until)
        assert server.asked == []


def test_stripe_meets_all_answers(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with serving(stripe_server({})) as server:
        values = of_stripe(server, timeout_s=0.3)

        def call() -> None:
            extract(stripe, tmp_path, values, objects=["charges"], since="2026-01-30", patience=0)

        meets_all_answers(call, server, secrets=[stripes.KEY], caplog=caplog)
        assert not list((tmp_path / "task").iterdir())
        with pytest.raises(AuthError, match="answered 401: Invalid API Key provided"):
            extract(
                stripe, tmp_path, {**values, "api_key": "rk_wrong"}, objects=["charges"], since="2026-01-30"
            )
        assert (
            Stripe(api_key=stripes.KEY, base_url=server.url).check()
            == "Stripe answers; the key reads test data."
        )


def test_what_the_server_takes_is_what_stripes_own_package_sends() -> None:
    """The cut description is held against the types that Stripe generates from the whole of it."""
    import stripe as package

    paths = json.loads((Path(stripes.__file__).parent / "specs/stripe.json").read_text())["paths"]
    kinds = {"payment_intents": "PaymentIntent", "balance_transactions": "BalanceTransaction"}
    for path, operations in paths.items():
        name = path.rpartition("/")[2]
        kind = kinds.get(name, name[:-1].capitalize())
        params = getattr(package.params, f"{kind}ListParams")
        known = set(params.__annotations__)
        given = {each["name"] for each in operations["get"]["parameters"] if each["in"] == "query"}
        assert given <= known, name
    assert stripe.Stripe.model_fields["api_version"].default == package._api_version._ApiVersion.CURRENT


# --- PayPal -------------------------------------------------------------------------------------------------


def payment(number: int, at: datetime) -> dict[str, Any]:
    return {"transaction_info": {"transaction_id": f"T{number}"}, "at": at.strftime("%Y-%m-%dT%H:%M:%SZ")}


def test_paypal_takes_a_long_time_in_pieces_of_31_days(tmp_path: Path) -> None:
    rows = [payment(day, datetime(2025, 11, 1, tzinfo=UTC) + timedelta(days=day)) for day in range(100)]
    with serving(paypal_server(rows)) as server:
        found = extract(
            paypal,
            tmp_path,
            of_paypal(server),
            objects=["transactions"],
            since="2025-11-02",
            until="2026-02-01",
        )
        searches = [each for each in server.asked if each.path.endswith("transactions")]
        assert [each.one("start_date") for each in searches] == [
            "2025-11-02T00:00:00Z",
            "2025-12-03T00:00:00Z",
            "2026-01-03T00:00:00Z",
        ]
        assert searches[-1].one("end_date") == "2026-01-31T23:59:59Z"
    assert found["rows"] == 91
    ids = [row["transaction_info"]["transaction_id"] for row in lines(tmp_path, "transactions.jsonl")]
    assert ids == [f"T{day}" for day in range(1, 92)]


def test_paypal_halves_a_search_that_finds_more_than_it_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paypal, "MOST_FOUND", 20)
    monkeypatch.setattr(paypal, "PAGE", 10)
    rows = [payment(number, DAY + timedelta(minutes=number)) for number in range(100)]
    with serving(paypal_server(rows, most_found=20)) as server:
        found = extract(
            paypal,
            tmp_path,
            of_paypal(server),
            objects=["transactions"],
            since="2026-01-30",
            until="2026-01-31",
        )
    assert found["rows"] == 100
    assert len({row["at"] for row in lines(tmp_path, "transactions.jsonl")}) == 100


def test_paypal_waits_for_what_shows_late_and_lists_disputes_by_token(tmp_path: Path) -> None:
    disputes = [
        {
            "dispute_id": f"D{n}",
            "update_time": (DAY + timedelta(seconds=n)).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        }
        for n in range(-1, 120)
    ]
    with serving(paypal_server(disputes=disputes)) as server:
        found = extract(paypal, tmp_path, of_paypal(server), objects=["disputes"], since="2026-01-30")
    assert found["cursor"] == "2026-01-31T09:00:00Z"
    assert [row["dispute_id"] for row in lines(tmp_path, "disputes.jsonl")] == [f"D{n}" for n in range(120)]


def test_paypal_meets_all_answers_at_sign_in_and_after(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(paypal_server()) as server:
        values = of_paypal(server, timeout_s=0.3)
        for objects, only in (
            (["transactions"], "/oauth2/"),
            (["transactions"], "/reporting/"),
            (["disputes"], "/customer/"),
        ):

            def call(objects: list[str] = objects) -> None:
                extract(paypal, tmp_path, values, objects=objects, since="2026-01-30", patience=0)

            secrets = [paypals.SECRET, paypals.TOKEN]
            meets_all_answers(call, server, secrets=secrets, caplog=caplog, only=only)
        with pytest.raises(AuthError, match="answered 401: Client Authentication failed"):
            extract(
                paypal,
                tmp_path,
                {**values, "client_secret": "wrong"},
                objects=["disputes"],
                since="2026-01-30",
            )
        known = PayPal(client_id=paypals.CLIENT, client_secret=paypals.SECRET, base_url=server.url)
        assert known.check() == "PayPal (live) gives the app a token."


# --- Mastercard ---------------------------------------------------------------------------------------------


def claim(number: int, day: str) -> dict[str, Any]:
    return {"claimId": str(number), "lastModifiedDate": day, "primaryAccountNum": "5488888888887192"}


def test_mastercards_requests_are_signed_and_claims_are_told_apart_by_day(
    tmp_path: Path, key: rsa.RSAPrivateKey
) -> None:
    queues = {"Closed": [claim(n, f"2026-01-{n:02}") for n in range(28, 32)], "Rejects": []}
    with serving(mastercard_server(queues, key.public_key())) as server:
        found = extract(
            mastercard,
            tmp_path,
            of_mastercard(server, key),
            objects=["Closed", "Rejects"],
            since="2026-01-29",
            until="2026-01-31T05:00:00Z",
        )
        fields = {name: value for name, value in of_mastercard(server, key).items() if name != "type"}
        said = Mastercard.model_validate(fields).check()
        assert said == "Mastercard (live) knows the key; Mastercom has 2 queues for it."
    assert [row["claimId"] for row in lines(tmp_path, "Closed.jsonl")] == ["29", "30"]
    assert lines(tmp_path, "Closed.jsonl")[0]["primaryAccountNum"] == "548888******7192"
    assert found["cursor"] == "2026-01-31T00:00:00Z"


def test_another_key_or_a_wrong_password_is_no_way_in(tmp_path: Path, key: rsa.RSAPrivateKey) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    given: dict[str, object] = {"objects": ["Closed"], "since": "2026-01-29"}
    with serving(mastercard_server({"Closed": []}, key.public_key())) as server:
        with pytest.raises(AuthError, match="answered 401: Unauthorized - Access Not Granted"):
            extract(mastercard, tmp_path, of_mastercard(server, other), **given)
        with pytest.raises(AuthError, match="can't be opened"):
            extract(mastercard, tmp_path, of_mastercard(server, key, key_password="other"), **given)
        with pytest.raises(InvalidInputError, match="not base64"):
            extract(mastercard, tmp_path, of_mastercard(server, key, key_base64="%%%"), **given)
        with pytest.raises(InvalidInputError, match="no signing key"):
            extract(mastercard, tmp_path, of_mastercard(server, key, key_base64=None), **given)
        values = of_mastercard(server, key, key_base64=None, key_file="missing.p12")
        with pytest.raises(InvalidInputError, match=r"missing\.p12 can't be read: No such file"):
            extract(mastercard, tmp_path, values, **given)
        with pytest.raises(InvalidInputError, match="no name of a queue"):
            extract(mastercard, tmp_path, of_mastercard(server, key), objects=["../x"], since="2026-01-29")
        with pytest.raises(NotFoundError, match="Queue not found"):
            extract(mastercard, tmp_path, of_mastercard(server, key), objects=["Other"], since="2026-01-29")


def test_mastercard_meets_all_answers(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, key: rsa.RSAPrivateKey
) -> None:
    with serving(mastercard_server({"Closed": []}, key.public_key())) as server:
        values = of_mastercard(server, key, timeout_s=0.3)

        def call() -> None:
            extract(mastercard, tmp_path, values, objects=["Closed"], since="2026-01-29", patience=0)

        meets_all_answers(call, server, secrets=[mastercards.CONSUMER, PASSWORD], caplog=caplog)
