from datetime import UTC, datetime

import pytest

from seaway.errors import (
    AuthError,
    ConflictError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.http.answers import error_of, retry_after
from seaway.integrations.http.connection import Http
from seaway.integrations.http.sending import address_of, shown

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, InvalidInputError),
        (401, AuthError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (409, ConflictError),
        (429, RateLimitError),
        (500, UnavailableError),
        (503, UnavailableError),
        (304, InvalidInputError),
    ],
)
def test_a_status_has_its_class(status: int, kind: type[TaskError]) -> None:
    error = error_of(status, "GET", "https://h/x", {}, "no\n  such thing")
    assert type(error) is kind
    assert error.message == f"GET https://h/x answered {status}: no such thing"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Sat, 31 Jan 2026 12:01:00 GMT", 60.0),
        ("Sat, 31 Jan 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    ("url", "base", "address"),
    [
        ("https://h/x", "", "https://h/x"),
        ("/x", "https://h/api/", "https://h/api/x"),
        ("x?a=1", "https://h/api", "https://h/api/x?a=1"),
        ("https://h/other", "https://h/api", "https://h/other"),
    ],
)
def test_a_path_goes_below_the_connections_address(url: str, base: str, address: str) -> None:
    assert address_of(url, base) == address


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("x", ""),
        ("ftp://h/x", ""),
        ("file:///etc/passwd", ""),
        ("https://", ""),
        ("https://evil/x", "https://h"),
        ("http://h/x", "https://h"),
        ("https://h@evil/x", "https://h"),
    ],
)
def test_credentials_never_go_to_another_host(url: str, base: str) -> None:
    with pytest.raises(InvalidInputError):
        address_of(url, base)


def test_an_address_is_shown_without_credentials_and_query() -> None:
    assert shown("https://me:pw@h:1/x?key=1") == "https://h:1/x"


def test_a_url_gives_the_connection() -> None:
    fields = Http.fields_from_url("https://me:p%40@h:8443/api")
    assert fields == {"base_url": "https://h:8443/api", "username": "me", "password": "p@"}
    assert Http.model_validate(fields).secret_values() == ["p@"]
