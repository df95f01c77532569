"""Building workflows in the browser: three hands on one draft."""

import re

import pytest
from playwright.sync_api import expect

from tests.acceptance.ui.bench import Bench
from tests.acceptance.ui.site import Site

pytestmark = pytest.mark.slow

FIRST = """\
seaway: 1
name: First
# What follows is taken from the harbour's books.
tasks:
  extract:
    run: echo taken   # quick
"""
SHAPES = """\
seaway: 1
inputs: {rows: {type: integer, default: 7}}
tasks:
  size:
    switch: {cases: {big: "{{ inputs.rows > 5 }}"}, default: small}
  each:
    needs: {size: big}
    foreach: {items: [a, b]}
    tasks:
      get: {run: "echo get {{ item }}"}
      put: {needs: get, run: "echo put {{ item }}"}
  one: {needs: {size: small}, run: echo one}
  x: {run: echo x}
  y: {run: echo y}
  z: {run: echo z}
  most: {needs: [x, y, z], join: 2, run: echo most}
  release:
    approval: {message: May it leave?, expires: 8h}
finally:
  sweep: {run: echo swept}
"""

BERTH = '''\
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context


@blueprint("harbour.berth", title="Give a berth", category="Harbour")
def berth(ctx: Context, quay: str) -> None:
    """Give a ship its berth.

    Args:
        quay: where the ship lies
    """
'''


def opened(site: Site, text: str) -> Bench:
    return Bench(site, site.workflow(text))


def test_three_tasks_are_built_by_drag_and_by_key_and_keep_the_comments(site: Site) -> None:
    bench = opened(site, FIRST)
    page = bench.page
    bench.drag_in("run", 420, 240)
    expect(bench.node("script")).to_be_visible()
    bench.connect("extract", "script")
    page.keyboard.press("Escape")
    bench.node("script").click()
    page.keyboard.press("a")
    page.keyboard.insert_text("fail")
    page.keyboard.press("Enter")
    expect(bench.edge("script->fail")).to_have_count(1)
    bench.connect("extract", "fail", side="bottom")
    expect(bench.label("extract->fail")).to_have_text("failed")
    text = bench.keeps("needs: {script: success, extract: failed}")
    assert text.startswith(FIRST.rstrip("\n"))
    site.picture("builder")


def test_a_broken_expression_is_told_where_it_stands_and_can_be_mended(site: Site) -> None:
    bench = opened(site, FIRST)
    bench.node("extract").click()
    bench.write("Script", "echo {{ inputs.dya }}")
    expect(bench.problems).to_contain_text("dya")
    expect(bench.problems).to_contain_text(re.compile(r"line \d+, column \d+"))
    expect(bench.node("extract").locator(".pb")).to_have_text("1 problem")
    expect(bench.page.get_by_role("button", name="Run", exact=True)).to_have_attribute(
        "aria-disabled", "true"
    )
    site.picture("builder-problem")
    bench.page.keyboard.press("Escape")
    bench.write("Script", "echo mended")
    expect(bench.problems).to_have_count(0)


def test_a_draft_runs_on_the_canvas_fails_says_why_and_is_mended(site: Site) -> None:
    failing = FIRST.replace("echo taken", "echo taken; echo no such harbour >&2; exit 3")
    bench = opened(site, failing + "  load: {needs: extract, run: echo loaded}\n")
    page = bench.page
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Run the draft").click()
    expect(page.locator("[data-run-state='failed']")).to_be_visible()
    expect(bench.node("extract")).to_contain_text("exit 3")
    expect(bench.node("load")).to_have_class(re.compile("s-upstream_failed"))
    bench.node("extract").click()
    expect(page.locator(".tail")).to_contain_text("no such harbour")
    site.picture("builder-failed-run")
    bench.write("Script", "echo taken")
    expect(page.locator(".runbar")).to_contain_text("Your draft is newer")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Run the draft").click()
    expect(page.locator("[data-run-state='success']")).to_be_visible()
    expect(bench.node("load")).to_have_class(re.compile("s-success"))


def test_undo_goes_back_over_canvas_form_and_text_and_a_reload_loses_nothing(site: Site) -> None:
    bench = opened(site, FIRST)
    page = bench.page
    bench.drag_in("run", 420, 240)
    expect(bench.node("script")).to_be_visible()
    bench.write("Script", "echo two")
    bench.type_after("run: echo two", "timeout: 5m")
    expect(bench.state).to_contain_text("3 edits")
    bench.keeps("timeout: 5m")
    page.reload()
    expect(bench.state).to_contain_text("3 edits")
    expect(bench.node("script")).to_be_visible()
    page.locator(".yaml .cm-line", has_text="timeout: 5m").click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.press("Backspace")
    expect(page.locator(".yaml")).not_to_contain_text("timeout: 5m")
    page.locator("[data-tool='undo']").click()
    expect(page.locator(".yaml")).to_contain_text("timeout: 5m")
    page.locator("[data-tool='redo']").click()
    expect(page.locator(".yaml")).not_to_contain_text("timeout: 5m")


