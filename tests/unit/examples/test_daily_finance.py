"""The scripts of the daily finance example, alone."""

import importlib.util
import json
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

from seaway.integrations.storage.verify import verify
from tests.support.contexts import a_context, write

SCRIPTS = Path(__file__).parents[3] / "examples" / "daily-finance" / "scripts"
DAY = date(2011, 11, 17)
PAYPAL = "Date,Time,Transaction ID,Item Title,Item ID,Quantity,Currency,Gross,Customer,Country\n"
MASTERCARD = "Reference;Booked on;Booked at;Text;Article;Pieces;Amount;Currency;Customer;Country\n"
RATES = "Date,USD,GBP,\n2011-11-18,1.3576,0.85805,\n2011-11-17,1.348,0.854,\n2011-11-16,1.3484,N/A,\n"


def script(name: str) -> ModuleType:
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, SCRIPTS / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


export = script("export_purchases")
standardize = script("standardize")


@pytest.fixture
def rates(tmp_path: Path):
    (tmp_path / "rates.csv").write_text(RATES)
    return standardize.Rates(tmp_path / "rates.csv")


def read(folder: Path, provider: str, text: str, rates, day: date = DAY):
    file = folder / standardize.FILES[provider]
    file.write_text(text)
    return standardize.standardize(file, provider, day, rates)


def stripe(**changed: object) -> str:
    line = {
        "id": "576899-1",
        "created": "2011-11-17T08:49:00Z",
        "amount": 1350,
        "currency": "gbp",
        "description": "BISCUIT TIN  ",
        "metadata": {"sku": "22842", "quantity": 2, "customer": "14911.0", "country": "EIRE"},
    }
    return json.dumps(line | changed) + "\n"


def test_three_shapes_of_one_payment_become_the_same_row(tmp_path: Path, rates):
    texts = {
        "stripe": stripe(),
        "paypal": f"{PAYPAL}11/17/11,08:49:00,576899-1,BISCUIT TIN  ,22842,2,GBP,13.50,14911.0,EIRE\n",
        "mastercard": f"{MASTERCARD}576899-1;17/11/11;08.49;BISCUIT TIN  ;22842;2;13,50;GBP;14911.0;EIRE\n",
    }
    for provider, text in texts.items():
        [payment], rejects = read(tmp_path, provider, text, rates)
        assert not rejects
        assert payment == standardize.Payment(
            payment_id="576899-1",
            provider=provider,
            paid_at=datetime.fromisoformat("2011-11-17T08:49:00"),
            day=DAY,
            country="EIRE",
            customer="14911",
            sku="22842",
            item="BISCUIT TIN",
            quantity=2,
            currency="GBP",
            amount=Decimal("13.50"),
            rate=Decimal("0.854"),
            rate_date=DAY,
            amount_eur=Decimal("15.81"),
        )


def test_a_cancellation_stays_a_negative_amount_and_a_missing_customer_stays_empty(tmp_path: Path, rates):
    text = f"{MASTERCARD}C576-1;17/11/11;08.49;TIN;22842;-2;-1.013,50;GBP;;EIRE\n"
    [payment], _ = read(tmp_path, "mastercard", text, rates)
    assert (payment.quantity, payment.amount, payment.customer) == (-2, Decimal("-1013.50"), "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (stripe(id=""), "it has no payment id"),
        (stripe(created="17.11.2011"), "its date can't be read: 17.11.2011"),
        (stripe(created=None), "its date can't be read: nothing"),
        (stripe(created="2011-11-16T23:59:59Z"), "it is dated 2011-11-16, not 2011-11-17"),
        (stripe(amount="thirteen"), "its amount can't be read: thirteen"),
        (stripe(amount=13.5), "its amount can't be read: 13.5"),
        (stripe(amount="NaN"), "its amount can't be read: NaN"),
        (stripe(amount="1e999999"), "its amount can't be read: 1e999999"),
        (stripe(amount=0), "its amount is zero: no money moved"),
        (stripe(currency="xau"), "no rate for XAU in the week up to 2011-11-17"),
        (stripe(metadata=None), "its quantity can't be read: nothing"),
        ("{half a line\n", "it has no payment id"),
        ("[1]\n", "it has no payment id"),
    ],
)
def test_a_bad_row_is_set_aside_with_its_reason_and_the_others_are_loaded(
    tmp_path: Path, rates, text: str, reason: str
):
    payments, [reject] = read(tmp_path, "stripe", stripe(id="good") + text, rates)
    assert [payment.payment_id for payment in payments] == ["good"]
    assert (reject.line, reject.reason, reject.raw) == (2, reason, text.rstrip("\n"))


def test_a_payment_that_stands_twice_is_loaded_once(tmp_path: Path, rates):
    payments, [reject] = read(tmp_path, "stripe", stripe() * 2, rates)
    assert len(payments) == 1
    assert reject.reason == "the payment 576899-1 stands twice"


