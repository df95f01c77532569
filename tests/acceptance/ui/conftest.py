"""Chromium, started by the tests; where it is missing they are skipped, with the reason printed."""

import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.shell import Hands

playwright_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make setup")
from playwright.sync_api import Browser, Page, expect, sync_playwright  # noqa: E402

from tests.acceptance.ui.served import Served  # noqa: E402
from tests.acceptance.ui.site import PATIENCE_MS, Site  # noqa: E402

ROOT = Path(__file__).parents[3]
BUILT = ROOT / "src/seaway/server/static/index.html"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-proxy-server"]
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`Content Security Policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Of a module, not of the session: while it is there no test may have an event loop of its own."""
    if not BUILT.exists():
        pytest.skip("the pages are not built: make ui")
    chromium = runpy.run_path(str(ROOT / "tools/browser.py"))["find"]()
    if chromium is None:
        pytest.skip("Chromium is missing: python tools/browser.py")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """What stands in the project's folder before it is served, by path; a module may have its own."""
    return {}


@pytest.fixture(scope="module")
def served(
    browser: Browser, files: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """One server for all tests of a module."""
    place = tmp_path_factory.mktemp("site")
    for name in ("home", "work"):
        (place / name).mkdir()
    served = Served(Hands(place / "work", place / "home"))
    try:
        for path, text in files.items():
            served.hands.write(path, text)
        served.start()
        yield served
    finally:
        served.close()


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A fresh profile that the owner is signed in with; an error in the page's own code fails the test, and
    so does anything that the Content-Security-Policy refuses."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, color_scheme="light", storage_state=served.cookies
    )
    context.add_init_script(TELL_VIOLATIONS)
    raised: list[str] = []

    def listen(page: Page) -> None:
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: raised.append(str(error)))
        page.on(
            "console",
            lambda said: raised.append(said.text) if "Content Security Policy" in said.text else None,
        )

    context.on("page", listen)
    yield context.new_page()
    context.close()
    assert raised == []


@pytest.fixture
def site(served: Served, page: Page) -> Site:
    return Site(served, page)
