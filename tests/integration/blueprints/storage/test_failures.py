"""What a system refuses is said in the same way everywhere: what, where, what to do, and no secret."""

import io
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
from seaway.integrations.storage import blueprints as storage
from seaway.integrations.storage.protocol import Storage, StorageConnection
from seaway.sdk.context import Context
from tests.integration.blueprints.storage.conftest import WRITABLE
from tests.servers import azure, s3, sftp
from tests.servers.contract import Reply
from tests.servers.places import Place
from tests.servers.proxy import Proxy

Make = Callable[..., Context]
Through = Callable[[str], tuple[Place, Proxy]]
OVER_HTTP = ("s3", "gcs", "azure_blob", "http_files")
REFUSALS = {
    "s3": b"<?xml version='1.0'?><Error><Code>%s</Code><Message>no</Message></Error>",
    "gcs": b'{"error": {"code": 0, "message": "%s"}}',
    "azure_blob": b"<?xml version='1.0'?><Error><Code>%s</Code><Message>no</Message></Error>",
    "http_files": b"%s",
}


def open_storage(ctx: Context) -> Storage:
    connection = ctx.connection("lake")
    assert isinstance(connection, StorageConnection)
    return connection.storage()


def fails(
    expected: type[TaskError], ctx: Context, place: Place, verb: Any = None, **inputs: object
) -> TaskError:
    """The verb fails so, says what to do, and shows no secret."""
    with pytest.raises(expected) as caught:
        (verb or storage.download).call(ctx, {"connection": "lake", "paths": ["a.csv"], **inputs})
    error = caught.value
    assert type(error) is expected
    assert error.hint
    for secret in place.secrets:
        assert secret not in f"{error.message} {error.hint}"
    return error


@pytest.mark.parametrize("system", ["s3", "gcs", "azure_blob", "sftp", "http_files"])
def test_a_bucket_that_is_not_there_is_called_that(
    system: str, place_of: Callable[[str], Place], ctx_of: Make
) -> None:
    place = place_of(system)
    assert place.missing is not None
    ctx = ctx_of(place.missing)
    fails(NotFoundError, ctx, place)
    fails(NotFoundError, ctx, place, storage.list_files, paths=["**"], if_missing="fail")
    with pytest.raises(NotFoundError):
        ctx.connection("lake").check()


@pytest.mark.parametrize("system", ["s3", "gcs", "azure_blob"])
def test_writing_to_a_bucket_that_is_not_there_fails(
    system: str, place_of: Callable[[str], Place], ctx_of: Make
) -> None:
    place = place_of(system)
    ctx = ctx_of(place.missing)
    ctx.files.write_text("a.csv", "1")
    fails(NotFoundError, ctx, place, storage.upload)
    fails(NotFoundError, ctx, place, storage.delete)


@pytest.mark.parametrize("system", ["azure_blob", "sftp", "http_files"])
def test_wrong_credentials_are_called_that(
    system: str, place_of: Callable[[str], Place], ctx_of: Make, caplog: pytest.LogCaptureFixture
) -> None:
    place = place_of(system)
    place.put("a.csv", b"1")
    with caplog.at_level(logging.DEBUG):
        ctx = ctx_of(place.wrong_key)
        with pytest.raises(AuthError):
            ctx.connection("lake").check()
        error = fails(AuthError, ctx, place)
    assert not error.can_retry
    assert all(secret not in caplog.text for secret in place.secrets)


def test_s3_tells_a_wrong_key_from_a_missing_right(tmp_path: Path, ctx_of: Make, place_of: Any) -> None:
    """moto with IAM: the user may list and read, and nothing else."""
    with s3.server(tmp_path, calls_without_rights=s3.CALLS_TO_SET_UP) as moto:
        values = s3.guarded_bucket(moto).values
        place = Place(system="s3", values=values, put=_never, get=_never, names=_never)
        ctx = ctx_of(values)
        assert storage.list_files.call(ctx, {"connection": "lake"})["count"] == 0  # type: ignore[index]
        ctx.files.write_text("a.csv", "1")
        fails(PermissionDeniedError, ctx, place, storage.upload)
        wrong = Place(**{**_fields(place), "secrets": ("wrong-and-no-secret",)})
        ctx = ctx_of({**values, "secret_access_key": "wrong-and-no-secret"})
        fails(AuthError, ctx, wrong, storage.list_files)
        ctx = ctx_of({**values, "access_key_id": "NOBODY", "secret_access_key": "wrong-and-no-secret"})
        fails(AuthError, ctx, wrong, storage.list_files)