def test_a_saved_revision_can_be_compared_and_restored(site: Site) -> None:
    bench = opened(site, FIRST)
    page = bench.page
    bench.node("extract").click()
    bench.write("Script", "echo changed")
    expect(page.locator(".yaml")).to_contain_text("echo changed")
    bench.save("Say something else")
    page.goto(f"{site.url}/workflows/{bench.workflow}/revisions")
    versions = page.locator(".version")
    expect(versions).to_have_count(2)
    expect(versions.first).to_contain_text("Say something else")
    expect(page.locator(".semantic")).to_contain_text("extract")
    site.picture("versions")
    versions.last.get_by_role("button", name="Restore").click()
    expect(page.locator(".yaml")).to_contain_text("echo taken")
    assert site.text_of(bench.workflow) == FIRST


def test_somebody_elses_save_in_between_is_shown_and_not_overwritten(site: Site) -> None:
    bench = opened(site, FIRST)
    page = bench.page
    bench.node("extract").click()
    bench.write("Script", "echo mine")
    expect(page.locator(".yaml")).to_contain_text("echo mine")
    site.hands.write(f"workflows/{bench.workflow}.yaml", FIRST.replace("taken", "theirs"))
    page.keyboard.press("Escape")
    page.keyboard.press("ControlOrMeta+s")
    page.get_by_role("dialog").get_by_role("button", name="Save revision").click()
    dialog = page.get_by_role("dialog", name="Somebody saved before you")
    dialog.get_by_role("button", name="Compare").click()
    expect(dialog).to_contain_text("theirs")
    site.picture("builder-conflict")
    dialog.get_by_role("button", name="Put yours on top").click()
    expect(bench.state).to_contain_text("Revision")
    assert "echo mine" in site.text_of(bench.workflow)


def test_what_an_editor_saves_is_taken_where_nothing_was_changed_here(site: Site) -> None:
    bench = opened(site, FIRST)
    site.hands.write(f"workflows/{bench.workflow}.yaml", FIRST + "  load: {needs: extract, run: echo load}\n")
    bench.page.evaluate("window.dispatchEvent(new Event('visibilitychange'))")
    expect(bench.node("load")).to_be_visible()
    expect(bench.state).to_contain_text("Revision")


def test_two_tabs_on_one_draft_lose_neither(site: Site) -> None:
    bench = opened(site, FIRST)
    bench.node("extract").click()
    bench.write("Script", "echo one tab")
    bench.keeps("echo one tab")
    other = bench.page.context.new_page()
    other.goto(f"{site.url}/workflows/{bench.workflow}")
    expect(other.locator(".yaml")).to_contain_text("echo one tab")
    bench.write("Script", "echo first again")
    expect(bench.state).to_contain_text("Draft kept, 2 edits")
    other.locator("[data-task='extract']").click()
    field = other.locator(".insp").get_by_label("Script", exact=True).last
    field.click()
    other.keyboard.press("ControlOrMeta+a")
    other.keyboard.insert_text("echo second")
    dialog = other.get_by_role("dialog", name="This draft was changed in another tab")
    expect(dialog).to_contain_text("first again")
    dialog.get_by_role("button", name="Go on with this one").click()
    expect(other.locator(".stateline")).to_contain_text("Draft kept")
    assert "echo second" in site.get(f"/workflows/{bench.workflow}/draft")["text"]


def test_of_two_fresh_tabs_the_second_to_keep_a_draft_is_told_at_once(site: Site) -> None:
    bench = opened(site, FIRST)
    other = bench.second_tab()
    bench.node("extract").click()
    bench.write("Script", "echo first tab")
    bench.keeps("echo first tab")
    other.node("extract").click()
    other.write("Script", "echo second tab")
    dialog = other.page.get_by_role("dialog", name="This draft was changed in another tab")
    expect(dialog).to_contain_text("first tab")
    expect(dialog).to_contain_text("second tab")
    dialog.get_by_role("button", name="Take the other tab").click()
    expect(other.page.locator(".yaml")).to_contain_text("echo first tab")
    other.page.locator("[data-tool='undo']").click()
    expect(other.page.locator(".yaml")).to_contain_text("echo second tab")


