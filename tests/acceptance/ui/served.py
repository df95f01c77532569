"""A project being served, with its owner signed in: one for all tests of a module."""

import json
import subprocess
import threading
from typing import Any
from urllib.parse import quote

import httpx
from playwright.sync_api import StorageState

from tests.acceptance.shell import Hands

PROJECT = "harbour"
UP = ("up", "--json", "--no-triggers", "--no-browser", "--grace", "1")


class Served:
    """The folder and its server. `cookies`: what a browser of its owner holds."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands
        self.url = ""
        self.cookies: StorageState = {}
        self._process: subprocess.Popen[str] | None = None
        self._client = httpx.Client(trust_env=False, timeout=60)

    def start(self) -> None:
        """Serve, and sign in by the one-time link."""
        self.hands.write("seaway.toml", f'name = "{PROJECT}"\ntimezone = "UTC"\n')
        link = self._serve()["link"]
        self._client.base_url = self.url
        assert self._client.get(link).status_code == 303
        session = self._client.get("/api/v1/session").json()
        self._client.headers.update({"X-CSRF-Token": session["csrf"], "Origin": self.url})
        self.cookies = {
            "cookies": [
                {"name": each.name, "value": each.value or "", "domain": "127.0.0.1", "path": "/"}
                for each in self._client.cookies.jar
            ]
        }

    def restart(self) -> None:
        """End the server, and start it again at the same address; the pages stay open."""
        assert self._process is not None
        self._process.terminate()
        self._process.wait(60)
        self._serve("--port", self.url.rpartition(":")[2])

    def close(self) -> None:
        self._client.close()
        self.hands.leave()

    def ask(self, method: str, path: str, *, headers: dict[str, str] | None = None, **given: Any) -> Any:
        """A request of the owner below the project; what it answers."""
        answer = self._client.request(method, f"/api/v1/projects/{PROJECT}{path}", headers=headers, **given)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def get(self, path: str) -> Any:
        return self.ask("GET", path)

    def publish(self, workflow: str, text: str) -> None:
        """A workflow in its file and in the store, so that it can be opened and run at once."""
        self.ask("POST", "/workflows", json={"id": workflow, "text": text})

    def start_run(self, workflow: str, **inputs: Any) -> str:
        """Start a run; returns its id."""
        made = self.ask("POST", f"/workflows/{quote(workflow)}/runs", json={"inputs": inputs})
        return str(made["run_id"])

    def add_person(self, name: str, role: str) -> str:
        """A user with a role in the project; returns the link that signs them in."""
        answer = self._client.post("/api/v1/users", json={"name": name})
        assert answer.status_code == 201, answer.text
        self.ask("PUT", f"/members/{answer.json()['id']}", json={"role": role})
        link = str(answer.json()["link"])
        return f"{self.url}{link[link.index('/link') :]}"

    def _serve(self, *words: str) -> dict[str, Any]:
        process = self.hands.start(*UP, *words, env={"SEAWAY_PRIVATE_NETWORKS": "loopback"})
        serving = _serving(process)
        self._process, self.url = process, serving["url"]
        # Nobody reads its lines any more; a full pipe would stop it.
        threading.Thread(target=_drain, args=(process,), daemon=True).start()
        return serving


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
