"""What nobody means well, or nobody meant at all: huge files, many tasks, markup wherever one may write."""

import re

import pytest
from playwright.sync_api import expect

from tests.acceptance.ui.bench import Bench
from tests.acceptance.ui.site import Site

pytestmark = pytest.mark.slow

TAG = "<script>window.taken=1</script><img src=x onerror=window.taken=1>"
SAYS = "שלום مرحبا 港口 ⚓ Ærøskøbing"
MANY = 5_000
MANY_MS = 150_000
"""Reading so many is work of a second or two for a server that stands behind all else on a busy machine."""
EVERYWHERE = f"""\
seaway: 1
name: '{TAG} {SAYS}'
description: '{TAG}'
owner: '{TAG}'
tags: ['{TAG}']
inputs:
  who: {{type: string, label: '{TAG}', description: '{TAG}', default: '{TAG}'}}
  which: {{type: select, label: Which, options: [{{value: a, label: '{TAG}'}}], default: a}}
tasks:
  speak:
    name: '{TAG} {SAYS}'
    description: '{TAG}'
    outputs: {{said: string}}
    run: |
      echo "{TAG}"
      mkdir out; echo '{TAG}' > 'out/<b>tide<|b>.txt'
      echo 'said={TAG}' >> "$SEAWAY_OUTPUT"
  ask:
    needs: speak
    approval: {{message: '{TAG}', fields: {{note: {{type: string, label: '{TAG}', default: '{TAG}'}}}}}}
"""


def lines(count: int) -> str:
    """A workflow of so many characters, most of them said to nobody."""
    return "seaway: 1\ntasks:\n  a: {run: echo a}\n" + "# so it goes on and on and on\n" * (count // 30)


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    many = "\n".join(f'  t{n}: {{run: "true"}}' for n in range(MANY))
    return {
        "workflows/huge.yaml": lines(11 * 2**20),
        "workflows/long.yaml": lines(3_000_000),
        "workflows/many.yaml": f"seaway: 1\ntasks:\n{many}\n",
        "workflows/everywhere.yaml": EVERYWHERE,
    }


def test_a_file_of_eleven_megabytes_is_said_to_be_too_large_and_the_page_lives_on(site: Site) -> None:
    page = site.page
    site.open("/workflows/huge")
    expect(page.get_by_role("alert")).to_contain_text("larger than 10 MiB")
    page.get_by_role("link", name="Workflows").first.click()
    expect(page.get_by_role("row").filter(has_text="long")).to_be_visible()
    site.picture("huge")


def test_a_file_that_is_too_long_to_be_edited_is_shown_with_the_reason(site: Site) -> None:
    page = site.page
    site.open("/workflows/long")
    expect(page.locator(".stale")).to_contain_text("can be edited here")
    expect(page.locator(".yaml .cm-content")).to_contain_text("so it goes on")
    expect(page.locator(".yaml .cm-content")).to_have_attribute("aria-readonly", "true")


def test_five_thousand_tasks_are_drawn_and_one_of_them_is_changed(site: Site) -> None:
    bench = Bench(site, "many")
    page = bench.page
    expect(page.locator("[data-task]").first).to_be_visible(timeout=MANY_MS)
    assert page.locator("[data-task]").count() < 1_000, "only what is in view exists"
    bench.line("t3:").click()
    expect(page.locator(".insp .hd")).to_contain_text("t3")
    bench.write("Script", "echo changed")
    bench.keeps("echo changed")
    site.picture("builder-many")


def test_markup_in_every_field_is_text_on_every_page(site: Site) -> None:
    page = site.page
    site.served.ask("PUT", "/variables/tide", json={"value": TAG})
    run = site.start("everywhere", who=TAG)
    site.open(f"/runs/{run}")
    expect(page.locator(".approval-said")).to_have_text(TAG)
    tabs = [f"/runs/{run}?tab={tab}" for tab in ("log&task=speak", "data", "files", "attempts", "history")]
    for path in (f"/runs/{run}", *tabs, "/runs", "/workflows", "/workflows/everywhere", "/variables", "/"):
        site.open(path)
        expect(page.get_by_text(re.compile("window.taken|tide")).first).to_be_visible()
        assert page.evaluate("window.taken") is None, path
        assert page.locator("img[src=x]").count() == 0, path
    site.open("/workflows/everywhere")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("dialog").get_by_label(TAG)).to_have_value(TAG)
    page.keyboard.press("Escape")
    site.served.ask("POST", f"/runs/{run}/cancel", json={"reason": TAG})
    site.open(f"/runs/{run}")
    expect(page.locator(".why")).to_contain_text("window.taken")
    assert page.evaluate("window.taken") is None