def test_a_token_that_may_only_read_writes_nothing(place_of: Callable[[str], Place], ctx_of: Make) -> None:
    place = place_of("azure_blob")
    place.put("a.csv", b"1")
    token = azure.read_only_token(str(place.values["container"]))
    ctx = ctx_of({**{k: v for k, v in place.values.items() if k != "account_key"}, "sas_token": f"?{token}"})
    assert storage.download.call(ctx, {"connection": "lake", "paths": ["*.csv"]})["count"] == 1  # type: ignore[index]
    shown = Place(**{**_fields(place), "secrets": (token.partition("sig=")[2],)})
    fails(PermissionDeniedError, ctx, shown, storage.upload)


def test_a_folder_that_is_locked_on_the_server(place_of: Callable[[str], Place], ctx_of: Make) -> None:
    place = place_of("sftp")
    ctx = ctx_of(place.values)
    ctx.files.write_text("a.csv", "1")
    fails(PermissionDeniedError, ctx, place, storage.upload, to="locked")
    assert place.names() == []


@pytest.mark.parametrize("system", OVER_HTTP)
@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (403, b"AccessDenied", PermissionDeniedError),
        (401, b"InvalidToken", AuthError),
        (400, b"Odd", InvalidInputError),
    ],
)
def test_refusals_are_not_tried_again(
    system: str, status: int, code: bytes, expected: type[TaskError], through: Through, ctx_of: Make
) -> None:
    place, proxy = through(system)
    place.put("a.csv", b"1")
    reply = Reply(REFUSALS[system] % code, status, {"Content-Type": "application/xml"})
    proxy.fail(reply, times=99)
    error = fails(expected, ctx_of(place.values), place, storage.list_files, paths=["a*"])
    assert not error.can_retry


@pytest.mark.parametrize("system", ["s3", "gcs", "azure_blob"])
def test_a_busy_server_is_asked_again(system: str, through: Through, ctx_of: Make) -> None:
    """503 twice, then it answers: the clients wait and ask again by themselves."""
    place, proxy = through(system)
    place.put("a.csv", b"1")
    proxy.fail(Reply(REFUSALS[system] % b"ServiceUnavailable", 503), times=2)
    found = storage.list_files.call(ctx_of(place.values), {"connection": "lake", "paths": ["a*"]})
    assert found["count"] == 1  # type: ignore[index]
    assert len(proxy.requests) >= 3


@pytest.mark.parametrize("system", ["s3", "azure_blob", "http_files"])
def test_a_server_that_stays_busy_can_be_retried(system: str, through: Through, ctx_of: Make) -> None:
    place, proxy = through(system)
    place.put("a.csv", b"1")
    proxy.fail(Reply(REFUSALS[system] % b"InternalError", 500), times=99)
    assert fails(UnavailableError, ctx_of(place.values), place).can_retry


@pytest.mark.parametrize("system", ["s3", "azure_blob"])
def test_too_many_requests_are_called_that(system: str, through: Through, ctx_of: Make) -> None:
    place, proxy = through(system)
    code = {"s3": b"SlowDown", "azure_blob": b"ServerBusy"}[system]
    proxy.fail(Reply(REFUSALS[system] % code, 503), times=99)
    assert fails(RateLimitError, ctx_of(place.values), place, storage.list_files, paths=["a*"]).can_retry


