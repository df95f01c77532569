"""A run as people look at it: why it failed, what it printed, what can be done."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.acceptance.shell import eventually
from tests.acceptance.ui.site import Site

pytestmark = pytest.mark.slow

FAILS = """\
seaway: 1
name: Daily report
tasks:
  extract: {run: echo taken}
  report:
    needs: extract
    run: |
      echo "reading rows"
      echo "Traceback (most recent call last):" >&2
      echo "KeyError: no such column" >&2
      exit 3
  publish: {needs: report, run: echo published}
"""
WAITS = """\
seaway: 1
name: Payout
tasks:
  release:
    approval:
      message: Release 214 payments?
      fields:
        amount: {type: number, max: 50000}
        note: {type: text, default: ""}
  pay: {needs: release, run: "echo paid {{ tasks.release.outputs.amount }}"}
"""
PRINTS = """\
seaway: 1
name: Prints
inputs:
  lines: {type: integer, default: 20}
  hold: {type: number, default: 0}
tasks:
  speak:
    language: python
    run: |
      import sys, time
      for n in range(1, {{ inputs.lines }} + 1):
          print(f"\\x1b[32mrow {n}\\x1b[0m of it")
      sys.stdout.flush()
      time.sleep({{ inputs.hold }})
      print("the last words")
"""
FANS = """\
seaway: 1
name: Scores
tasks:
  score:
    foreach: {items: "{{ range(250) | list }}", max_parallel: 8, tolerate: 5%}
    run: "[ {{ item }} -ne 7 ]"
"""
LEAVES = """\
seaway: 1
name: Leaves files
tasks:
  write:
    run: |
      mkdir -p out
      printf 'city,people\\nOslo,709037\\nBergen,291189\\n' > out/cities.csv
      echo hi > out/note.txt
"""
QUEUES = """\
seaway: 1
name: One at a time
concurrency: {limit: 1, on_limit: queue}
tasks:
  hold: {run: sleep 120}
"""
TAGS = """\
seaway: 1
name: <script>document.title='taken'</script>
tasks:
  speak: {run: "echo '<script>document.title=1</script>'"}
