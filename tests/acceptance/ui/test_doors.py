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
TRACED = """\
from seaway import task, workflow


@task
def weigh(ship: str) -> str:
    return f"{ship} is weighed"


@task
def record(said: str) -> None:
    print(said)


@workflow(name="Weigh a ship")
def traced(ship: str = "Oslo"):
    record(weigh(ship))
"""


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return {"workflows/plain.yaml": PLAIN, "workflows/traced.py": TRACED}


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


def test_a_workflow_in_python_is_shown_as_it_is_and_can_be_run(site: Site) -> None:
    page = site.page
    site.open("/workflows/traced")
    expect(page.locator("[data-task='weigh']")).to_be_visible()
    expect(page.locator("[data-edge='weigh->record']")).to_have_count(1)
    expect(page.get_by_text("It is described by Python; edit the file.")).to_be_visible()
    expect(page.locator(".prob-line")).to_have_count(0)
    text = page.locator(".yaml .cm-content")
    expect(text).to_contain_text("def weigh(ship: str) -> str:")
    expect(text).to_have_attribute("aria-readonly", "true")
    page.locator("[data-task='weigh']").click()
    expect(page.locator(".insp fieldset[disabled]")).to_be_visible()
    expect(page.get_by_role("button", name="Save revision")).to_have_attribute("aria-disabled", "true")
    site.picture("builder-python")
    page.get_by_role("button", name="Run", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Ship").fill("Bergen")
    dialog.get_by_role("button", name="Run it").click()
    expect(page.locator("[data-run-state='success']")).to_be_visible()
    page.locator("[data-task='record']").click()
    expect(page.locator(".tail")).to_contain_text("Bergen is weighed")


def test_many_pages_one_after_the_other_leave_no_line_behind(site: Site) -> None:
    """A browser has six lines to a server; a live stream that outlives its page would take one for good."""
    for path in ["/", "/workflows", "/runs", "/blueprints", "/connections", "/variables", "/settings", "/"]:
        site.open(path)
        expect(site.page.get_by_role("link", name="Workflows").first).to_be_visible()
        expect(site.page.get_by_text("slots busy")).to_be_visible()
