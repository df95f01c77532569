"""Forms that ask for what a person knows: times, limits, inputs."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.acceptance.ui.bench import Bench
from tests.acceptance.ui.site import Site

pytestmark = pytest.mark.slow

TEXT = """\
seaway: 1
name: First
inputs:
  rows: {type: integer, default: 3}
tasks:
  extract: {run: "echo {{ inputs.rows }}"}
"""
TAKES = """\
seaway: 1
name: Takes a file
inputs:
  export: {type: file, accept: [.csv], max_size: 20B}
tasks:
  count: {run: 'echo "it has $(wc -l < "$SEAWAY_INPUT_EXPORT") lines"'}
"""


def test_a_file_that_is_sent_by_form_reaches_the_task(site: Site, tmp_path: Path) -> None:
    page, workflow = site.page, site.workflow(TAKES)
    file = tmp_path / "ships.csv"
    site.open(f"/workflows?search={workflow}")
    row = page.get_by_role("row").filter(has_text="Takes a file")
    row.hover()
    row.get_by_role("button", name="Run Takes a file now").click()
    dialog = page.get_by_role("dialog")
    picker = dialog.locator("input[type=file]")
    file.write_text("x" * 21)
    picker.set_input_files(file)
    expect(dialog.get_by_role("alert")).to_contain_text("20")
    file.write_text("Oslo\nBergen\nMoss\n")
    picker.set_input_files(file)
    expect(dialog.get_by_role("status")).to_contain_text("ships.csv")
    expect(dialog.get_by_role("alert")).to_have_count(0)
    site.picture("run-file")
    dialog.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/**")
    expect(page.locator(".run-sentence")).to_have_text("Succeeded")
    expect(page.locator(".log-line", has_text="it has 3 lines")).to_be_visible()


def test_a_schedule_is_said_in_words_and_shows_its_next_five_times(site: Site) -> None:
    bench = Bench(site, site.workflow(TEXT))
    page = bench.page
    page.get_by_role("tab", name="Triggers").click()
    page.get_by_role("button", name="Add a trigger").click()
    page.get_by_role("menuitem", name=re.compile("schedule")).click()
    page.get_by_label("Rhythm of daily").click()
    page.get_by_role("option", name="Monday to Friday").click()
    expect(page.locator(".yaml")).to_contain_text("0 6 * * 1-5")
    bench.write("Time of daily", "07:30")
    expect(page.locator(".yaml")).to_contain_text("30 7 * * 1-5")
    times = page.locator(".next-times li")
    expect(times).to_have_count(5)
    expect(times.first).to_contain_text("07:30")
    bench.write("Zone of daily", "Mars/Base")
    expect(page.locator(".insp").get_by_role("alert")).to_contain_text("Mars/Base")
    site.picture("builder-schedule")


def test_a_deadline_and_defaults_are_set_by_form(site: Site) -> None:
    bench = Bench(site, site.workflow(TEXT))
    page = bench.page
    page.locator(".insp").get_by_text("At a time", exact=True).click()
    expect(page.locator(".yaml")).to_contain_text("by:")
    page.locator(".insp").get_by_text("Defaults of its tasks").click()
    bench.write("Timeout of a task", "10m")
    expect(page.locator(".yaml")).to_contain_text("timeout: 10m")
    expect(bench.problems).to_have_count(0)
    bench.keeps("deadline:", "defaults:")


def test_a_rerun_asks_for_its_inputs_by_their_form(site: Site) -> None:
    page = site.page
    run = site.start(site.workflow(TEXT), rows=7)
    site.open(f"/runs/{run}")
    expect(page.locator(".run-sentence")).to_have_text("Succeeded")
    page.keyboard.press("r")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Everything").check()
    dialog.get_by_text("Inputs", exact=True).click()
    rows = dialog.get_by_label("rows")
    expect(rows).to_have_value("7")
    rows.fill("many")
    dialog.get_by_role("button", name="Rerun everything").click()
    expect(dialog).to_contain_text("Whole numbers only")
    rows.fill("8")
    site.picture("run-rerun-inputs")
    dialog.get_by_role("button", name="Rerun everything").click()
    page.wait_for_url(lambda url: run not in url)
    expect(page.locator(".run-sentence")).to_have_text("Succeeded")
    again = page.url.rpartition("/")[2].partition("?")[0]
    assert site.get(f"/runs/{again}")["inputs"] == {"rows": 8}
