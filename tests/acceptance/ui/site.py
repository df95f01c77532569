"""A project being served, with a browser that its owner is signed in with."""

import json
import os
import subprocess
import threading
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Page

from tests.acceptance.shell import Hands

ARTIFACTS = Path(os.environ.get("SEAWAY_ARTIFACTS", "build/ui"))
"""Where pictures of the screens are kept; below the checkout, and ignored by Git."""
PATIENCE_MS = 40_000
"""How long a page may take for anything: machines are shared, and what is asked is whether it comes at all."""


class Site:
    """What a test of the pages works with: the folder, the server, one tab."""

    def __init__(self, hands: Hands, page: Page) -> None:
        self.hands = hands
        self.page = page
        self.url = ""
        self.project = ""
        self._csrf = ""
        self._process: subprocess.Popen[str] | None = None
        self._link = ""

    def serve(self, project: str = "harbour") -> None:
        """Start the server and sign in by its one-time link."""
        self.project = project
        self.hands.write("seaway.toml", f'name = "{project}"\ntimezone = "UTC"\n')
        self._process = self._start()
        self.page.goto(self._link)
        self._csrf = self.page.request.get(f"{self.url}/api/v1/session").json()["csrf"]

    def restart(self) -> None:
        """End the server, and start it again at the same address; the pages stay open."""
        assert self._process is not None
        port = self.url.rpartition(":")[2]
        self._process.terminate()
        self._process.wait(30)
        self._process = self._start("--port", port)

    def enter_as(self, name: str, role: str) -> Page:
        """Another person's browser, signed in by a link of their own."""
        said = self.hands.type("users", "add", name, "--role", role, "--json", expect=0).json
        browser = self.page.context.browser
        assert browser is not None
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{self.url}{said['link'][said['link'].index('/link') :]}")
        return page

    def api(self, path: str) -> str:
        return f"{self.url}/api/v1/projects/{self.project}{path}"

    def get(self, path: str) -> Any:
        answer = self.page.request.get(self.api(path))
        assert answer.ok, answer.text()
        return answer.json()

    def post(self, path: str, body: dict[str, Any]) -> Any:
        headers = {"X-CSRF-Token": self._csrf, "Origin": self.url}
        answer = self.page.request.post(self.api(path), data=body, headers=headers)
        assert answer.ok, answer.text()
        return answer.json()

    def start(self, workflow: str, **inputs: Any) -> str:
        """Start a run; returns its id."""
        run_id = self.post(f"/workflows/{quote(workflow)}/runs", {"inputs": inputs})["run_id"]
        assert isinstance(run_id, str)
        return run_id

    def open(self, path: str) -> None:
        self.page.goto(f"{self.url}{path}")

    def picture(self, name: str) -> None:
        """Keep how it looks now, as a test artifact."""
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=ARTIFACTS / f"{name}.png")

    def _start(self, *words: str) -> "subprocess.Popen[str]":
        process = self.hands.start("up", "--json", "--no-triggers", "--no-browser", "--grace", "1", *words)
        serving = self._serving(process)
        self.url, self._link = serving["url"], serving.get("link") or self._link
        # Nobody reads its lines any more; a full pipe would stop it.
        threading.Thread(target=_drain, args=(process,), daemon=True).start()
        return process

    @staticmethod
    def _serving(process: "subprocess.Popen[str]") -> dict[str, Any]:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            event = json.loads(line)
            if event["event"] == "serving":
                assert isinstance(event, dict)
                return event
        raise AssertionError(f"it does not serve: {said}")


def _drain(process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None
    try:
        for _ in process.stdout:
            pass
    except ValueError:
        pass  # the test closed it
