"""Connections by hand: made, tested, mended, used and deleted; changed in two tabs; signed in to."""

import re
import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.acceptance.ui.bench import Bench
from tests.acceptance.ui.served import Served
from tests.acceptance.ui.site import Site
from tests.servers import sftp
from tests.servers.emulator import program, running
from tests.servers.sftp import SftpServer

pytestmark = pytest.mark.slow

COUNT = """\
seaway: 1
name: Count
tasks:
  count:
    uses: sql.query
    with:
      connection: SHOP
      sql: select count(*) as n from orders
"""
PUT = """\
seaway: 1
name: Put
tasks:
  put:
    uses: sql.load
    with:
      connection: SHOP
      files: [orders.csv]
"""
LOOK = """\
seaway: 1
name: Look
tasks:
  look:
    uses: storage.list
    with:
      connection: nowhere
"""
WRONG = "wrong-horse-battery"


@pytest.fixture(scope="module")
def served(served: Served) -> Served:
    with sqlite3.connect(served.hands.folder / "shop.db") as shop:
        shop.execute("create table orders (id integer)")
        shop.executemany("insert into orders values (?)", [(1,), (2,), (3,)])
    return served


@pytest.fixture
def shop(site: Site) -> str:
    """The name of a connection to the shop's database."""
    name = site.unused("shop")
    _put(site, f"/connections/{name}", {"type": "sqlite", "fields": {"path": "shop.db"}})
    return name


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SftpServer]:
    with sftp.server(tmp_path_factory.mktemp("harbour")) as server:
        (server.root / "manifest.csv").write_text("ship,berth\n")
        yield server


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An OpenID provider that asks who one is."""
    command = [str(program("servers", "oidc-provider-mock")), "--port", "0"]
    folder = tmp_path_factory.mktemp("provider")
    with running(command, folder, r"http://127\.0\.0\.1:(\d+)", {"PYTHONUNBUFFERED": "1"}) as port:
        yield f"http://127.0.0.1:{port}"


class Told:
    """The bodies of all that the server answers to a page, but for the live stream; kept on their way, as a
    browser lets go of them when the page goes elsewhere."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._bodies: list[str] = []
        page.route(re.compile(r"/api/v1/(?!.*/events)"), self._hear)

    def _hear(self, route: Route) -> None:
        answer = route.fetch()
        self._bodies.append(answer.text())
        route.fulfill(response=answer)

    def end(self) -> str:
        """All of it, once the page has what it asked for."""
        self._page.unroute_all(behavior="wait")
        assert self._bodies
        return "\n".join(self._bodies)


def test_a_connection_is_made_tested_mended_and_used_and_its_password_is_never_shown(
    site: Site, harbour: SftpServer
) -> None:
    page, name, told = site.page, site.unused("quay"), Told(site.page)
    drawer = _new_connection(site, "SFTP")
    drawer.get_by_role("textbox", name="Name", exact=True).fill(name)
    _fill(drawer, Host="127.0.0.1", Port=str(harbour.port), Username=sftp.USER, Password=WRONG)
    drawer.get_by_label("Host key").fill(harbour.host_key)
    drawer.get_by_role("button", name="Test").click()
    said = drawer.locator(".check-line.bad")
    expect(said).to_contain_text(re.compile("does not let|refus|not accept|password", re.IGNORECASE))
    expect(said).not_to_contain_text("Traceback")
    assert WRONG not in drawer.inner_text()
    site.picture("connection-wrong-password")
    _fill(drawer, Password=sftp.PASSWORD)
    drawer.get_by_role("button", name="Test").click()
    expect(drawer.locator(".check-line:not(.bad)")).to_contain_text("may look into")
    drawer.get_by_role("button", name="Save").click()
    expect(page.get_by_text(f"The connection {name} is saved.")).to_be_visible()
    expect(page.get_by_role("button", name="Replace Password")).to_be_visible()
    assert sftp.PASSWORD not in page.content()

    bench = Bench(site, site.workflow(LOOK))
    bench.node("look").click()
    picker = (
        page.locator(".insp")
        .get_by_role("combobox", name="Connection")
        .or_(page.locator(".insp").get_by_role("textbox", name="Connection"))
    )
    picker.first.click()
    page.get_by_role("option", name=re.compile(name)).click()
    expect(page.locator(".yaml")).to_contain_text(f"connection: {name}")
    bench.save("Look at the quay")
    run = site.start(bench.workflow)
    site.open(f"/runs/{run}")
    expect(page.locator(".run-sentence")).to_have_text("Succeeded")
    assert site.get(f"/runs/{run}/outputs?task=look")["outputs"]["count"] == 1
    said_to_page = told.end()
    assert WRONG not in said_to_page
    assert sftp.PASSWORD not in said_to_page
    for log in (site.hands.folder / ".seaway").rglob("*.log"):
        assert sftp.PASSWORD not in log.read_text(), log


