"""HashiCorp Vault, as its HTTP API is documented (our reading of developer.hashicorp.com/vault/api-docs, KV
version 2 and AppRole, Vault 1.21): what is read, and each way in which it says no."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from seaway.errors import (
    AuthError,
    BadRequestError,
    DataError,
    NotFoundError,
    PermissionDeniedError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.vault.source import VaultSource, vault_sources
from tests.support.projects import PROJECT
from tests.support.served import open_served

TOKEN = "not-a-secret-root-token"
LAKE = {"type": "local", "path": "/data"}


class Vault:
    """KV version 2 below `secret/`, with tokens that AppRole gives. `fault`: a status it answers instead."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, object]] = {}
        self.tokens = {TOKEN}
        self.logins = 0
        self.fault = 0
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.url = ""

    def answer(self, method: str, path: str, headers: dict[str, str], body: Any) -> tuple[int, Any]:
        self.asked.append((f"{method} {path}", headers))
        if self.fault:
            said = ["Vault is sealed"] if self.fault == 503 else ["a fault"]
            return self.fault, {"errors": said}
        if path == "/v1/auth/approle/login":
            return self._log_in(body)
        if headers.get("X-Vault-Token") not in self.tokens:
            return 403, {"errors": ["permission denied"]}
        assert headers.get("X-Vault-Request") == "true"
        return self._list(path) if path.endswith("?list=true") else self._read(path)

    def _log_in(self, body: Any) -> tuple[int, Any]:
        if body != {"role_id": "role", "secret_id": "not-a-secret-id"}:
            return 400, {"errors": ["invalid role or secret ID"]}
        self.logins += 1
        token = f"s.{self.logins}"
        self.tokens.add(token)
        return 200, {"auth": {"client_token": token, "lease_duration": 1200, "renewable": True}}

    def _read(self, path: str) -> tuple[int, Any]:
        found = self.kept.get(path.removeprefix("/v1/secret/data/"))
        if found is None:
            return 404, {"errors": []}
        return 200, {"data": {"data": found, "metadata": {"version": 1, "destroyed": False}}}

    def _list(self, path: str) -> tuple[int, Any]:
        folder = path.removeprefix("/v1/secret/metadata/").removesuffix("?list=true") + "/"
        keys = sorted(name.removeprefix(folder) for name in self.kept if name.startswith(folder))
        return (200, {"data": {"keys": [*keys, "folder/"]}}) if keys else (404, {"errors": []})


@pytest.fixture
def vault() -> Iterator[Vault]:
    vault = Vault()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            status, said = vault.answer(self.command, self.path, dict(self.headers), body)
            data = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_GET  # noqa: N815 - as the server looks for it

        def log_message(self, *_: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    vault.url = f"http://127.0.0.1:{server.server_port}"
    vault.kept = {
        "seaway/proving/connections/lake": dict(LAKE),
        "seaway/proving/secrets/KEY": {"value": "not-a-secret-of-vault"},
    }
    yield vault
    server.shutdown()
    thread.join()
    server.server_close()


def source(vault: Vault, **given: str) -> VaultSource:
    environ = {"SEAWAY_VAULT_ADDR": vault.url, "SEAWAY_VAULT_TOKEN": TOKEN} | given
    return vault_sources({name: value for name, value in environ.items() if value})[0]


async def test_connections_and_secrets_are_read_and_listed(vault: Vault) -> None:
    place = source(vault, SEAWAY_VAULT_NAMESPACE="team")
    assert await place.connections("proving", ["lake", "other"]) == {"lake": LAKE}
    assert await place.secrets("proving", ["KEY", "NONE"]) == {"KEY": "not-a-secret-of-vault"}
    assert list(await place.connection_names("proving")) == ["lake"]
    assert list(await place.secret_names("nothing")) == []
    assert all(headers["X-Vault-Namespace"] == "team" for _, headers in vault.asked)


async def test_a_mount_and_a_path_of_ones_own(vault: Vault) -> None:
    vault.kept = {"apps/flow/secrets/KEY": {"value": "x"}}
    place = source(vault, SEAWAY_VAULT_PATH="apps/flow/", SEAWAY_VAULT_MOUNT="secret/")
    assert await place.secrets("proving", ["KEY"]) == {"KEY": "x"}


async def test_an_approle_signs_in_once_and_again_when_its_token_is_revoked(vault: Vault) -> None:
    place = source(
        vault,
        SEAWAY_VAULT_TOKEN="",
        SEAWAY_VAULT_ROLE_ID="role",
        SEAWAY_VAULT_SECRET_ID="not-a-secret-id",
    )
    for _ in range(2):
        await place.secrets("proving", ["KEY"])
    assert vault.logins == 1
    vault.tokens.clear()
    assert await place.secrets("proving", ["KEY"])
    assert vault.logins == 2


async def test_a_token_from_a_file_may_change(vault: Vault, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("an old one\n")
    place = source(vault, SEAWAY_VAULT_TOKEN="", SEAWAY_VAULT_TOKEN_FILE=str(file))
    with pytest.raises(PermissionDeniedError, match="does not let this token read"):
        await place.secrets("proving", ["KEY"])
    file.write_text(TOKEN + "\n")
    assert await place.secrets("proving", ["KEY"])
    file.unlink()
    with pytest.raises(AuthError, match="can't be read"):
        await place.secrets("proving", ["KEY"])


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        (403, PermissionDeniedError, "policy needs `read`"),
        (503, UnavailableError, "sealed"),
        (500, UnavailableError, "answered 500"),
        (429, UnavailableError, "answered 429"),
        (473, UnavailableError, "standby"),
        (307, UnavailableError, "standby"),
    ],
)
async def test_each_no_of_vault_says_what_to_do(
    vault: Vault, status: int, kind: type[TaskError], said: str
) -> None:
    vault.fault = status
    for asked in (source(vault).secrets("proving", ["KEY"]), source(vault).connection_names("proving")):
        with pytest.raises(kind) as caught:
            await asked
        assert said in f"{caught.value.message} {caught.value.hint}"
        assert TOKEN not in f"{caught.value.message} {caught.value.hint}"
    assert all(path.startswith("GET /v1/") for path, _ in vault.asked), "no token goes elsewhere"


