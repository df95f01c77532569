"""The YAML pane under a person's hands: typed, completed, pasted, and broken for a moment."""

import pytest
from playwright.sync_api import expect

from tests.acceptance.shell import eventually
from tests.acceptance.ui.bench import Bench
from tests.acceptance.ui.site import Site

pytestmark = pytest.mark.slow

TEXT = """\
seaway: 1
name: First
# What follows is taken from the harbour's books.
tasks:
  extract:
    run: echo taken   # quick
    timeout: 5m
  load: {needs: extract, run: echo loaded}
"""


@pytest.fixture
def bench(site: Site) -> Bench:
    return Bench(site, site.workflow(TEXT))


def test_typing_over_a_selection_breaks_no_rule_of_the_policy_and_is_one_step(bench: Bench) -> None:
    """A browser that joins lines itself writes inline styles; the fixture fails where one is refused."""
    page = bench.page
    yaml = page.locator(".yaml")
    bench.line("name: First").click()
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowDown")
    page.keyboard.type("x: 1")
    expect(yaml).not_to_contain_text("harbour")
    expect(yaml).to_contain_text("x: 1")
    page.keyboard.press("ControlOrMeta+z")
    expect(yaml).to_contain_text("harbour")
    bench.line("echo taken").click(click_count=3)
    page.keyboard.type("    run: echo replaced")
    expect(yaml).to_contain_text("echo replaced")
    page.keyboard.press("ControlOrMeta+z")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("z")
    expect(yaml).not_to_contain_text("seaway")
    page.keyboard.press("ControlOrMeta+z")
    expect(yaml).to_contain_text("echo taken")


def test_the_canvas_stays_as_it_was_while_the_text_can_not_be_read(bench: Bench) -> None:
    bench.type_after("timeout: 5m", "  retry: [")
    expect(bench.page.locator(".canvas-pane, .mid")).to_contain_text("can’t be read just now")  # noqa: RUF001
    expect(bench.node("load")).to_be_visible()
    expect(bench.problems).not_to_have_count(0)
    bench.page.keyboard.press("ControlOrMeta+z")
    expect(bench.problems).to_have_count(0)


def test_keys_and_values_are_offered_and_explained(bench: Bench) -> None:
    page = bench.page
    bench.line("timeout: 5m").click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("allow_f", delay=40)
    offered = page.locator(".cm-tooltip-autocomplete li")
    expect(offered.first).to_contain_text("allow_failure")
    offered.first.click()  # Enter counts only a moment after the list has come
    page.keyboard.press("ControlOrMeta+Space")
    expect(offered.filter(has_text="true")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.type("true")
    expect(page.locator(".yaml")).to_contain_text("allow_failure: true")
    page.locator(".yaml .cm-line", has_text="timeout: 5m").get_by_text("timeout").hover()
    expect(page.locator(".yaml-tip")).to_contain_text("timeout")
    bench.site.picture("builder-hover")


def test_tasks_are_copied_and_pasted_as_yaml(bench: Bench) -> None:
    page = bench.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    bench.node("load").click()
    page.keyboard.press("ControlOrMeta+c")
    page.keyboard.press("ControlOrMeta+v")
    expect(bench.node("load_2")).to_be_visible()
    page.evaluate("navigator.clipboard.writeText('stack:\\n  run: echo stacked\\n  timeout: 1m\\n')")
    page.keyboard.press("ControlOrMeta+v")
    expect(bench.node("stack")).to_be_visible()
    assert bench.keeps("echo stacked").startswith(TEXT.rstrip("\n"))


def test_a_note_is_written_on_the_canvas_kept_and_deleted(bench: Bench) -> None:
    """While it is written the draft is checked and kept, which draws the canvas anew."""
    page = bench.page
    page.locator(".react-flow__pane").click(position={"x": 20, "y": 480})
    page.keyboard.press("n")
    field = page.get_by_role("textbox", name="Note")
    expect(field).to_be_focused()
    page.keyboard.type("Ask the pilot ", delay=10)
    expect(bench.state).to_contain_text("Draft kept")
    expect(field).to_be_focused()
    page.keyboard.type("before noon", delay=10)
    expect(field).to_have_value("Ask the pilot before noon")
    page.keyboard.press("Escape")
    note = page.locator(".note")
    expect(note).to_have_text("Ask the pilot before noon")
    eventually(lambda: "before noon" in str(bench.site.get(f"/workflows/{bench.workflow}/draft")["layout"]))
    page.reload()
    expect(note).to_have_text("Ask the pilot before noon")
    note.click()
    page.keyboard.press("Backspace")
    expect(note).to_have_count(0)