@pytest.mark.parametrize("system", OVER_HTTP)
def test_a_transfer_that_is_cut_off_is_whole_or_nothing(system: str, through: Through, ctx_of: Make) -> None:
    """The rest is asked for where the system can give a part of a file; over HTTP the task begins anew."""
    place, proxy = through(system)
    content = bytes(range(250)) * 12_000
    place.put("a.csv", content)
    proxy.fault = lambda method, target: 1_000_000 if method == "GET" and "a.csv" in target else None
    ctx = ctx_of(place.values)
    if system != "http_files":
        storage.download.call(ctx, {"connection": "lake", "paths": ["a.csv"]})
        assert (ctx.files.folder / "a.csv").read_bytes() == content
        return
    assert fails(UnavailableError, ctx, place).can_retry
    assert list(ctx.files.folder.iterdir()) == []


def test_what_is_replaced_while_a_connection_is_broken_is_no_mixture(through: Through, ctx_of: Make) -> None:
    place, proxy = through("s3")
    place.put("a.csv", b"1" * 3_000_000)

    asked: list[str] = []

    def fault(method: str, target: str) -> int | None:
        """The first answer is cut off; before the second one there is another content."""
        if method != "GET" or "a.csv" not in target:
            return None
        asked.append(target)
        if len(asked) == 1:
            return 1_000_000
        place.put("a.csv", b"2" * 3_000_000)
        return None

    ctx = ctx_of(place.values)
    proxy.fault = fault
    assert "replaced while it was read" in fails(ConflictError, ctx, place).message
    assert list(ctx.files.folder.iterdir()) == []


