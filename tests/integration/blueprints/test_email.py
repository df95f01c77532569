"""`email.send` against a real mail server."""

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from seaway.errors import (
    AuthError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.email import blueprints as email
from seaway.integrations.email.connection import Email
from seaway.integrations.notify.blueprints import send as notify
from tests.servers.mail import PASSWORD, USER, Mailbox, Security, mail_server
from tests.servers.tls import certificate_for
from tests.support.contexts import a_context


def values_of(mailbox: Mailbox, **more: object) -> dict[str, Any]:
    plain = {"host": "127.0.0.1", "port": mailbox.port, "security": "none", "timeout_s": 10}
    return {"type": "email", "sender": "Data <data@example.org>", **plain, **more}


def send(folder: Path, values: dict[str, Any], **inputs: object) -> dict[str, Any]:
    ctx = a_context(folder, connections={"mail": values})
    inputs = {"connection": "mail", "subject": "Day", "text": "Hello", "to": ["ada@example.org"], **inputs}
    found = email.send.call(ctx, inputs)
    assert isinstance(found, dict)
    return found


def test_text_html_and_files_reach_everybody(tmp_path: Path) -> None:
    ctx = a_context(tmp_path)
    ctx.files.write_text("out/report.csv", "a,b\n1,2\n")
    ctx.files.path("out/picture.png").write_bytes(b"\x89PNG")
    with mail_server() as mailbox:
        found = send(
            tmp_path,
            values_of(mailbox),
            subject="Überblick",
            text="",
            html="<style>p {}</style><p>All is <b>well</b></p><p>Grüße</p>",
            to=["Ada <ada@example.org>", "bob@example.org"],
            cc=["cat@example.org"],
            bcc=["dan@example.org"],
            reply_to="team@example.org",
            paths=["out/*"],
        )
    (message,) = mailbox.messages
    people = ["ada@example.org", "bob@example.org", "cat@example.org", "dan@example.org"]
    assert mailbox.recipients == [people]
    assert found["recipients"] == people
    assert (message["Subject"], message["To"]) == ("Überblick", "Ada <ada@example.org>, bob@example.org")
    assert (message["Cc"], message["Bcc"], message["Reply-To"]) == (
        "cat@example.org",
        None,
        "team@example.org",
    )
    assert message["Message-ID"] == found["message_id"]
    assert message.get_body(("plain",)).get_content() == "All is well\nGrüße\n"  # type: ignore[union-attr]
    assert "<b>well</b>" in message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    files = {part.get_filename(): part.get_content() for part in message.iter_attachments()}
    assert files == {"picture.png": b"\x89PNG", "report.csv": "a,b\n1,2\n"}


def test_a_picture_that_the_html_names_is_shown_in_its_place(tmp_path: Path) -> None:
    ctx = a_context(tmp_path)
    ctx.files.path("report.png").write_bytes(b"\x89PNG")
    ctx.files.write_text("rows.csv", "a\n1\n")
    page = '<p>Sales</p><img src="cid:report.png" alt="Sales">'
    with mail_server() as mailbox:
        send(tmp_path, values_of(mailbox), html=page, paths=["report.png", "rows.csv"])
    (message,) = mailbox.messages
    assert [part.get_filename() for part in message.iter_attachments()] == ["rows.csv"]
    (shown,) = [part for part in message.walk() if part["Content-ID"] == "<report.png>"]
    assert (shown.get_content_type(), shown.get_content_disposition()) == ("image/png", "inline")
    assert shown.get_content() == b"\x89PNG"
    assert message.get_body(("html",)).get_content().strip() == page  # type: ignore[union-attr]
    assert message.get_body(("plain",)).get_content() == "Hello\n"  # type: ignore[union-attr]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")  # it is TLS already
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_it_signs_in_over_tls_and_verifies_the_server(
    tmp_path: Path, security: Security, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="seaway")
    certificate = certificate_for("localhost", tmp_path)
    with mail_server(security, certificate=certificate, signs_in=True) as mailbox:
        values = values_of(mailbox, host="localhost", security=security, username=USER, password=PASSWORD)
        with pytest.raises(UnavailableError, match="No safe connection"):
            send(tmp_path, values)
        assert send(tmp_path, {**values, "verify_tls": False})["sent"]
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert send(tmp_path, values)["sent"]
        fields = {name: value for name, value in values.items() if name != "type"}
        assert Email.model_validate(fields).check() == "localhost takes messages, up to 50 MiB each."
        with pytest.raises(AuthError, match="refuses the name or password") as caught:
            send(tmp_path, {**values, "password": "wrong"})
        assert "wrong" not in caught.value.message
        with pytest.raises(PermissionDeniedError, match="530"):
            send(tmp_path, {**values, "username": ""})
    assert len(mailbox.messages) == 2
    assert PASSWORD not in caplog.text


@pytest.mark.parametrize(
    ("answers", "expected", "said"),
    [
        ({"ada@example.org": "550 no such user"}, InvalidInputError, "ada@example.org: no such user"),
        ({"ada@example.org": "450 try later"}, UnavailableError, "takes nobody now"),
        ({"data": "552 too large"}, InvalidInputError, "answered 552: too large"),
        ({"data": "451 greylisted"}, UnavailableError, "answered 451: greylisted"),
        ({"data": "554 spam"}, PermissionDeniedError, "answered 554: spam"),
        ({"data": "555 what?"}, InvalidInputError, "answered 555"),
    ],
)
def test_what_the_server_says_is_understood(
    tmp_path: Path, answers: dict[str, str], expected: type[TaskError], said: str
) -> None:
    with mail_server() as mailbox:
        mailbox.answers = answers
        with pytest.raises(expected, match=said) as caught:
            send(tmp_path, values_of(mailbox))
        assert type(caught.value) is expected
        assert caught.value.hint
    assert mailbox.messages == []


def test_some_are_refused_while_others_are_taken(tmp_path: Path) -> None:
    with mail_server() as mailbox:
        mailbox.answers = {"bob@example.org": "550 no such user"}
        found = send(tmp_path, values_of(mailbox), to=["ada@example.org", "bob@example.org"])
    assert (found["recipients"], found["refused"]) == (["ada@example.org"], ["bob@example.org"])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"to": []}, "not said who gets it"),
        ({"to": ["ada"]}, "`ada` is no mail address"),
        ({"to": ["a@b.org\nBcc: c@d.org"]}, "is no mail address"),
        ({"subject": "a\nBcc: c@d.org"}, "`subject` is one line"),
        ({"reply_to": "a@b.org\nBcc: c@d.org"}, "can't be made"),
        ({"text": " "}, "nothing to send"),
    ],
)
def test_what_can_not_be_sent_is_said_before_anything_is(
    tmp_path: Path, given: dict[str, object], said: str
) -> None:
    with mail_server() as mailbox, pytest.raises(InvalidInputError, match=said):
        send(tmp_path, values_of(mailbox), **given)
    assert mailbox.messages == []


