"""What a test of the pages works with: a project that is served, and a browser of its owner."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.acceptance.shell import Hands
from tests.acceptance.ui.served import Served

ARTIFACTS = Path(os.environ.get("SEAWAY_ARTIFACTS", "build/ui"))
"""Where pictures of the screens are kept; below the checkout, and ignored by Git."""
PATIENCE_MS = 40_000
"""How long a page may take for anything: machines are shared, and what counts is that it comes."""
_numbers = count(1)


class Site:
    """One tab of a fresh browser, at a server that the tests of a module share: each takes workflows and
    names of its own."""

    def __init__(self, served: Served, page: Page) -> None:
        self.served = served
        self.page = page

    @property
    def hands(self) -> Hands:
        return self.served.hands

    @property
    def url(self) -> str:
        return self.served.url

    def unused(self, name: str) -> str:
        """A name that no test before has taken."""
        return f"{name}{next(_numbers)}"

    def workflow(self, text: str) -> str:
        """A new workflow; returns its id."""
        id_ = self.unused("made")
        self.served.publish(id_, text)
        return id_

    def text_of(self, workflow: str) -> str:
        """As it stands in its file."""
        return (self.hands.folder / f"workflows/{workflow}.yaml").read_text()

    @contextmanager
    def entered_as(self, name: str, role: str) -> Iterator[Page]:
        """Another person's browser, signed in by a link of their own."""
        browser = self.page.context.browser
        assert browser is not None
        with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            page.goto(self.served.add_person(name, role))
            yield page

    def get(self, path: str) -> Any:
        return self.served.get(path)

    def start(self, workflow: str, **inputs: Any) -> str:
        """Start a run; returns its id."""
        return self.served.start_run(workflow, **inputs)

    def open(self, path: str) -> None:
        self.page.goto(f"{self.url}{path}")

    def picture(self, name: str) -> None:
        """Keep how it looks now, as a test artifact."""
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=ARTIFACTS / f"{name}.png")
