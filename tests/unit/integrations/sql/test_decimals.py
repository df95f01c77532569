"""Arrow's own cast gives a wrong number where there are too many digits; ours refuses it."""

from decimal import Decimal

import pyarrow as pa
import pytest

from seaway.integrations.sql.rows import decimals_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1" + "0" * 30, pa.decimal128(38, 18)),
        ("1" + "0" * 45, pa.decimal128(38, 0)),
        ("1" + "0" * 90, pa.decimal128(38, 0)),
        ("1e30", pa.decimal128(38, 18)),
        ("123456789.12", pa.decimal128(10, 2)),
        ("1.239", pa.decimal128(10, 2)),
        ("abc", pa.decimal128(10, 2)),
        ("one", pa.decimal128(10, 2)),
        ("", pa.decimal128(10, 2)),
    ],
)
def test_what_does_not_fit_is_refused(text: str, kind: pa.DataType) -> None:
    with pytest.raises((ValueError, pa.ArrowException)):
        decimals_of(pa.array(["1", text]), kind)


@pytest.mark.parametrize("text", ["12345678901234567890.123456789012345678", "-1.5", "1.5e3", "0", "+7"])
def test_what_fits_is_exact(text: str) -> None:
    assert decimals_of(pa.array([None, text]), pa.decimal128(38, 18)).to_pylist() == [None, Decimal(text)]
