"""A mail server on loopback (aiosmtpd), with and without TLS and sign-in."""

import contextlib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.proof import Proof

PROOF = Proof(system="email", how="local server", what="aiosmtpd 1.4", date="2026-11-22")
USER, PASSWORD = "sender", "not-a-secret-of-mail"
Security = Literal["none", "starttls", "tls"]


@dataclass(slots=True)
class Mailbox:
    """What arrived, with the addresses of the envelope. `answers` are said in place of taking an address (by
    address) or the message (`data`)."""

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd asks for
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        if "data" in self.answers:
            return self.answers["data"]
        assert isinstance(envelope.content, bytes)
        content = envelope.content.replace(b"\r\n", b"\n")
        self.messages.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 OK"


@contextlib.contextmanager
def mail_server(
    security: Security = "none", *, certificate: Path | None = None, signs_in: bool = False
) -> Iterator[Mailbox]:
    """It listens on a free port of 127.0.0.1."""
    mailbox = Mailbox()
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    options: dict[str, Any] = {
        "auth_required": signs_in,
        "auth_require_tls": security == "starttls",  # with `tls` it is there before aiosmtpd looks
        "authenticator": _authenticate,
        "data_size_limit": 50 * 2**20,
    }
    if security == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    controller = _Controller(
        mailbox, hostname="127.0.0.1", port=0, ssl_context=context if security == "tls" else None, **options
    )
    controller.start()
    mailbox.port = controller.port
    try:
        yield mailbox
    finally:
        controller.stop()


class _Controller(Controller):
    def _trigger_server(self) -> None:
        """Now the port is known."""
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def _authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
) -> AuthResult:
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=known, handled=known)
