"""`email.send`: a message with text, HTML and files."""

import mimetypes
import re
from dataclasses import dataclass, field
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from html.parser import HTMLParser
from pathlib import Path
from typing import Annotated, cast

from seaway.errors import InvalidInputError, NotFoundError
from seaway.integrations.email.connection import Email
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Form

MOST_BYTES = 25 * 2**20
"""Of all files together: most servers take no more."""
MOST_RECIPIENTS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailMessageSent:
    """`refused` are addresses that the server did not take, while it took others."""

    sent: bool
    message_id: str = ""
    recipients: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@blueprint("email.send", title="Send e-mail", category="Messages", idempotent=False)
def send(
    ctx: Context,
    connection: Email,
    subject: str,
    text: Annotated[str, Form(editor="text")] = "",
    *,
    html: Annotated[str, Form(editor="html")] = "",
    to: list[str] = [],  # noqa: B006 - never changed
    cc: Annotated[list[str], Form(advanced=True)] = [],  # noqa: B006 - never changed
    bcc: Annotated[list[str], Form(advanced=True)] = [],  # noqa: B006 - never changed
    reply_to: Annotated[str, Form(advanced=True)] = "",
    paths: Annotated[list[str], Form(picker="file")] = [],  # noqa: B006 - never changed
    send_if: bool = True,
) -> EmailMessageSent:
    """Send a mail to one or several people.

    One message goes to all of them. A mail server has no key by which it would know a message that comes
    twice, so a crash is not repeated by itself.

    Args:
        connection: the mail server
        subject: one line
        text: the message; made of `html` where only that is given
        html: the same with layout; mail programs show it in place of `text`. A file of `paths` that it names
            as `cid:`, such as `<img src="cid:report.png">`, is shown in its place
        to: addresses, such as `ada@example.org` or `Ada <ada@example.org>`; the connection's own where it is
            empty
        cc: addresses that get a copy
        bcc: addresses that get a copy which nobody sees
        reply_to: where answers go
        paths: files or patterns of the task's directory to attach; 25 MiB together at most
        send_if: where it is false, nothing is sent and the task succeeds

    Raises:
        AuthError: the server refuses the name or password
        PermissionDeniedError: the account may not send this, or not from this sender
        NotFoundError: no file matches `paths`
        InvalidInputError: an address is none, nobody takes it, nothing to say, or the files are too large
        UnavailableError: the server does not answer or takes nothing; with `retry` the mail may come twice

    Example:
        report:
          uses: email.send
          with:
            connection: mail
            to: [finance@example.org]
            subject: "Payments of {{ inputs.day }}"
            html: "<p>All is well: <b>{{ tasks.load.outputs.rows }}</b> rows.</p>"
            paths: [report.pdf]
    """
    if not send_if:
        ctx.log.info("Nothing sent: `send_if` is false.")
        return EmailMessageSent(sent=False)
    people = to or connection.to
    recipients = [_address(each) for each in (*people, *cc, *bcc)]
    _check(recipients, subject, text, html)
    message = _message(connection.sender, people, cc, subject, reply_to)
    message.set_content(text or text_of(html))
    files = _files(ctx, paths)
    inside = [place for place in files if f"cid:{place.name}" in html]
    if html:
        message.add_alternative(html, subtype="html")
        _show(message, inside)
    for place in files:
        if place not in inside:
            _attach(message, place)
    refused = deliver(connection, message, recipients)
    ctx.log.info("Sent to %d of %d addresses.", len(recipients) - len(refused), len(recipients))
    return EmailMessageSent(
        sent=True,
        message_id=str(message["Message-ID"]),
        recipients=[each for each in recipients if each not in refused],
        refused=refused,
    )