"""


WORKFLOWS = {
    "report": FAILS,
    "payout": WAITS,
    "prints": PRINTS,
    "scores": FANS,
    "leaves": LEAVES,
    "queues": QUEUES,
    "tags": TAGS,
}


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return {f"workflows/{name}.yaml": text for name, text in WORKFLOWS.items()}


def log_line(page: Page, number: int) -> Locator:
    return page.locator(f'.log-line[data-line="{number}"]')


def test_a_failed_run_says_what_failed_where_and_what_it_holds_up(site: Site) -> None:
    page = site.page
    site.open(f"/runs/{site.start('report')}")
    expect(page.locator(".run-sentence")).to_have_text("Failed at report")
    expect(page.locator(".cause-said")).to_contain_text("KeyError: no such column")
    expect(page.locator(".why")).to_contain_text("publish")
    expect(page.get_by_role("treeitem", name=re.compile("^report"))).to_have_attribute(
        "aria-selected", "true"
    )
    expect(log_line(page, 2)).to_have_class(re.compile("is-error"))
    expect(page.locator(".log-errors")).to_contain_text("error")
    site.picture("run-failed")


def test_a_rerun_says_what_it_will_do_and_runs_only_that(site: Site) -> None:
    page = site.page
    report = site.workflow(FAILS)
    failed = site.start(report)
    site.open(f"/runs/{failed}")
    expect(page.locator(".run-sentence")).to_have_text("Failed at report")
    old = site.get(f"/workflows/{report}")["active_revision"]
    site.hands.write(f"workflows/{report}.yaml", FAILS.replace("exit 3", "exit 0"))
    eventually(lambda: site.get(f"/workflows/{report}")["active_revision"] != old)
    page.keyboard.press("r")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 tasks will run")
    expect(dialog).to_contain_text("1 task carried over")
    site.picture("run-rerun")
    dialog.get_by_label("The newest").check()
    dialog.get_by_role("button", name="Rerun from failed").click()
    page.wait_for_url(lambda url: failed not in url)
    expect(page.locator(".run-sentence")).to_have_text("Succeeded")
    expect(page.get_by_role("treeitem", name="extract, carried")).to_be_visible()


def test_an_approval_asks_by_its_form_and_the_answer_moves_the_run_on(site: Site) -> None:
    page = site.page
    site.open(f"/runs/{site.start('payout')}")
    expect(page.locator(".approval-said")).to_have_text("Release 214 payments?")
    page.get_by_label("Amount").fill("60000")
    page.get_by_role("button", name="Approve").click()
    expect(page.locator("form.approval")).to_contain_text("At most 50000")
    site.picture("run-approval")
    page.get_by_label("Amount").fill("120.5")
    page.get_by_role("button", name="Approve").click()
    expect(page.locator(".run-sentence")).to_have_text("Succeeded")


def test_a_log_is_followed_while_it_is_printed_and_searched_once_it_is_there(site: Site) -> None:
    page = site.page
    site.open(f"/runs/{site.start('prints', lines=3000, hold=4)}?tab=log")
    expect(log_line(page, 3000)).to_be_visible()
    expect(log_line(page, 3000).locator(".ansi-green")).to_have_text("row 3000")
    expect(log_line(page, 3001)).to_contain_text("the last words")
    page.keyboard.press("/")
    page.keyboard.type("row 1234")
    expect(page.locator(".log-count")).to_have_text("1")
    page.keyboard.press("Enter")
    expect(log_line(page, 1234)).to_have_class(re.compile("is-selected"))
    expect(page).to_have_url(re.compile("line=1234"))


def test_the_address_of_a_line_opens_it_again(site: Site) -> None:
    page = site.page
    run_id = site.start("prints", lines=5000)
    site.open(f"/runs/{run_id}")
    expect(page.locator(".run-sentence")).to_have_text("Succeeded")
    site.open(f"/runs/{run_id}?tab=log&task=speak&line=4321")
    expect(log_line(page, 4321)).to_be_in_viewport()
    expect(log_line(page, 4321)).to_have_class(re.compile("is-selected"))


def test_a_foreach_is_one_bar_that_unfolds_with_what_failed_first(site: Site) -> None:
    page = site.page
    site.open(f"/runs/{site.start('scores')}")
    expect(page.locator(".run-sentence")).to_have_text("Succeeded")
    expect(page.locator(".gantt-row")).to_have_count(1)
    page.get_by_role("button", name="Unfold score").click()
    items = page.locator('.gantt-row[aria-level="2"]')
    expect(items.first).to_have_attribute("data-row", "score[7]")
    assert items.count() < 60, "only what is in view exists"
    items.first.click()
    expect(page.locator(".why")).to_contain_text("exit code")
    expect(page).to_have_url(re.compile(r"task=score%5B7%5D"))
    site.picture("run-foreach")


def test_a_run_is_cancelled_with_a_reason_that_stays(site: Site) -> None:
    page = site.page
    site.open(f"/runs/{site.start('prints', hold=120)}")
    page.get_by_role("button", name="Cancel…").click()
    page.get_by_role("textbox", name="Reason").fill("the wrong day")
    page.get_by_role("button", name="Cancel the run").click()
    expect(page.locator(".run-sentence")).to_have_text("Cancelled")
    expect(page.locator(".why")).to_contain_text("he wrong day")


def test_files_stand_in_a_tree_and_a_table_is_shown_as_one(site: Site) -> None:
    page = site.page
    site.open(f"/runs/{site.start('leaves')}")
    expect(page.locator(".run-sentence")).to_have_text("Succeeded")
    page.get_by_role("tab", name="Files").click()
    page.get_by_role("button", name=re.compile("cities.csv")).click()
    expect(page.get_by_role("columnheader", name=re.compile("people"))).to_be_visible()
    expect(page.get_by_role("cell", name="Bergen")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.path().read_text().startswith("city,people")
    page.emulate_media(color_scheme="dark")
    site.picture("run-files-dark")


def test_a_run_that_waits_says_for_what_and_since_when(site: Site) -> None:
    page = site.page
    first, second = site.start("queues"), site.start("queues")
    site.open(f"/runs/{second}")
    expect(page.locator(".run-sentence")).to_have_text("Waits to begin")
    expect(page.locator(".why h2")).to_have_text("Why is it not running?")
    expect(page.locator(".wait").first).to_contain_text("concurrency limit")
    site.picture("run-waiting")
    page.locator(".wait").get_by_role("link", name=re.compile(first[-8:])).click()
    page.wait_for_url(re.compile(first))
    for run_id in (second, first):  # it would keep a slot from the other tests
        site.served.ask("POST", f"/runs/{run_id}/cancel", json={})


def test_the_history_tells_what_happened_and_leads_to_the_task(site: Site) -> None:
    page = site.page
    site.open(f"/runs/{site.start('report')}")
    expect(page.locator(".run-sentence")).to_have_text("Failed at report")
    page.get_by_role("tab", name="History").click()
    events = page.get_by_role("list", name="Events").get_by_role("listitem")
    expect(events.filter(has_text="extract").last).to_be_visible()
    failed = events.filter(has_text="report").filter(has_text="KeyError: no such column")
    expect(failed).to_have_count(1)
    expect(events.last).to_contain_text("The run")
    site.picture("run-history")
    failed.get_by_role("button", name="report").click()
    expect(page).to_have_url(re.compile("task=report"))


def test_a_task_that_is_pointed_at_says_what_became_of_it(site: Site) -> None:
    """On the timeline and on the graph; gone with the pointer."""
    page = site.page
    site.open(f"/runs/{site.start('report')}")
    expect(page.locator(".run-sentence")).to_have_text("Failed at report")
    card = page.get_by_role("tooltip").filter(has=page.locator(".task-card-name"))
    page.locator(".gantt-row[data-row='report']").hover()
    expect(card).to_contain_text("report")
    expect(card).to_contain_text("exit code 3")
    site.picture("run-hover")
    page.mouse.move(5, 5)
    expect(card).to_have_count(0)
    page.locator(".react-flow__node [data-task='extract'], [data-task='extract']").first.hover()
    expect(card).to_contain_text("extract")
    expect(card).to_contain_text("took")


def test_a_run_that_nobody_knows_is_said_so_and_the_page_stays(site: Site) -> None:
    page = site.page
    site.open("/runs/00000000-0000-7000-8000-000000000000")
    expect(page.get_by_role("alert")).to_contain_text("There is no run")
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def test_what_a_workflow_or_a_task_says_is_never_markup(site: Site) -> None:
    page = site.page
    site.open(f"/runs/{site.start('tags')}")
    expect(log_line(page, 1)).to_contain_text("<script>document.title=1</script>")
    expect(page.get_by_role("navigation", name="Breadcrumb")).to_contain_text(
        "<script>document.title='taken'"
    )
    assert page.title() != "taken"


def test_the_list_of_runs_says_what_waits_for_a_person_and_finds_errors(site: Site) -> None:
    page = site.page
    failed = site.start(site.workflow(FAILS.replace("Daily report", "Grain report")))
    site.open(f"/runs/{failed}")
    expect(page.locator(".run-sentence")).to_have_text("Failed at report")
    site.open("/runs")
    waiting = site.start(site.workflow(WAITS.replace("Payout", "Grain payout")))
    row = page.get_by_role("row", name=re.compile("Grain payout"))
    expect(row).to_contain_text("Waiting for approval")
    site.picture("runs-waiting")
    answer = {"task": "release", "approved": True, "values": {"amount": 12}}
    site.served.ask("POST", f"/runs/{waiting}/approve", json=answer)
    expect(row).to_contain_text("Success")
    page.get_by_role("textbox", name="Find a run").fill("no such COLUMN")
    expect(page.get_by_role("row", name=re.compile("Grain payout"))).to_have_count(0)
    expect(page.get_by_role("row", name=re.compile("Grain report"))).to_be_visible()


def test_the_list_of_runs_filters_by_its_address_and_opens_by_key(site: Site) -> None:
    page = site.page
    failed = site.start("report")
    site.open(f"/runs/{failed}")
    expect(page.locator(".run-sentence")).to_have_text("Failed at report")
    site.start(site.workflow(PRINTS.replace("Prints", "Speaks")))
    site.open("/runs")
    expect(page.get_by_role("row", name=re.compile("Speaks"))).to_be_visible()
    site.picture("runs")
    page.get_by_role("tab", name="Failed").click()
    expect(page).to_have_url(re.compile("state=failed"))
    expect(page.get_by_role("row", name=re.compile("Speaks"))).to_have_count(0)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(failed))