def test_a_connection_that_breaks_every_time_is_given_up(
    through: Through, ctx_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("seaway.integrations.s3.reading._FIRST_WAIT_S", 0.01)
    place, proxy = through("s3")
    place.put("a.csv", b"1" * 3_000_000)
    proxy.fault = lambda method, target: 0 if method == "GET" and "a.csv" in target else None
    assert fails(UnavailableError, ctx_of(place.values), place).can_retry


@pytest.mark.parametrize("system", ["s3", "gcs", "azure_blob", "sftp", "http_files"])
def test_nobody_listens(system: str, place_of: Callable[[str], Place], ctx_of: Make) -> None:
    place = place_of(system)
    values = dict(place.values)
    for name in ("endpoint_url", "base_url"):
        if name in values:
            values[name] = str(values[name]).replace(f":{s3.port_of(str(values[name]))}", ":1")
    if system == "sftp":
        values["port"] = 1
    if system == "gcs":
        pytest.skip("Google's client waits for two minutes before it gives up")
    assert fails(UnavailableError, ctx_of(values), place).can_retry


@pytest.mark.parametrize("system", WRITABLE)
def test_an_upload_whose_source_breaks_leaves_nothing(
    system: str, place_of: Callable[[str], Place], ctx_of: Make
) -> None:
    place = place_of(system)
    lake = open_storage(ctx_of(place.values))
    for size_mib in (1, 20):
        with pytest.raises((OSError, UnavailableError), match="the disk is gone"):
            lake.put("half.bin", _Breaking(size_mib << 20))  # type: ignore[arg-type]
    assert place.names() == []


@pytest.mark.parametrize("system", WRITABLE)
def test_a_file_that_is_replaced_while_it_is_read_gives_one_of_the_two(
    system: str, place_of: Callable[[str], Place], ctx_of: Make
) -> None:
    """Never a mixture."""
    place = place_of(system)
    place.put("a.bin", b"1" * (20 << 20))
    lake = open_storage(ctx_of(place.values))
    with lake.open("a.bin") as stream:
        head = stream.read(1000)
        lake.put("a.bin", io.BytesIO(b"2" * (20 << 20)))
        try:
            rest = stream.read()
        except (ConflictError, UnavailableError):
            return
    assert set(head + rest) == {ord("1")}
    assert len(head + rest) == 20 << 20


def test_what_is_only_read_refuses_to_be_written(place_of: Callable[[str], Place], ctx_of: Make) -> None:
    place = place_of("http_files")
    place.put("a.csv", b"1")
    ctx = ctx_of(place.values)
    ctx.files.write_text("a.csv", "1")
    for verb in (storage.upload, storage.delete):
        assert "only read" in fails(InvalidInputError, ctx, place, verb).message
    unlisted = ctx_of({name: value for name, value in place.values.items() if name != "index"})
    error = fails(InvalidInputError, unlisted, place, paths=["*.csv"])
    assert "`index`" in error.hint
    assert storage.download.call(unlisted, {"connection": "lake", "paths": ["a.csv"]})["count"] == 1  # type: ignore[index]


def test_an_unknown_host_key_is_never_trusted(
    sftp_server: sftp.SftpServer,
    place_of: Callable[[str], Place],
    ctx_of: Make,
    monkeypatch: Any,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    place = place_of("sftp")
    error = fails(AuthError, ctx_of({**place.values, "host_key": ""}), place)
    assert sftp_server.fingerprint in error.message
    assert "set `host_key`" in error.hint
    import asyncssh

    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    error = fails(AuthError, ctx_of({**place.values, "host_key": other}), place)
    assert "does not show the known host key" in error.message
    fails(InvalidInputError, ctx_of({**place.values, "host_key": "ssh-ed25519 rubbish"}), place)
    trusted = ctx_of({**place.values, "host_key": sftp_server.fingerprint})
    assert storage.list_files.call(trusted, {"connection": "lake"})["count"] == 0  # type: ignore[index]


def test_keys_let_in_as_passwords_do(
    sftp_server: sftp.SftpServer, place_of: Callable[[str], Place], ctx_of: Make
) -> None:
    place = place_of("sftp")
    by_key = {name: value for name, value in place.values.items() if name != "password"}
    assert ctx_of({**by_key, "private_key": sftp_server.key}).connection("lake").check()
    for key in sftp_server.locked_keys.values():
        locked = {**by_key, "private_key": key}
        assert ctx_of({**locked, "passphrase": sftp_server.passphrase}).connection("lake").check()
        assert "passphrase" in fails(AuthError, ctx_of({**locked, "passphrase": "wrong"}), place).message
        assert "passphrase" in fails(AuthError, ctx_of(locked), place).message
    fails(InvalidInputError, ctx_of({**by_key, "private_key": "rubbish"}), place)


def test_a_role_is_taken_on(moto: s3.Moto, place_of: Callable[[str], Place], ctx_of: Make) -> None:
    place = place_of("s3")
    place.put("a.csv", b"1")
    role = {"role_arn": "arn:aws:iam::123456789012:role/loader", "sts_endpoint_url": moto.url}
    found = storage.list_files.call(ctx_of({**place.values, **role}), {"connection": "lake"})
    assert found["count"] == 1  # type: ignore[index]


def test_gcs_asks_for_generation_zero_where_nothing_may_be_replaced(through: Through, ctx_of: Make) -> None:
    """The emulator does not look at it; Google does (request preconditions in the JSON API)."""
    place, proxy = through("gcs")
    lake = open_storage(ctx_of(place.values))
    lake.put("new", io.BytesIO(b"1"), overwrite=False)
    assert any("ifGenerationMatch=0" in target for _, target in proxy.requests)


def test_an_address_within_the_network_needs_an_administrator(
    place_of: Callable[[str], Place], ctx_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [place_of(system) for system in OVER_HTTP]
    monkeypatch.setenv("SEAWAY_PRIVATE_NETWORKS", "")
    for place in places:
        with pytest.raises(TaskError) as caught:
            storage.list_files.call(ctx_of(place.values), {"connection": "lake"})
        assert "SEAWAY_PRIVATE_NETWORKS" in caught.value.hint


class _Breaking(io.RawIOBase):
    """Gives so many bytes, then fails."""

    def __init__(self, size_bytes: int) -> None:
        self._left = size_bytes

    def read(self, size: int = -1) -> bytes:
        if self._left <= 0:
            raise OSError("the disk is gone")
        count = min(size if size > 0 else 1 << 20, self._left)
        self._left -= count
        return b"x" * count


def _never(*_: object) -> Any:
    raise AssertionError("nobody looks behind the back of this one")


def _fields(place: Place) -> dict[str, Any]:
    return {name: getattr(place, name) for name in Place.__slots__}
