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


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return {"workflows/first.yaml": TEXT}


def test_an_open_page_finds_its_way_back_after_the_server_began_anew(site: Site) -> None:
    page = site.page
    bench = Bench(site, site.workflow(TEXT.replace("First", "Restarted")))
    site.served.restart()
    bench.node("extract").click()
    bench.write("Script", "echo after the restart")
    expect(page.locator(".yaml")).to_contain_text("after the restart")
    bench.keeps("after the restart")
    site.open("/runs")
    run = site.start(bench.workflow)
    expect(page.get_by_role("row").filter(has_text=run[-8:])).to_contain_text("Success")


def test_a_session_that_ends_in_the_middle_of_an_edit_loses_nothing(site: Site) -> None:
    page = site.page
    bench = Bench(site, site.workflow(TEXT.replace("First", "Second")))
    page.context.clear_cookies()
    bench.node("extract").click()
    bench.write("Script", "echo in between")
    dialog = page.get_by_role("dialog", name="Your session ended")
    expect(dialog).to_contain_text("seaway users link")
    site.picture("signed-out")
    link = site.hands.type("users", "link", "--json", expect=0).json["link"]
    other = page.context.new_page()
    other.goto(f"{site.url}{link[link.index('/link') :]}")
    dialog.get_by_role("button", name="I am signed in again").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".yaml")).to_contain_text("in between")
    bench.keeps("in between")


def test_a_workflow_is_begun_from_a_template(site: Site) -> None:
    page, name = site.page, site.unused("branches")
    site.open("/workflows")
    page.get_by_role("button", name="New workflow").first.click()
    dialog = page.get_by_role("dialog", name="New workflow")
    dialog.get_by_role("textbox", name="Name").fill(name)
    dialog.get_by_role("combobox", name="Start from").click()
    site.picture("templates")
    page.get_by_role("option").filter(has_text="ranch").first.click()
    dialog.get_by_role("button", name="Make it").click()
    page.wait_for_url(f"**/workflows/{name}*")
    expect(page.locator("[data-task]").first).to_be_visible()
    assert site.text_of(name)


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
    site: Site, role: str, starts: bool, edits: bool, manages: bool
) -> None:
    with site.entered_as(site.unused("Grace"), role) as page:
        refused: list[str] = []
        page.on("response", lambda answer: refused.append(answer.url) if answer.status == 403 else None)
        page.goto(f"{site.url}/workflows")
        expect(page.get_by_role("row").filter(has_text="First")).to_be_visible()
        assert may(page, site.url, "Run First now") is starts
        page.goto(f"{site.url}/workflows/first")
        expect(page.locator("[data-task='extract']")).to_be_visible()
        save = page.get_by_role("button", name="Save revision")
        assert (save.get_attribute("aria-disabled") != "true") is edits
        page.goto(f"{site.url}/settings/audit")
        denied = page.get_by_text("Audit: for admins")
        if manages:
            expect(page.get_by_role("table")).to_be_visible()
        else:
            expect(denied).to_be_visible()
            expect(page.locator(".pstate")).to_contain_text("Needs the admin role")
        assert refused == []