def test_a_short_row_is_set_aside_and_a_missing_column_ends_the_script(tmp_path: Path, rates):
    _, [reject] = read(tmp_path, "paypal", f"{PAYPAL}11/17/11,08:49:00,1-1\n", rates)
    assert reject.reason == "its amount can't be read: nothing"
    with pytest.raises(KeyError, match="Gross"):
        read(tmp_path, "paypal", PAYPAL.replace("Gross", "Net") + "a,b,c,d,e,f,g,h,i,j\n", rates)


@pytest.mark.parametrize(
    ("day", "published"),
    [("2011-11-18", "2011-11-18"), ("2011-11-19", "2011-11-18"), ("2011-11-20", "2011-11-18")],
)
def test_the_rate_is_the_last_one_published_on_or_before_the_day(rates, day: str, published: str):
    assert rates.last("GBP", date.fromisoformat(day)).published.isoformat() == published


def test_a_rate_of_more_than_a_week_ago_is_no_rate(rates):
    assert rates.last("GBP", date(2011, 11, 25)).published == date(2011, 11, 18)
    with pytest.raises(standardize.Unreadable, match="no rate for GBP in the week up to 2011-11-26"):
        rates.last("GBP", date(2011, 11, 26))


def test_half_a_cent_is_rounded_away_from_zero(tmp_path: Path):
    (tmp_path / "two.csv").write_text("Date,GBP,\n2011-11-17,2,\n")
    two = standardize.Rates(tmp_path / "two.csv")
    text = stripe(id="a", amount=25) + stripe(id="b", amount=-25)
    payments, _ = read(tmp_path, "stripe", text, two)
    assert [payment.amount_eur for payment in payments] == [Decimal("0.13"), Decimal("-0.13")]


def test_every_purchase_of_a_day_is_exported_once_and_can_be_read_again(tmp_path: Path):
    purchases = [each for each in export.read_payments(export.PURCHASES) if each.paid_at.date() == DAY]
    export.write_exports(tmp_path, purchases, DAY)
    rates = standardize.Rates(standardize.RATES)
    payments, rejects = [], []
    for provider, name in standardize.FILES.items():
        read_back, set_aside = standardize.standardize(tmp_path / name, provider, DAY, rates)
        payments += read_back
        rejects += set_aside
    assert {each.payment_id: each.amount for each in payments} == {
        each.payment_id: each.amount for each in purchases
    }
    [fees] = rejects
    assert (fees.provider, export.FEE_NOTE in fees.raw) == ("paypal", True)


def test_the_manifest_is_one_that_storage_verify_reads(tmp_path: Path):
    purchases = export.read_payments(export.PURCHASES)
    export.write_exports(tmp_path / "bucket" / "raw", purchases, DAY)
    bucket = {"type": "local", "path": str(tmp_path / "bucket")}
    context = a_context(tmp_path, connections={"bucket": bucket})
    found = verify.call(context, {"connection": "bucket", "manifest": "raw/manifest.json"})
    assert (found["count"], found["rows"]) == (3, len(purchases) + 1)


def test_an_export_is_the_same_each_time_and_an_invoice_is_with_one_provider(tmp_path: Path):
    purchases = export.read_payments(export.PURCHASES)
    for folder in ("one", "two"):
        export.write_exports(tmp_path / folder, purchases, DAY)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == ["manifest.json", "mastercard.csv", "paypal.csv", "stripe.jsonl"]
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert export.provider_of("576899-1") == export.provider_of("576899-12")


def test_a_day_without_purchases_is_refused_with_the_days_that_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys, "argv", ["export", "--day", "2011-11-19", "--into", str(tmp_path)])
    with pytest.raises(SystemExit, match=r"There are no purchases on 2011-11-19\. The sample has 2011-11-14"):
        export.main()


def test_a_script_that_is_called_in_a_task_reports_its_outputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    bucket, outputs = tmp_path / "bucket", tmp_path / "outputs"
    write(bucket / "raw/2011-11-17", {"stripe.jsonl": stripe() + stripe(id="")})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEAWAY_OUTPUT", str(outputs))
    monkeypatch.setenv("BUCKET_PATH", str(bucket))
    monkeypatch.setattr(sys, "argv", ["standardize", "--provider", "stripe", "--day", "2011-11-17"])
    standardize.main()
    assert json.loads(outputs.read_text()) == {
        "provider": "stripe",
        "rows": 1,
        "rejected": 1,
        "reasons": ["stripe line 2: it has no payment id"],
    }
    assert (tmp_path / "payments.csv").read_text().splitlines()[1].endswith(",0.854,2011-11-17,15.81")
    assert "it has no payment id" in (tmp_path / "rejects.csv").read_text()