def test_files_are_looked_at_before_anything_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_context(tmp_path).files.write_text("large.txt", "x" * 100)
    monkeypatch.setattr(email, "MOST_BYTES", 99)
    with mail_server() as mailbox:
        with pytest.raises(InvalidInputError, match="larger than"):
            send(tmp_path, values_of(mailbox), paths=["large.txt"])
        with pytest.raises(NotFoundError, match=r"No file matches `\*\.pdf`"):
            send(tmp_path, values_of(mailbox), paths=["*.pdf"])
        assert send(tmp_path, values_of(mailbox), send_if=False)["sent"] is False
    assert mailbox.messages == []


def test_no_server_is_unavailable(tmp_path: Path) -> None:
    with mail_server() as mailbox:
        values = values_of(mailbox)
    with pytest.raises(UnavailableError, match="does not answer: Connection refused"):
        send(tmp_path, values)


def test_it_is_a_channel_too(tmp_path: Path) -> None:
    with mail_server() as mailbox:
        values = values_of(mailbox, to=["team@example.org"])
        ctx = a_context(tmp_path, connections={"mail": values}, now=datetime(2026, 1, 1, tzinfo=UTC))
        notify.call(ctx, {"channel": ["mail"], "text": "daily failed\nat load"})
    (message,) = mailbox.messages
    assert (message["Subject"], message.get_content()) == ("daily failed", "daily failed\nat load\n")