def test_a_connection_that_is_used_is_deleted_only_by_its_name_and_with_where_it_is_used(
    site: Site, shop: str
) -> None:
    page, user = site.page, site.workflow(COUNT.replace("SHOP", shop))
    site.open(f"/connections?name={shop}")
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog", name=f"Delete the connection {shop}?")
    expect(dialog).to_contain_text("Used in")
    expect(dialog.get_by_role("link", name=user)).to_be_visible()
    button = dialog.get_by_role("button", name="Delete the connection")
    expect(button).to_be_disabled()
    site.picture("connection-used")
    site.served.ask("DELETE", f"/workflows/{user}")
    dialog.get_by_label(re.compile("Type")).fill(shop)
    button.click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("link", name=shop, exact=True)).to_have_count(0)


def test_the_server_refuses_to_delete_what_came_into_use_meanwhile(site: Site, shop: str) -> None:
    page = site.page
    site.open(f"/connections?name={shop}")
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog", name=f"Delete the connection {shop}?")
    expect(dialog).to_contain_text("No workflow uses it")
    user = site.workflow(COUNT.replace("SHOP", shop))
    dialog.get_by_role("button", name="Delete the connection").click()
    expect(dialog.get_by_role("link", name=user)).to_be_visible()
    expect(dialog.get_by_label(re.compile("Type"))).to_be_visible()
    dialog.get_by_role("button", name="Keep it").click()
    assert site.get(f"/connections/{shop}")["name"] == shop


def test_a_secret_is_set_replaced_and_deleted_and_never_shown_again(site: Site) -> None:
    page, name, told = site.page, site.unused("TIDE_KEY"), Told(site.page)
    site.open("/secrets")
    page.get_by_role("button", name="New secret").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Name").fill(name)
    dialog.get_by_label("Value", exact=True).fill("first-tide-value")
    dialog.get_by_role("button", name="Save").click()
    row = page.get_by_role("row").filter(has_text=name)
    expect(row).to_contain_text("secret(")
    row.hover()
    row.get_by_role("button", name=f"Change {name}").click()
    expect(dialog.get_by_label("New value")).to_have_value("")
    dialog.get_by_label("New value").fill("second-tide-value")
    dialog.get_by_label("Description").fill("Of the tide tables")
    dialog.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("Of the tide tables")
    page.reload()
    expect(row).to_be_visible()
    said_to_page = told.end()
    for value in ("first-tide-value", "second-tide-value"):
        assert value not in page.content()
        assert value not in said_to_page
    row.hover()
    row.get_by_role("button", name=f"Delete {name}").click()
    page.get_by_role("button", name="Delete the secret").click()
    expect(row).to_have_count(0)


def test_a_variable_is_set_changed_and_deleted(site: Site) -> None:
    page, name = site.page, site.unused("region")
    site.open("/variables")
    page.get_by_role("button", name="New variable").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Name").fill(name)
    dialog.get_by_label("Value").fill("nordic")
    dialog.get_by_role("button", name="Save").click()
    row = page.get_by_role("row").filter(has_text=name)
    expect(row).to_contain_text("nordic")
    row.hover()
    row.get_by_role("button", name=f"Change {name}").click()
    dialog.get_by_text("Number", exact=True).click()
    dialog.get_by_label("Value").fill("many")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_visible()
    dialog.get_by_label("Value").fill("12")
    dialog.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("12")
    assert {each["name"]: each["value"] for each in site.get("/variables")["items"]}[name] == 12
    row.hover()
    row.get_by_role("button", name=f"Delete {name}").click()
    page.get_by_role("button", name="Delete the variable").click()
    expect(row).to_have_count(0)


def test_somebody_signs_in_to_a_system_by_a_click_and_comes_back(site: Site, provider: str) -> None:
    page, name = site.page, site.unused("registry")
    fields = {
        "base_url": provider,
        "authorize_url": f"{provider}/oauth2/authorize",
        "token_url": f"{provider}/oauth2/token",
        "client_id": "seaway",
        "client_secret": "not-a-secret",
        "scope": "openid",
    }
    _put(site, f"/connections/{name}", {"type": "http_oauth", "fields": fields})
    site.open(f"/connections?name={name}")
    expect(page.get_by_role("dialog")).to_contain_text("Nobody is signed in yet")
    with page.expect_popup() as opening:
        page.get_by_role("button", name=re.compile("^Sign in with")).click()
    tab = opening.value
    tab.locator("input[name=sub]").fill("ada")
    tab.get_by_role("button", name=re.compile("authori[sz]e|sign in|continue", re.IGNORECASE)).first.click()
    expect(tab.get_by_text("Signed in")).to_be_visible()
    assert "code=" not in page.url
    page.bring_to_front()
    page.reload()
    expect(page.get_by_role("dialog")).to_contain_text("Signed in")
    assert site.get(f"/connections/{name}")["sign_in"]["is_signed_in"] is True


