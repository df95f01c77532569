"""The template `duplicate-leads` from the shell, against an org of Salesforce on loopback."""

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from tests.acceptance.shell import Hands, eventually, read_until
from tests.servers.salesforce import CLIENT, SECRET, Org

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

FIELDS = (
    "FirstName",
    "LastName",
    "Email",
    "Phone",
    "Title",
    "Company",
    "Status",
    "CreatedDate",
    "IsConverted",
)
NOBODY = {"IsConverted": 0, "Status": "Open", "CreatedDate": "2026-01-01T00:00:00.000+0000"}
ADA = {"FirstName": "Ada", "LastName": "Lovelace", "Company": "Analytical Engines Ltd"}
LEADS: list[dict[str, Any]] = [
    {**ADA, "Email": "ada@engines.example"},
    {**ADA, "Email": "Ada+news@engines.example", "Status": "Working - Contacted"},
    {**ADA, "FirstName": "Adda", "Company": "Analytical Engines", "Phone": "+44 20 5550 1234"},
    {"LastName": "Byron", "Email": "byron@poems.example", "Company": "Poems"},
    {"LastName": "Old", "Email": "ada@engines.example", "IsConverted": 1},
]


@pytest.fixture
def org() -> Iterator[Org]:
    made = Org()
    made.tables.create("Lead", "00Q", FIELDS)
    made.tables.add("Lead", [{**NOBODY, **lead} for lead in LEADS])
    with made.server:
        yield made
    assert made.server.problems == []


@pytest.fixture
def project(hands: Hands, org: Org) -> Hands:
    crm = {
        "type": "salesforce",
        "client_id": CLIENT,
        "client_secret": SECRET,
        "login_url": org.server.url,
    }
    hands._env["SEAWAY_CONNECTION_CRM"] = json.dumps(crm)
    hands._env["SEAWAY_PRIVATE_NETWORKS"] = "loopback"
    said = hands.type("init", "--template", "duplicate-leads", expect=0)
    assert "export SALESFORCE_CLIENT_ID=… SALESFORCE_CLIENT_SECRET=…" in said.out
    return hands


def answered(project: Hands, engine: "subprocess.Popen[str]", *words: str) -> None:
    read_until(engine, "awaiting input")
    project.type("runs", "approve", "latest", "look_at_them", *words, expect=0)


def test_a_query_outlives_a_kill_a_no_merges_nothing_and_a_yes_merges_once(project: Hands, org: Org) -> None:
    org.may_end.clear()
    process = project.start("run", "duplicate-leads")
    eventually(lambda: org.looks > 0)
    process.kill()
    process.wait(timeout=60)
    engine = project.start("up", "--no-browser", "--no-triggers", "--port", "0")
    looks = org.looks
    eventually(lambda: org.looks > looks)
    org.may_end.set()
    answered(project, engine, "--reject")
    for _ in ("merge", "the run"):
        read_until(engine, "look_at_them failed")
    assert (len(org.jobs), org.merges) == (1, [])
    project.type("runs", "rerun", "latest", "--failed", "--no-watch", expect=0)
    answered(project, engine)
    read_until(engine, "success  merge")
    assert len(org.jobs) == 1
    first, second, third, *_ = sorted(row["Id"] for row in org.tables.rows("Lead", "1"))
    assert org.merges == [(second, (first, third))]
    ada = next(row for row in org.tables.rows("Lead") if row["Id"] == second)
    assert (ada["Phone"], ada["Email"]) == ("+44 20 5550 1234", "Ada+news@engines.example")
    project.type("run", "duplicate-leads", expect=0)
    assert len(org.merges) == 1