def test_what_another_tab_saved_is_told_at_once_and_both_texts_are_there(site: Site) -> None:
    bench = opened(site, FIRST)
    bench.node("extract").click()
    bench.write("Script", "echo one")
    bench.keeps("echo one")
    other = bench.second_tab()
    other.node("extract").click()
    other.write("Script", "echo two")
    expect(other.page.locator(".yaml")).to_contain_text("echo two")
    other.keeps("echo two")
    bench.save("The first tab's")
    expect(other.state).to_contain_text("You saved this in another tab")
    other.page.keyboard.press("Escape")
    other.page.keyboard.press("ControlOrMeta+s")
    other.page.get_by_role("dialog").get_by_role("button", name="Save revision").click()
    dialog = other.page.get_by_role("dialog", name="You saved this in another tab")
    dialog.get_by_role("button", name="Compare").click()
    expect(dialog).to_contain_text("echo one")
    expect(dialog).to_contain_text("echo two")
    dialog.get_by_role("button", name="Put yours on top").click()
    expect(other.state).to_contain_text("Revision")
    assert "echo two" in site.text_of(bench.workflow)
    expect(bench.page.locator(".yaml")).to_contain_text("echo two")  # nothing was changed there since


def test_harder_shapes_look_like_what_they_are(site: Site) -> None:
    bench = opened(site, SHAPES)
    page = bench.page
    page.get_by_role("tab", name="Canvas").click()
    page.keyboard.press("Shift+Digit1")
    expect(bench.label("size->each")).to_have_text("big")
    expect(bench.node("most").locator(".join")).to_have_text("2 of 3")
    expect(bench.node("release")).to_contain_text("expires after 8 h")
    expect(bench.node("each")).to_have_class(re.compile(r"\beach\b"))
    expect(page.locator(".zone-finally")).to_be_visible()
    site.picture("builder-shapes")
    bench.node("each").dblclick()
    expect(bench.edge("each/get->each/put")).to_have_count(1)
    page.keyboard.press("Escape")
    bench.label("size->one").click()
    page.get_by_role("menuitemradio", name="completed").click()
    expect(bench.label("size->one")).to_have_text("completed")
    bench.keeps("one: {needs: {size: completed}, run: echo one}")


def test_keys_alone_select_duplicate_rename_and_delete(site: Site) -> None:
    bench = opened(site, SHAPES)
    page = bench.page
    page.locator(".react-flow__pane").click(position={"x": 20, "y": 480})
    page.keyboard.press("Tab")
    expect(page.locator(".node.sel")).to_have_count(1)
    bench.node("x").click()
    page.keyboard.press("ControlOrMeta+d")
    expect(page.locator(".insp .hd")).to_contain_text("x_2")
    page.keyboard.press("F2")
    page.get_by_label("Name of the task").fill("spare")
    page.keyboard.press("Enter")
    expect(bench.node("spare")).to_be_visible()
    bench.node("spare").click()
    page.keyboard.press("Backspace")
    expect(bench.node("spare")).to_have_count(0)
    page.keyboard.press("ControlOrMeta+a")
    expect(page.locator(".node.sel")).to_have_count(9)


def test_a_blueprint_that_can_not_be_read_is_said_and_forgotten_once_it_is_mended(site: Site) -> None:
    bench = opened(site, FIRST)
    site.hands.write("blueprints/broken.py", "import no_such_module\n")
    said = bench.page.locator(".pal .broken")
    expect(said).to_contain_text("1 file can’t be read")  # noqa: RUF001
    expect(said).to_contain_text("no_such_module")
    other = bench.page.context.new_page()
    other.goto(f"{site.url}/blueprints")
    expect(other.locator(".broken")).to_contain_text("blueprints/broken.py")
    site.hands.write("blueprints/broken.py", "x = 1\n")
    expect(said).to_have_count(0)
    expect(other.locator(".broken")).to_have_count(0)


def test_a_blueprint_of_the_project_appears_while_the_server_runs(site: Site) -> None:
    bench = opened(site, FIRST)
    site.hands.write("blueprints/berth.py", BERTH)
    offered = bench.page.locator("[data-palette='uses:harbour.berth']")
    offered.click()
    expect(bench.node("berth")).to_be_visible()
    bench.node("berth").click()
    bench.write("Quay", "North")
    expect(bench.page.locator(".insp")).to_contain_text("Where the ship lies")
    bench.keeps("uses: harbour.berth", "quay:", "North")
    site.hands.write("blueprints/berth.py", BERTH.replace("quay: str", "quay: str, tugs: int = 2"))
    expect(bench.page.locator(".insp").get_by_label("Tugs", exact=True)).to_be_visible()
    (site.hands.folder / "blueprints/berth.py").unlink()
    expect(offered).to_have_count(0)


def test_names_in_every_script_and_markup_are_shown_as_text(site: Site) -> None:
    text = (
        'seaway: 1\nname: "<script>alert(1)</script> شحن 港 ⚓"\n'
        'tasks:\n  a:\n    name: "<img src=x onerror=alert(1)>"\n    run: "echo \\"<b>مرحبا</b>\\" 😀"\n'
    )
    bench = opened(site, text)
    expect(bench.page.locator(".insp .hd")).to_contain_text("<script>alert(1)</script>")
    bench.node("a").click()
    bench.page.get_by_role("tab", name="Limits").click()
    bench.write("Timeout", "5m")
    bench.keeps("timeout: 5m")
    bench.keeps("مرحبا")
