"""The dashboard by mail from the shell: once killed while Tableau works, once with a refresh that fails."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.acceptance.shell import Hands, eventually
from tests.servers.mail import Mailbox, mail_server
from tests.servers.openapi import Asked
from tests.servers.tableau import PNG, TableauSite

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

DAY = "2026-01-31"
RUN = ("run", "dashboard-by-mail", "--logical-date", DAY)
BEGUN = "/refresh"


@dataclass(slots=True)
class Office:
    """A site whose refreshes end as soon as they are looked at, unless they are held."""

    tableau: TableauSite
    mail: Mailbox
    is_held: bool = False
    fault: str = ""
    looks: int = field(default=0)

    def __post_init__(self) -> None:
        plain = self.tableau.server.answer

        def answer(method: str, target: str, headers: object, body: bytes) -> object:
            if method == "GET" and "/jobs/" in target:
                self.looks += 1
                if not self.is_held:
                    self.tableau.end(1 if self.fault else 0, self.fault)
            return plain(method, target, headers, body)  # type: ignore[arg-type]

        self.tableau.server.answer = answer  # type: ignore[assignment,method-assign]

    def begun(self) -> list[Asked]:
        return [each for each in self.tableau.server.asked if each.path.endswith(BEGUN)]


@pytest.fixture
def office(hands: Hands, tmp_path: Path) -> Iterator[Office]:
    """The template as it is made, with the payments of the day in the warehouse."""
    database = tmp_path / "warehouse.db"
    with sqlite3.connect(database) as warehouse:
        warehouse.execute("CREATE TABLE payments (day TEXT, amount REAL)")
        warehouse.execute("INSERT INTO payments VALUES (?, 12.5)", (DAY,))
    warehouse.close()
    site = TableauSite()
    site.add("views", "Payments overview", workbook="Payments")
    with site.server, mail_server() as mail:
        sender = {"host": "127.0.0.1", "port": mail.port, "security": "none", "sender": "reports@example.org"}
        made = {
            "WAREHOUSE": {"type": "sqlite", "path": str(database)},
            "TABLEAU": site.values,
            "MAIL": {"type": "email", **sender, "to": ["sales@example.org"]},
        }
        hands._env.update({f"SEAWAY_CONNECTION_{name}": json.dumps(each) for name, each in made.items()})
        hands._env["SEAWAY_PRIVATE_NETWORKS"] = "loopback"
        hands.type("init", "--template", "dashboard-by-mail", expect=0)
        yield Office(tableau=site, mail=mail)
    assert site.server.problems == []


def test_a_refresh_that_fails_is_told_to_those_on_call_and_nobody_gets_a_picture(
    hands: Hands, office: Office
) -> None:
    office.fault = "The warehouse refuses the password"
    said = hands.type(*RUN, "-i", "on_call=ada@example.org", expect=1)
    assert office.fault in said.out + said.err
    (message,) = office.mail.messages
    assert office.mail.recipients == [["ada@example.org"]]
    assert message["Subject"] == f"No report for {DAY}: refresh failed"
    assert office.fault in message.get_content()


def test_killed_while_tableau_works_the_refresh_is_taken_up_and_its_picture_is_mailed(
    hands: Hands, office: Office
) -> None:
    office.is_held = True
    process = hands.start(*RUN)
    eventually(lambda: office.looks > 0)
    process.kill()
    process.wait(timeout=60)
    assert office.mail.messages == []
    office.is_held = False
    hands.start("up", "--no-browser", "--no-triggers", "--port", "0")
    eventually(lambda: bool(office.mail.messages))
    assert len(office.begun()) == len(office.tableau.jobs) == 1
    (message,) = office.mail.messages
    assert office.mail.recipients == [["sales@example.org"]]
    assert message["Subject"] == f"Payments overview of {DAY}"
    (picture,) = [part for part in message.walk() if part["Content-ID"] == "<dashboard.png>"]
    assert picture.get_content() == PNG
    words = message.get_body(("plain",)).get_content().split()  # type: ignore[union-attr]
    assert "refreshed in 90 seconds" in " ".join(words)
