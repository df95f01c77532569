"""Sessions that end, servers that come back, and people who may do less."""

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.ui.bench import Bench
from tests.acceptance.ui.site import Site

pytestmark = pytest.mark.slow

TEXT = """\
seaway: 1
name: First
tasks:
  extract: {run: echo taken}
"""


@pytest.fixture
def served(site: Site) -> Site:
    site.hands.write("workflows/first.yaml", TEXT)
    site.serve()
    return site


def test_an_open_page_finds_its_way_back_after_the_server_began_anew(served: Site) -> None:
    page = served.page
    bench = Bench(served, "first")
    served.restart()
    bench.node("extract").click()
    bench.write("Script", "echo after the restart")
    expect(page.locator(".yaml")).to_contain_text("after the restart")
    assert "after the restart" in bench.text()
    served.open("/runs")
    run = served.start("first")
    expect(page.get_by_role("row").filter(has_text=run[-8:])).to_contain_text("Success")


def test_a_session_that_ends_in_the_middle_of_an_edit_loses_nothing(served: Site) -> None:
    page = served.page
    bench = Bench(served, "first")
    page.context.clear_cookies()
    bench.node("extract").click()
    bench.write("Script", "echo in between")
    dialog = page.get_by_role("dialog", name="Your session ended")
    expect(dialog).to_contain_text("seaway users link")
    served.picture("signed-out")
    link = served.hands.type("users", "link", "--json", expect=0).json["link"]
    other = page.context.new_page()
    other.goto(f"{served.url}{link[link.index('/link') :]}")
    dialog.get_by_role("button", name="I am signed in again").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".yaml")).to_contain_text("in between")
    assert "in between" in bench.text()


def test_a_workflow_is_begun_from_a_template(served: Site) -> None:
    page = served.page
    served.open("/workflows")
    page.get_by_role("button", name="New workflow").first.click()
    dialog = page.get_by_role("dialog", name="New workflow")
    dialog.get_by_role("textbox", name="Name").fill("branches")
    dialog.get_by_role("combobox", name="Start from").click()
    served.picture("templates")
    page.get_by_role("option").filter(has_text="ranch").first.click()
    dialog.get_by_role("button", name="Make it").click()
    page.wait_for_url("**/workflows/branches*")
    expect(page.locator("[data-task]").first).to_be_visible()
    assert (served.hands.folder / "workflows/branches.yaml").exists()


def may(page: Page, url: str, name: str) -> bool:
    """Whether the button of the row of First is there and can be pressed."""
    page.goto(f"{url}/workflows")
    row = page.get_by_role("row").filter(has_text="First")
    row.hover()
    button = row.get_by_role("button", name=name)
    return bool(button.count()) and button.is_enabled() and button.get_attribute("aria-disabled") != "true"


@pytest.mark.parametrize(
    ("role", "starts", "edits", "manages"),
    [
        ("viewer", False, False, False),
        ("operator", True, False, False),
        ("editor", True, True, False),
        ("admin", True, True, True),
    ],
)
def test_each_role_may_do_what_it_may_and_is_told_what_it_may_not(
    served: Site, role: str, starts: bool, edits: bool, manages: bool
) -> None:
    page = served.enter_as("Grace", role)
    refused: list[str] = []
    page.on("response", lambda answer: refused.append(answer.url) if answer.status == 403 else None)
    page.goto(f"{served.url}/workflows")
    expect(page.get_by_role("row").filter(has_text="First")).to_be_visible()
    assert may(page, served.url, "Run First now") is starts
    page.goto(f"{served.url}/workflows/first")
    expect(page.locator("[data-task='extract']")).to_be_visible()
    save = page.get_by_role("button", name="Save revision")
    assert (save.get_attribute("aria-disabled") != "true") is edits
    page.goto(f"{served.url}/settings/audit")
    denied = page.get_by_text("Audit: for admins")
    if manages:
        expect(page.get_by_role("table")).to_be_visible()
    else:
        expect(denied).to_be_visible()
        expect(page.locator(".pstate")).to_contain_text("Needs the admin role")
    assert refused == []
    page.context.close()
