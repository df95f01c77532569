"""Runs for everybody: names, roles, contrast in light and in dark, by the rules of axe-core."""

from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.ui.site import Site

pytestmark = pytest.mark.slow

AXE = Path(__file__).parents[3] / "ui/node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
NOT_ASKED = {
    # A label says more than the short text in it: "Copy run id …" on the last eight signs of the id.
    "label-content-name-mismatch": {"enabled": False},
}
ASK = "([tags, rules]) => axe.run(document, {runOnly: tags, rules})"
FAILS = """\
seaway: 1
name: Breaks
description: One of each shape
owner: harbour-office
tags: [daily]
inputs:
  day: {type: date, default: "{{ run.logical_date }}"}
triggers:
  nightly: {type: schedule, cron: "0 2 * * *"}
tasks:
  count: {run: "echo rows=7 >> $SEAWAY_OUTPUT", outputs: {rows: integer}}
  is_large:
    needs: count
    switch: {cases: {large: "{{ tasks.count.outputs.rows > 5 }}"}, default: small}
  each:
    needs: {is_large: large}
    foreach: {items: [a, b]}
    run: "echo {{ item }}"
  load: {needs: each, run: "echo no such table >&2; exit 3"}
  tell: {needs: {load: failed}, run: echo told}
  publish: {needs: load, run: echo published}
"""
ASKS = """\
seaway: 1
name: Asks
tasks:
  release:
    approval: {message: May it leave?, fields: {amount: {type: number}}}
"""


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return {
        "workflows/breaks.yaml": FAILS,
        "workflows/asks.yaml": ASKS,
    }


@pytest.fixture(params=["light", "dark"])
def shown(request: pytest.FixtureRequest, site: Site) -> Site:
    """The site in a browser that asks for that scheme."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci in ui/")
    scheme: Literal["light", "dark"] = request.param
    site.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    return site


def test_a_run_that_failed_and_one_that_asks_are_accessible(shown: Site) -> None:
    page, wrong = shown.page, {}
    shown.open(f"/runs/{shown.start('breaks')}")
    expect(page.locator(".cause-said")).to_contain_text("no such table")
    expect(page.locator(".gantt-row")).not_to_have_count(0)
    wrong["failed"] = _violations(page)
    shown.open(f"/runs/{shown.start('asks')}")
    expect(page.get_by_role("button", name="Approve")).to_be_visible()
    wrong["asks"] = _violations(page)
    assert _only_wrong(wrong) == {}


def _violations(page: Page) -> list[str]:
    """What axe finds on the page as it is; `evaluate` is not held up by the Content-Security-Policy."""
    expect(page.locator("[aria-busy='true']")).to_have_count(0)
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate(ASK, [TAGS, NOT_ASKED])
    return [
        f"{rule['id']}: {node['html'][:160]}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def _only_wrong(found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {screen: said for screen, said in found.items() if said}