async def test_what_is_set_wrongly_is_told(vault: Vault) -> None:
    vault.kept["seaway/proving/secrets/ODD"] = {"other": "x"}
    vault.kept["seaway/proving/connections/odd"] = {"path": "x"}
    with pytest.raises(DataError, match="no text under `value`"):
        await source(vault).secrets("proving", ["ODD"])
    with pytest.raises(DataError, match="has no `type`"):
        await source(vault).connections("proving", ["odd"])
    with pytest.raises(BadRequestError, match="nothing says how to sign in"):
        await source(vault, SEAWAY_VAULT_TOKEN="").secrets("proving", ["KEY"])
    wrong = source(vault, SEAWAY_VAULT_TOKEN="", SEAWAY_VAULT_ROLE_ID="role", SEAWAY_VAULT_SECRET_ID="x")
    with pytest.raises(AuthError, match="does not take the AppRole"):
        await wrong.secrets("proving", ["KEY"])
    with pytest.raises(UnavailableError, match="can't be reached"):
        await source(vault, SEAWAY_VAULT_ADDR="http://127.0.0.1:9").secrets("proving", ["KEY"])
    assert vault_sources({}) == ()


async def test_the_server_asks_vault_last_and_goes_on_without_it(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEAWAY_VAULT_ADDR", vault.url)
    monkeypatch.setenv("SEAWAY_VAULT_TOKEN", TOKEN)
    vault.kept["seaway/proving/connections/api"] = {
        "type": "http",
        "base_url": "http://127.0.0.1:9/",
        "token": "not-a-secret-of-vault",
    }
    async with open_served(tmp_path) as served:
        await served.client.put(
            served.at("/connections/lake"),
            json={"type": "local", "fields": {"path": "."}},
            headers={"If-None-Match": "*"},
        )
        answer = await served.client.get(served.at("/connections"))
        assert "not-a-secret-of-vault" not in answer.text
        found = {each["name"]: each for each in answer.json()["items"]}
        assert (found["lake"]["source"], found["lake"]["shadows"]) == ("store", ["vault"])
        assert found["api"]["place"] == "Vault secret/seaway/…/connections/api"
        sources = served.parts.sources(PROJECT)
        assert await sources.secrets(PROJECT, ["KEY"]) == {"KEY": "not-a-secret-of-vault"}
        with pytest.raises(NotFoundError, match="no secret named `KEX`"):
            await sources.secrets(PROJECT, ["KEX"])
        vault.fault = 503
        for path in ("/connections", "/secrets"):
            listed = (await served.client.get(served.at(path))).json()
            assert "sealed" in listed["problems"][0]
        assert [each["name"] for each in listed["items"]] == []
        with pytest.raises(UnavailableError, match="sealed"):
            await sources.secrets(PROJECT, ["KEY"])
