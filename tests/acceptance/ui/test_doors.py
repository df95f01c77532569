"""Ways from one page to the next that a person takes without thinking."""

import pytest
from playwright.sync_api import expect

from tests.acceptance.ui.site import Site

pytestmark = pytest.mark.slow

PLAIN = """\
seaway: 1
name: Plain
tasks:
  each:
    foreach: {items: [a]}
    tasks:
      get: {run: "echo get {{ item }}"}
"""


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return {"workflows/plain.yaml": PLAIN}


def test_a_workflow_without_owner_and_tags_runs_from_its_row(site: Site) -> None:
    site.open("/workflows")
    row = site.page.get_by_role("row").filter(has_text="Plain")
    row.hover()
    row.get_by_role("button", name="Run Plain now").click()
    expect(site.page.get_by_role("dialog")).to_contain_text("Run Plain")


def test_an_address_that_names_a_task_opens_the_builder_at_it(site: Site) -> None:
    site.open("/workflows/plain?task=each.get")
    expect(site.page.locator(".insp")).to_contain_text("get")
    expect(site.page.locator(".insp")).to_contain_text("Script, bash")


def test_many_pages_one_after_the_other_leave_no_line_behind(site: Site) -> None:
    """A browser has six lines to a server; a live stream that outlives its page would take one for good."""
    for path in ["/", "/workflows", "/runs", "/blueprints", "/connections", "/variables", "/settings", "/"]:
        site.open(path)
        expect(site.page.get_by_role("link", name="Workflows").first).to_be_visible()
        expect(site.page.get_by_text("slots busy")).to_be_visible()