def deliver(connection: Email, message: EmailMessage, recipients: list[str]) -> list[str]:
    """Hand the message over; gives the addresses that were refused while others were taken.

    Raises:
        TaskError: nobody took it, and why.
    """
    if "Message-ID" not in message:
        message["Message-ID"] = make_msgid(domain=_domain(connection.sender))
        message["Date"] = formatdate(localtime=False)
    bare = [parseaddr(each)[1] for each in recipients]
    with connection.open() as server:
        refused = server.send_message(message, from_addr=parseaddr(connection.sender)[1], to_addrs=bare)
    return sorted(refused)


def _message(sender: str, to: list[str], cc: list[str], subject: str, reply_to: str) -> EmailMessage:
    message = EmailMessage()
    headers = {"From": sender, "To": ", ".join(to), "Cc": ", ".join(cc), "Reply-To": reply_to}
    try:
        for name, value in headers.items():
            if value:
                message[name] = value
        message["Subject"] = subject.strip()
        message["Message-ID"] = make_msgid(domain=_domain(sender))
        message["Date"] = formatdate(localtime=False)
    except (ValueError, MessageError) as error:
        raise InvalidInputError(
            f"The message can't be made: {error}.", hint="Check names and subject."
        ) from None
    return message


def _check(recipients: list[str], subject: str, text: str, html: str) -> None:
    if not recipients:
        raise InvalidInputError("It is not said who gets it.", hint="Give `to`.")
    if len(recipients) > MOST_RECIPIENTS:
        raise InvalidInputError(
            f"{len(recipients):,} addresses are more than {MOST_RECIPIENTS}.", hint="Write to a list."
        )
    if not subject.strip() or len(subject.strip().splitlines()) > 1:
        raise InvalidInputError("`subject` is one line of text.", hint="Put the rest into `text`.")
    if not (text.strip() or html.strip()):
        raise InvalidInputError("There is nothing to send.", hint="Give `text` or `html`.")


def _address(text: str) -> str:
    """The bare address; a line break in it would be another header."""
    found = parseaddr(text)[1]
    if not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+", found) or "\n" in text or "\r" in text:
        raise InvalidInputError(f"`{text}` is no mail address.", hint="Write ada@example.org.")
    return found


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"


def _files(ctx: Context, paths: list[str]) -> list[Path]:
    found: list[Path] = []
    for pattern in paths:
        matching = [place for place in ctx.files.glob(pattern) if place.is_file()]
        if not matching:
            raise NotFoundError(f"No file matches `{pattern}`.", hint="Check `paths`.")
        found += [place for place in matching if place not in found]
    if sum(place.stat().st_size for place in found) > MOST_BYTES:
        raise InvalidInputError(
            f"The files are larger than {MOST_BYTES // 2**20} MiB together.",
            hint="Put them into storage and send their address.",
        )
    return found


def _attach(message: EmailMessage, place: Path) -> None:
    main, sub = _kind_of(place)
    message.add_attachment(place.read_bytes(), maintype=main, subtype=sub, filename=place.name)


def _show(message: EmailMessage, places: list[Path]) -> None:
    """Beside the HTML, which names them by their Content-ID (RFC 2392)."""
    html = cast(EmailMessage, message.get_body(("html",)))
    for place in places:
        main, sub = _kind_of(place)
        html.add_related(
            place.read_bytes(),
            maintype=main,
            subtype=sub,
            cid=f"<{place.name}>",
            filename=place.name,
            disposition="inline",
        )


def _kind_of(place: Path) -> tuple[str, str]:
    kind = mimetypes.guess_type(place.name)[0] or "application/octet-stream"
    main, _, sub = kind.partition("/")
    return main, sub


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in ("style", "script", "head")
        if tag in ("p", "br", "div", "tr", "li", "h1", "h2", "h3", "table"):
            self.pieces.append("\n")
        elif tag in ("td", "th"):
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "script", "head")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)


def text_of(html: str) -> str:
    """What a mail program without HTML shows."""
    reader = _Reader()
    reader.feed(html)
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).splitlines())
    return "\n".join(line for line in lines if line)
