"""Connections whose systems sign people in: against an OpenID provider, and a token server that is strict."""

import asyncio
import base64
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio

from seaway.access.sign_ins import SignIns
from seaway.clock import SystemClock
from seaway.errors import AuthError, UnavailableError
from seaway.store import grants
from tests.servers.emulator import program, running
from tests.support.projects import PROJECT
from tests.support.served import Served, open_served

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture(autouse=True)
def loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEAWAY_PRIVATE_NETWORKS", "loopback")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    async with open_served(tmp_path_factory.mktemp("served")) as opened:
        yield opened


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Tokens that live a minute, so that each use renews them first."""
    command = [str(program("servers", "oidc-provider-mock")), "--port", "0", "--token-max-age", "60"]
    folder = tmp_path_factory.mktemp("provider")
    with running(command, folder, r"http://127\.0\.0\.1:(\d+)", {"PYTHONUNBUFFERED": "1"}) as port:
        yield f"http://127.0.0.1:{port}"


async def make(served: Served, name: str, kind: str, **fields: object) -> None:
    body = {"type": kind, "fields": {"client_id": "seaway", "client_secret": "not-a-secret", **fields}}
    answer = await served.client.put(
        served.at(f"/connections/{name}"), json=body, headers={"If-None-Match": "*"}
    )
    assert answer.status_code == 200, answer.text


async def token_of(served: Served, name: str) -> str:
    found = await served.parts.sources(PROJECT).connections(PROJECT, [name])
    return str(found[name]["token"])


async def begin(served: Served, name: str) -> str:
    answer = await served.client.post(served.at(f"/connections/{name}/authorize"))
    assert answer.status_code == 200, answer.text
    return str(answer.json()["url"])


async def test_somebody_signs_in_and_the_token_is_kept_fresh(served: Served, provider: str) -> None:
    addresses = {"authorize_url": f"{provider}/oauth2/authorize", "token_url": f"{provider}/oauth2/token"}
    await make(served, "mine", "http_oauth", base_url=provider, scope="openid", **addresses)
    with pytest.raises(AuthError, match="Nobody has signed in to the connection `mine` yet"):
        await token_of(served, "mine")
    url = await begin(served, "mine")
    assert "code_challenge_method=S256" in url
    async with httpx.AsyncClient() as browser:
        sent = await browser.post(url, data={"sub": "ada"})
    back = urlsplit(sent.headers["location"])
    assert back.path == "/api/v1/oauth/callback"
    done = await served.client.get(f"{back.path}?{back.query}")
    assert (done.status_code, "Signed in" in done.text) == (200, True), done.text
    again = await served.client.get(f"{back.path}?{back.query}")
    assert again.status_code == 400
    before = await served.parts.database.read(lambda c: grants.find(c, PROJECT, "mine"))
    token = await token_of(served, "mine")
    after = await served.parts.database.read(lambda c: grants.find(c, PROJECT, "mine"))
    assert before is not None
    assert after is not None
    assert after.sealed != before.sealed, "it was renewed"
    async with httpx.AsyncClient() as api:
        said = await api.get(f"{provider}/userinfo", headers={"Authorization": f"Bearer {token}"})
    assert said.json()["sub"] == "ada"
    shown = (await served.client.get(served.at("/connections/mine"))).json()
    assert (shown["sign_in"]["is_signed_in"], shown["sign_in"]["needs_person"]) == (True, True)
    for file in served.site.here.settings.home.rglob("*"):
        if file.is_file():
            assert token.encode() not in file.read_bytes(), file


async def test_only_who_began_a_sign_in_finishes_it(served: Served, provider: str) -> None:
    addresses = {"authorize_url": f"{provider}/oauth2/authorize", "token_url": f"{provider}/oauth2/token"}
    await make(served, "theirs", "http_oauth", base_url=provider, scope="openid", **addresses)
    url = await begin(served, "theirs")
    async with httpx.AsyncClient() as browser:
        sent = await browser.post(url, data={"sub": "ada"})
    back = urlsplit(sent.headers["location"])
    other = await served.client_of(await served.user(is_admin=True))
    refused = await other.get(f"{back.path}?{back.query}")
    assert refused.status_code == 400
    nobody = await served.client_of()
    assert (await nobody.get(f"{back.path}?{back.query}")).status_code == 401
    made_up = await served.client.get(f"{back.path}?state=made-up&code=x")
    assert made_up.status_code == 400
    with pytest.raises(AuthError, match="Nobody has signed in"):
        await token_of(served, "theirs")


class Strict:
    """A token server: each refresh token works once. `status` is what it answers, where it is to fail."""

    def __init__(self) -> None:
        self.status = 200
        self.lives_s = 60
        self.count = 0
        self.valid = ""
        self.asked: list[dict[str, str]] = []

    def answer(self, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        self.asked.append(form)
        if self.status != 200:
            return self.status, {"error": "temporarily_unavailable"}
        if form["grant_type"] == "refresh_token" and form["refresh_token"] != self.valid:
            return 400, {"error": "invalid_grant", "error_description": "The refresh token was used."}
        self.count += 1
        self.valid = f"refresh-{self.count}"
        return 200, {
            "access_token": f"access-{self.count}",
            "refresh_token": self.valid,
            "expires_in": self.lives_s,
        }


@contextmanager
def strict_server() -> Iterator[tuple[Strict, str]]:
    strict = Strict()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: each[0] for name, each in parse_qs(body).items()}
            status, said = strict.answer(form | {"authorization": self.headers["Authorization"]})
            data = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield strict, f"http://127.0.0.1:{server.server_port}/token"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


async def signed_in(served: Served, name: str, token_url: str) -> None:
    here = token_url.replace("/token", "")
    await make(
        served, name, "http_oauth", base_url=here, token_url=token_url, authorize_url=f"{here}/authorize"
    )
    state = parse_qs(urlsplit(await begin(served, name)).query)["state"][0]
    done = await served.client.get("/api/v1/oauth/callback", params={"state": state, "code": "c"})
    assert done.status_code == 200, done.text


def another_process(served: Served) -> SignIns:
    return SignIns(clock=SystemClock(), database=served.parts.database, keys=served.parts.keys)


async def test_of_several_at_once_one_renews_the_token(served: Served) -> None:
    """A refresh token works once, so two that renew would lock everybody out."""
    with strict_server() as (strict, url):
        await signed_in(served, "strict", url)
        values = await served.parts.sources(PROJECT).connections(PROJECT, ["strict"], is_whole=False)
        strict.lives_s = 3600
        both = [another_process(served) for _ in range(2) for _ in range(3)]
        got = await asyncio.gather(*(each.complete(PROJECT, "strict", values["strict"]) for each in both))
        assert {each["token"] for each in got} == {"access-2"}
        assert [each["grant_type"] for each in strict.asked] == ["authorization_code", "refresh_token"]
        assert strict.asked[0]["code_verifier"]


async def test_a_refused_renewal_says_sign_in_again_and_a_later_sign_in_mends_it(served: Served) -> None:
    with strict_server() as (strict, url):
        await signed_in(served, "refused", url)
        strict.valid = "another"
        for _ in range(2):  # it is not asked again and again
            with pytest.raises(AuthError, match="Sign in to the connection `refused` again") as caught:
                await token_of(served, "refused")
            assert "The refresh token was used" in caught.value.message
        assert len(strict.asked) == 2
        shown = (await served.client.get(served.at("/connections/refused"))).json()["sign_in"]
        assert (shown["is_signed_in"], "was used" in shown["problem"]) == (False, True)
        state = parse_qs(urlsplit(await begin(served, "refused")).query)["state"][0]
        await served.client.get("/api/v1/oauth/callback", params={"state": state, "code": "c"})
        assert (await token_of(served, "refused")).startswith("access-")


async def test_while_the_system_is_down_a_token_that_lives_is_used(served: Served) -> None:
    with strict_server() as (strict, url):
        await signed_in(served, "down", url)
        strict.status = 503
        assert await token_of(served, "down") == "access-1"
        strict.status, strict.lives_s = 200, 1
        assert await token_of(served, "down") == "access-2"
        strict.status = 503
        with pytest.raises(UnavailableError, match="503"):
            await token_of(served, "down")


async def test_a_program_gets_its_token_by_itself(served: Served) -> None:
    with strict_server() as (strict, url):
        await make(
            served,
            "robot",
            "http_client_credentials",
            base_url="http://127.0.0.1:9/",
            token_url=url,
            scope="read write",
        )
        strict.lives_s = 3600
        assert [await token_of(served, "robot") for _ in range(2)] == ["access-1", "access-1"]
        assert strict.asked == [
            {
                "grant_type": "client_credentials",
                "scope": "read write",
                "authorization": "Basic " + base64.b64encode(b"seaway:not-a-secret").decode(),
            }
        ]
        refused = await served.client.post(served.at("/connections/robot/authorize"))
        assert (refused.status_code, "Nobody signs in" in refused.json()["detail"]) == (400, True)


async def test_somebody_who_says_no_is_told_so(served: Served, tmp_path: Path) -> None:
    with strict_server() as (_, url):
        here = url.replace("/token", "")
        await make(
            served, "no", "http_oauth", base_url=here, token_url=url, authorize_url=f"{here}/authorize"
        )
        state = parse_qs(urlsplit(await begin(served, "no")).query)["state"][0]
        said = await served.client.get(
            "/api/v1/oauth/callback",
            params={"state": state, "error": "access_denied", "error_description": "<b>No</b>"},
        )
        assert (said.status_code, "&lt;b&gt;No&lt;/b&gt;" in said.text) == (400, True)
