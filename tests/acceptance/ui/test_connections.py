"""Connections by hand: looked at, changed in two tabs, and made from the builder."""

import re
import sqlite3

import pytest
from playwright.sync_api import expect

from tests.acceptance.ui.bench import Bench
from tests.acceptance.ui.site import Site

pytestmark = pytest.mark.slow

COUNT = """\
seaway: 1
name: Count
tasks:
  count:
    uses: sql.query
    with:
      connection: shop
      sql: select count(*) as n from orders
"""


@pytest.fixture
def served(site: Site) -> Site:
    site.hands.write("workflows/count.yaml", COUNT)
    with sqlite3.connect(site.hands.folder / "shop.db") as shop:
        shop.execute("create table orders (id integer)")
        shop.executemany("insert into orders values (?)", [(1,), (2,), (3,)])
    site.serve()
    return site


def test_a_viewer_sees_and_can_not_change(served: Site) -> None:
    _put(served, "/connections/shop", {"type": "sqlite", "fields": {"path": "shop.db"}})
    page = served.enter_as("Vera", "viewer")
    page.goto(f"{served.url}/connections")
    expect(page.get_by_role("button", name="New connection")).to_be_disabled()
    page.get_by_role("link", name="shop").click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("Needs the editor role")
    expect(drawer).to_contain_text("shop.db")
    expect(drawer.get_by_role("button", name="Save")).to_have_count(0)
    page.goto(f"{served.url}/secrets")
    expect(page.get_by_text("You may not see the secrets")).to_be_visible()
    page.context.close()


def test_two_tabs_that_change_one_connection_see_both_versions(served: Site) -> None:
    _put(served, "/connections/shop", {"type": "sqlite", "fields": {"path": "shop.db"}})
    one, other = served.page, served.page.context.new_page()
    for page in (one, other):
        page.goto(f"{served.url}/connections?name=shop")
        expect(page.get_by_label("Path")).to_have_value("shop.db")
    other.get_by_label("Path").fill("theirs.db")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_text("The connection shop is saved.")).to_be_visible()
    one.get_by_label("Path").fill("mine.db")
    one.get_by_role("button", name="Save").click()
    conflict = one.locator(".conflict")
    expect(conflict).to_contain_text("theirs.db")
    expect(conflict).to_contain_text("mine.db")
    served.picture("connection-conflict")
    conflict.get_by_role("button", name="Save mine over it").click()
    expect(conflict).to_have_count(0)
    assert served.get("/connections/shop")["fields"]["path"] == "mine.db"


def test_a_connection_of_the_project_file_says_where_it_is_changed(served: Site) -> None:
    served.hands.write(
        "seaway.toml", 'name = "harbour"\n[connections.local]\ntype = "duckdb"\npath = "x.duckdb"\n'
    )
    served.open("/connections")
    served.page.get_by_role("link", name="local").click()
    drawer = served.page.get_by_role("dialog")
    expect(drawer).to_contain_text("It stands in the project's file")
    expect(drawer).to_contain_text("x.duckdb")
    expect(drawer.get_by_role("button", name="Save")).to_have_count(0)


def test_the_builder_makes_a_connection_and_takes_it(served: Site) -> None:
    page = served.page
    bench = Bench(served, "count")
    bench.node("count").click()
    form = page.locator(".insp")
    expect(form).to_contain_text("There is no connection shop")
    served.picture("builder-missing-connection")
    form.get_by_role("button", name="New connection").click()
    drawer = page.get_by_role("dialog", name="New connection")
    drawer.get_by_role("button", name=re.compile("SQLite")).click()
    drawer.get_by_role("textbox", name="Name").fill("till")
    drawer.get_by_label("Path").fill("shop.db")
    drawer.get_by_role("button", name="Save").click()
    expect(page.locator(".yaml")).to_contain_text("connection: till")
    expect(form).not_to_contain_text("There is no connection")


def _put(site: Site, path: str, body: dict[str, object]) -> None:
    csrf = site.page.request.get(f"{site.url}/api/v1/session").json()["csrf"]
    headers = {"X-CSRF-Token": csrf, "Origin": site.url, "If-None-Match": "*"}
    answer = site.page.request.put(site.api(path), data=body, headers=headers)
    assert answer.ok, answer.text()
