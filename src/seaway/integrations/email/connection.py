"""A mail server, by SMTP."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Annotated, ClassVar, Literal

from pydantic import Field, SecretStr

from seaway.errors import (
    AuthError,
    InvalidInputError,
    PermissionDeniedError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.notify.channel import Channel
from seaway.sdk.form import Form

_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_ADDRESS_FAULTS = {550, 551, 553}
_TOO_LARGE = 552


class Email(Channel):
    """A mail server, for tasks that send mail and for notifications (under `[channels]`)."""

    type_name: ClassVar[str] = "email"
    title: ClassVar[str] = "E-mail (SMTP)"
    category: ClassVar[str] = "Messages"
    noun: ClassVar[str] = "connection"

    host: str
    """Name or address of the server."""
    port: int | None = Field(default=None, ge=1, le=65535)
    """587 with `starttls`, 465 with `tls`, 25 with `none`, where it is empty."""
    security: Literal["starttls", "tls", "none"] = "starttls"
    """`starttls` begins in the clear and goes on encrypted, `tls` is encrypted at once. `none` only with a
    server on this machine or a network you trust."""
    username: str = ""
    """Empty for a server that asks for none."""
    password: SecretStr | None = None
    """Often an app password."""
    sender: str
    """Who it is from, `Data team <data@example.org>`."""
    to: list[str] = Field(default_factory=list)
    """Who gets messages that name nobody."""
    verify_tls: Annotated[bool, Form(advanced=True)] = True
    """Look whether the server's certificate is that of its name."""
    timeout_s: Annotated[float, Form(advanced=True)] = Field(default=30.0, gt=0)
    """Seconds to wait for each of its answers."""

    @contextmanager
    def open(self) -> Iterator[smtplib.SMTP]:
        """A signed-in session; inside, what goes wrong is one of our errors."""
        where = f"{self.host}:{self.port or _PORTS[self.security]}"
        try:
            with self._connect() as server:
                if self.username:
                    if self.security == "none":
                        server.ehlo()
                    server.login(self.username, self.password.get_secret_value() if self.password else "")
                yield server
        except TaskError:
            raise
        except smtplib.SMTPAuthenticationError as error:
            raise AuthError(
                f"The mail server {where} refuses the name or password: {_words(error.smtp_error)}.",
                hint="Check them; many providers want an app password.",
            ) from None
        except ssl.SSLError as error:
            raise UnavailableError(
                f"No safe connection to the mail server {where}: {error.reason or error}.",
                hint="Check `security` and `port`, and the server's certificate.",
            ) from error
        except smtplib.SMTPException as error:
            raise _of_answer(error, where) from error
        except OSError as error:
            raise UnavailableError(
                f"The mail server {where} does not answer: {error.strerror or error}.",
                hint="Check host, port and `security`; `retry` helps where it is down.",
            ) from error

    def _connect(self) -> smtplib.SMTP:
        port = self.port or _PORTS[self.security]
        context = ssl.create_default_context()
        if not self.verify_tls:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, port, timeout=self.timeout_s, context=context)
        server = smtplib.SMTP(self.host, port, timeout=self.timeout_s)
        if self.security == "starttls":
            try:
                server.starttls(context=context)
            except BaseException:
                server.close()
                raise
        return server

    def send(self, text: str, at: datetime) -> None:
        """As a notification channel: the first line is the subject."""
        from seaway.integrations.email.blueprints import deliver

        if not self.to:
            raise InvalidInputError(f"`{self.name}` names nobody to write to.", hint="Set `to`.")
        message = EmailMessage()
        message["From"], message["To"] = self.sender, ", ".join(self.to)
        message["Subject"] = text.strip().splitlines()[0][:200]
        message.set_content(text)
        deliver(self, message, self.to)

    def check(self) -> str:
        """Sign in, and ask whether the server is well."""
        if "@" not in parseaddr(self.sender)[1]:
            raise InvalidInputError(
                f"`sender` is `{self.sender}`, which is no mail address.", hint="Correct it."
            )
        with self.open() as server:
            server.noop()
            most = server.esmtp_features.get("size", "")
        limit = f", up to {int(most) // 2**20} MiB each" if most.isdecimal() and int(most) else ""
        return f"{self.host} takes messages{limit}."


def _of_answer(error: smtplib.SMTPException, where: str) -> TaskError:
    """RFC 5321, 4.2.1: 4yz may go better later, 5yz will not."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            said = "; ".join(f"{who}: {_words(answer)}" for who, (_, answer) in error.recipients.items())
            if all(400 <= code < 500 for code, _ in error.recipients.values()):
                return UnavailableError(
                    f"The mail server {where} takes nobody now: {said}.", hint="`retry` with a delay helps."
                )
            return InvalidInputError(
                f"The mail server {where} knows nobody of them: {said}.", hint="Check `to`."
            )
        case smtplib.SMTPNotSupportedError():
            return InvalidInputError(
                f"The mail server {where}: {str(error).rstrip('.')}.",
                hint="Check `security`, and whether it wants a name.",
            )
        case smtplib.SMTPResponseException():
            return _of_code(int(error.smtp_code), _words(error.smtp_error), where)
    return UnavailableError(
        f"The mail server {where} broke off: {str(error) or type(error).__name__}.",
        hint="Check `security` and `port`; `retry` helps where it is down.",
    )


def _of_code(code: int, said: str, where: str) -> TaskError:
    what = f"The mail server {where} answered {code}: {said}."
    if code == _TOO_LARGE:
        return InvalidInputError(what, hint="Send less, or put files into storage and send their address.")
    if code in _ADDRESS_FAULTS:
        return InvalidInputError(what, hint="Check the addresses.")
    if code in (530, 535, 538, 554):
        return PermissionDeniedError(what, hint="Check `sender`, the name, and what the account may send.")
    if code >= 500:
        return InvalidInputError(what, hint="The server refuses the message; see its words.")
    return UnavailableError(what, hint="`retry` with a delay helps.")


def _words(said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:300]