def test_a_viewer_sees_and_can_not_change(site: Site, shop: str) -> None:
    with site.entered_as(site.unused("Vera"), "viewer") as page:
        page.goto(f"{site.url}/connections")
        expect(page.get_by_role("button", name="New connection")).to_be_disabled()
        page.get_by_role("link", name=shop, exact=True).click()
        drawer = page.get_by_role("dialog")
        expect(drawer).to_contain_text("Needs the editor role")
        expect(drawer).to_contain_text("shop.db")
        expect(drawer.get_by_role("button", name="Save")).to_have_count(0)
        page.goto(f"{site.url}/secrets")
        expect(page.get_by_text("You may not see the secrets")).to_be_visible()


def test_two_tabs_that_change_one_connection_see_both_versions(site: Site, shop: str) -> None:
    one, other = site.page, site.page.context.new_page()
    for page in (one, other):
        page.goto(f"{site.url}/connections?name={shop}")
        expect(page.get_by_label("Path")).to_have_value("shop.db")
    other.get_by_label("Path").fill("theirs.db")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_text(f"The connection {shop} is saved.")).to_be_visible()
    one.get_by_label("Path").fill("mine.db")
    one.get_by_role("button", name="Save").click()
    conflict = one.locator(".conflict")
    expect(conflict).to_contain_text("theirs.db")
    expect(conflict).to_contain_text("mine.db")
    site.picture("connection-conflict")
    conflict.get_by_role("button", name="Save mine over it").click()
    expect(conflict).to_have_count(0)
    assert site.get(f"/connections/{shop}")["fields"]["path"] == "mine.db"


def test_a_connection_of_the_project_file_says_where_it_is_changed(site: Site) -> None:
    file = site.hands.folder / "seaway.toml"
    plain = file.read_text()
    file.write_text(f'{plain}[connections.local]\ntype = "duckdb"\npath = "x.duckdb"\n')
    site.open("/connections")
    site.page.get_by_role("link", name="local").click()
    drawer = site.page.get_by_role("dialog")
    expect(drawer).to_contain_text("It stands in the project's file")
    expect(drawer).to_contain_text("x.duckdb")
    expect(drawer.get_by_role("button", name="Save")).to_have_count(0)
    file.write_text(plain)


def test_the_builder_makes_a_connection_and_takes_it(site: Site) -> None:
    page, missing, made = site.page, site.unused("missing"), site.unused("till")
    bench = Bench(site, site.workflow(COUNT.replace("SHOP", missing)))
    bench.node("count").click()
    form = page.locator(".insp")
    expect(form).to_contain_text(f"There is no connection {missing}")
    site.picture("builder-missing-connection")
    form.get_by_role("button", name="New connection").click()
    drawer = page.get_by_role("dialog", name="New connection")
    drawer.get_by_role("button", name=re.compile("SQLite")).click()
    drawer.get_by_role("textbox", name="Name").fill(made)
    drawer.get_by_label("Path").fill("shop.db")
    drawer.get_by_role("button", name="Save").click()
    expect(page.locator(".yaml")).to_contain_text(f"connection: {made}")
    expect(form).not_to_contain_text("There is no connection")


def test_a_table_is_chosen_from_those_that_the_connection_has(site: Site, shop: str) -> None:
    """Asked of the database itself; another connection has other tables."""
    other = site.unused("other")
    with sqlite3.connect(site.hands.folder / f"{other}.db") as made:
        made.execute("create table berths (id integer)")
    _put(site, f"/connections/{other}", {"type": "sqlite", "fields": {"path": f"{other}.db"}})
    bench = Bench(site, site.workflow(PUT.replace("SHOP", shop)))
    page = bench.page
    bench.node("put").click()
    into = (
        page.locator(".insp")
        .get_by_role("combobox", name="Into")
        .or_(page.locator(".insp").get_by_role("textbox", name="Into"))
    )
    into.first.click()
    page.get_by_role("option", name="orders", exact=True).click()
    site.picture("builder-choice")
    page.keyboard.press("Tab")
    expect(page.locator(".yaml")).to_contain_text("into: orders")
    bench.line(f"connection: {shop}").click()
    page.keyboard.press("End")
    for _ in shop:
        page.keyboard.press("Backspace")
    page.keyboard.type(other)
    bench.keeps(f"connection: {other}")
    into.first.click()
    expect(page.get_by_role("option", name="orders", exact=True)).to_have_count(0)
    into.first.fill("")
    expect(page.get_by_role("option", name="berths", exact=True)).to_be_visible()


def _new_connection(site: Site, system: str) -> Locator:
    """The form of a new connection of a system."""
    site.open("/connections")
    site.page.get_by_role("button", name="New connection").click()
    drawer = site.page.get_by_role("dialog", name="New connection")
    drawer.get_by_role("button", name=re.compile(f"^{system}")).click()
    return drawer


def _fill(form: Locator, **fields: str) -> None:
    for label, value in fields.items():
        form.get_by_label(label, exact=True).fill(value)


def _put(site: Site, path: str, body: dict[str, object]) -> None:
    site.served.ask("PUT", path, json=body, headers={"If-None-Match": "*"})
